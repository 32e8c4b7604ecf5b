from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from sim.core.streams import Streams
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.probes import NOBODY
from sim.recognition.vector.embedding import Faces, probe_templates, reference_templates, similarities

LISTED = 1
"""Group of the one reference of most tests."""


@pytest.fixture(scope="module")
def templates(calibration: Calibration, streams: Streams) -> np.ndarray:
    return reference_templates(np.full(3, LISTED), calibration=calibration, streams=streams)


def faces(person, passage=0, group=LISTED, c=0.8, reference_id=NOBODY, relative_of=NOBODY) -> Faces:
    columns = np.broadcast_arrays(np.atleast_1d(person), passage, group, reference_id, relative_of)
    person, passage, group, reference_id, relative_of = (np.array(column, np.int64) for column in columns)
    similarity = np.array(np.broadcast_to(c, person.shape), np.float64)
    return Faces(person, passage, group, similarity, reference_id, relative_of)


@pytest.fixture
def make(templates, calibration: Calibration, streams: Streams):
    """Return what makes the templates of captures; kinship 0.5."""
    return lambda *given, **columns: probe_templates(
        faces(*given, **columns), templates, kinship=0.5, calibration=calibration, streams=streams
    )


def test_every_template_is_a_unit_vector_with_the_concentration_of_its_group(
    calibration: Calibration, streams: Streams
):
    group = np.arange(700) % 5
    templates = reference_templates(group, calibration=calibration, streams=streams)
    assert templates.shape == (700, 512)
    assert templates.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(templates, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(templates[np.arange(700), group] ** 2, calibration.rho[group], atol=1e-6)
    assert np.count_nonzero(templates[:, :5]) == 700


def test_a_longer_list_begins_with_the_templates_of_the_shorter_one(calibration: Calibration, streams: Streams):
    group = np.arange(1300) % 5
    short, long = (reference_templates(group[:n], calibration=calibration, streams=streams) for n in (600, 1300))
    np.testing.assert_array_equal(short, long[:600])
    other = reference_templates(group[:600], calibration=calibration, streams=Streams(streams.seed + 1))
    assert not np.array_equal(short, other)


@pytest.mark.parametrize("c", [0.0, 0.4, 0.99, 1.0])
def test_a_mated_score_is_exactly_what_the_similarity_says(c, make, templates, calibration: Calibration):
    vector = make(7, c=c, reference_id=2).ravel()
    assert vector @ vector == pytest.approx(1, abs=1e-12)
    assert vector @ templates[2].astype(float) == pytest.approx(
        calibration.rho[LISTED] + (1 - calibration.rho[LISTED]) * c, abs=1e-6
    )


def test_the_same_person_is_the_same_face_twice(make, calibration: Calibration):
    first, second = make([11, 11], passage=[0, 1], group=4, c=[0.8, 0.7])
    rho = calibration.rho[4]
    noise = 4 * (1 - rho) * np.sqrt((1 - 0.8**2) * (1 - 0.7**2) / 506)
    assert abs(first @ second - (rho + (1 - rho) * 0.8 * 0.7)) < noise


def test_a_probe_depends_on_person_and_passage_only(make):
    alone = make(3, passage=2, group=0, c=0.5)
    among = make([9, 3, 4], passage=[0, 2, 1], group=[1, 0, 4], c=[0.3, 0.5, 0.9])
    np.testing.assert_array_equal(among[1], alone[0])
    assert not np.array_equal(make(3, passage=1, group=0, c=0.5), alone)


def test_people_who_are_not_listed_are_strangers_to_each_other(make):
    people = make(np.arange(100), group=2, c=1.0)[:, 5:]
    people /= np.linalg.norm(people, axis=1, keepdims=True)
    others = (people @ people.T)[np.triu_indices(100, 1)]
    assert abs(others.mean()) < 4 / np.sqrt(507 * others.size)
    assert others.std() == pytest.approx(1 / np.sqrt(507), rel=4 / np.sqrt(2 * others.size))


def test_noise_is_as_far_from_everybody_as_a_stranger_is(make, templates):
    probes = make(np.arange(2000), c=0.0, reference_id=2)[:, 5:]
    other = templates[0, 5:].astype(float)
    cosine = probes @ other / np.linalg.norm(probes, axis=1) / np.linalg.norm(other)
    assert abs(cosine.mean()) < 4 / np.sqrt(507 * 2000)
    assert cosine.std() == pytest.approx(1 / np.sqrt(507), rel=4 / np.sqrt(2 * 2000))


def test_a_relative_has_the_stated_cosine_with_the_listed_persons_direction(make, templates):
    people = make(np.arange(50), c=1.0, relative_of=1)[:, 5:]
    listed = templates[1, 5:].astype(float)
    cosine = people @ listed / np.linalg.norm(people, axis=1) / np.linalg.norm(listed)
    np.testing.assert_allclose(cosine, 0.5, atol=1e-12)


def test_two_relatives_of_one_person_are_apart_and_each_is_the_same_face_twice(make, calibration: Calibration):
    probes = make([1, 1, 2], passage=[0, 1, 0], c=1.0, relative_of=1)
    rho = calibration.rho[LISTED]
    assert probes[0] @ probes[1] == pytest.approx(1, abs=1e-12)
    assert abs(probes[0] @ probes[2] - (rho + (1 - rho) * 0.25)) < 4 * (1 - rho) * 0.75 / np.sqrt(506)


def test_similarities_are_logit_normal_and_fall_with_the_quality(calibration: Calibration, streams: Streams):
    people, passage = np.arange(5000), np.zeros(5000, int)
    c = similarities(people, passage, 2, np.full(5000, 0.8), calibration=calibration, streams=streams)
    z = (np.log(c / 0.8 / (1 - c / 0.8)) - calibration.centre[2]) / calibration.spread[2]
    assert kstest(z, "norm").pvalue > 0.001
    worse = similarities(people, passage, 2, np.full(5000, 0.7), calibration=calibration, streams=streams)
    assert np.all(worse < c)
