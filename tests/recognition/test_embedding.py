from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from sim.core.streams import Streams
from sim.recognition.embedding import direction_of, probe, reference_templates, similarities
from sim.recognition.profile import Profile


def make(person, passage, group, c, identity, profile, streams):
    return probe(person, passage, group, c, identity, profile=profile, streams=streams)


@pytest.mark.parametrize("c", [0.0, 0.4, 0.99, 1.0])
def test_a_mated_score_is_exactly_what_the_similarity_says(c, profile: Profile, streams: Streams):
    template = reference_templates(np.array([1]), profile=profile, streams=streams)[0].astype(float)
    identity = template[5:] / np.linalg.norm(template[5:])
    vector = make(7, 0, 1, c, identity, profile, streams)
    assert vector @ vector == pytest.approx(1, abs=1e-12)
    assert vector @ template == pytest.approx(profile.rho[1] + (1 - profile.rho[1]) * c, abs=1e-6)


def test_the_same_person_is_the_same_face_twice(profile: Profile, streams: Streams):
    identity = direction_of(11, profile=profile, streams=streams)
    first = make(11, 0, 4, 0.8, identity, profile, streams)
    second = make(11, 1, 4, 0.7, identity, profile, streams)
    rho = profile.rho[4]
    noise = 4 * (1 - rho) * np.sqrt((1 - 0.8**2) * (1 - 0.7**2) / 506)
    assert abs(first @ second - (rho + (1 - rho) * 0.8 * 0.7)) < noise


def test_a_probe_depends_on_person_and_passage_only(profile: Profile, streams: Streams):
    identity = direction_of(3, profile=profile, streams=streams)
    again = make(3, 2, 0, 0.5, identity, profile, streams)
    np.testing.assert_array_equal(make(3, 2, 0, 0.5, identity, profile, streams), again)
    assert not np.array_equal(make(3, 1, 0, 0.5, identity, profile, streams), again)


def test_people_who_are_not_listed_are_strangers_to_each_other(profile: Profile, streams: Streams):
    people = np.array([direction_of(i, profile=profile, streams=streams) for i in range(100)])
    others = (people @ people.T)[np.triu_indices(100, 1)]
    assert abs(others.mean()) < 4 / np.sqrt(507 * others.size)
    assert others.std() == pytest.approx(1 / np.sqrt(507), rel=4 / np.sqrt(2 * others.size))


def test_similarities_are_logit_normal_and_fall_with_the_quality(profile: Profile, streams: Streams):
    people, passage = np.arange(5000), np.zeros(5000, int)
    c = similarities(people, passage, 2, np.full(5000, 0.8), profile=profile, streams=streams)
    z = (np.log(c / 0.8 / (1 - c / 0.8)) - profile.centre[2]) / profile.spread
    assert kstest(z, "norm").pvalue > 0.001
    worse = similarities(people, passage, 2, np.full(5000, 0.7), profile=profile, streams=streams)
    assert np.all(worse < c)
