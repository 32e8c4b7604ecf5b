"""What the cameras and the search did: faces, searches, alerts and their error rates, by both estimators.

`sampled` counts what happened. `expected` sums, over the passages of the day that were searched, the
exact probabilities that the person is listed and that their own reference, or somebody else's, reaches
the threshold. A person is alerted at most once, so probabilities are joined over a person's passages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.day.run import RunResult
from sim.events import (
    AGE_BANDS,
    ETHNIC_GROUPS,
    SEXES,
    Alert,
    Arrival,
    Capture,
    Comparison,
    Engagement,
    EventLog,
    Loss,
    Passage,
)
from sim.metrics.groups import GROUPINGS, counts, present, rates, with_person
from sim.metrics.metric import By, Metric, expected_count
from sim.policing.adjudication import engage_probability
from sim.population.people import listing_probability
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.vector.recogniser import Embedding
from sim.recognition.watchlist import REASONS
from sim.scenario.schema import LFR

__all__ = ["believed_by_group", "recognition_metrics"]


def recognition_metrics(result: RunResult) -> Iterator[Metric]:
    """Yield the metrics of capture, search and alerts; none of the last two without facial recognition."""
    log = result.log
    people = log.table(Arrival)
    yield from counts("people", people, unit="people")
    yield from counts("listed_people", people.filter(pl.col("is_listed")), unit="people")
    if result.watchlist is not None:
        yield from _sampled(log)
    if result.calibration is not None:
        yield from _expected(result)


def _sampled(log: EventLog) -> Iterator[Metric]:
    passages = present(with_person(log, Passage), log)
    captures = present(with_person(log, Capture), log)
    faces = captures.filter(pl.col("is_detected"))
    searches = present(with_person(log, Comparison), log)
    alerts = with_person(log, Alert).filter(~pl.col("is_repeat"))
    true_alerts, false_alerts = alerts.filter(pl.col("is_true")), alerts.filter(~pl.col("is_true"))
    searched_listed = searches.filter(pl.col("is_listed"))
    searched_others = searches.filter(~pl.col("is_listed"))
    raised = present(with_person(log, Alert), log)
    yield from counts("passages", passages, unit="passages")
    yield from counts("faces_seen", faces, unit="faces")
    yield from counts("searches", searches, unit="searches")
    yield from counts("alerts", alerts, unit="alerts")
    yield from counts("true_alerts", true_alerts, unit="alerts")
    yield from counts("false_alerts", false_alerts, unit="alerts")
    yield from counts("listed_seen", searched_listed.unique("person_id"), unit="people")
    yield from rates("alerts_per_face", alerts, faces, unit="per face seen")
    yield from rates("true_alerts_per_face", true_alerts, faces, unit="per face seen")
    yield from rates("false_alerts_per_face", false_alerts, faces, unit="per face seen")
    yield from rates("false_alerts_per_alert", false_alerts, alerts, unit="per alert")
    yield from rates("tpir", raised.filter(pl.col("is_true")), searched_listed, unit="per search of a listed person")
    yield from rates("fpir", raised.filter(~pl.col("is_listed")), searched_others, unit="per search of anybody else")
    yield from rates(
        "fta_rate", passages.join(searches, on=["person_id", "passage"], how="anti"), passages, unit="per passage"
    )


@dataclass(frozen=True)
class _Chances:
    """By person searched: chances of an alert, of what follows, and who they are."""

    person: pl.DataFrame
    true_alert: NDArray[np.float64]
    false_alert: NDArray[np.float64]
    missed: NDArray[np.float64]
    true_stop: NDArray[np.float64]
    false_stop: NDArray[np.float64]
    arrest: NDArray[np.float64]


def _expected(result: RunResult) -> Iterator[Metric]:
    chances = _chances(result)
    columns = {
        "alerts": (chances.true_alert + chances.false_alert, "alerts"),
        "true_alerts": (chances.true_alert, "alerts"),
        "false_alerts": (chances.false_alert, "alerts"),
        "engagements": (chances.true_stop + chances.false_stop, "people"),
        "false_stops": (chances.false_stop, "people"),
        "arrests": (chances.arrest, "people"),
        "listed_missed": (chances.missed, "people"),
    }
    for name, (chance, unit) in columns.items():
        for by, groups in GROUPINGS.items():
            for group in groups:
                mean = float(chance[_members(chances.person, by, group)].sum())
                yield expected_count(name, mean, by=by, group=group, unit=unit)


def _chances(result: RunResult) -> _Chances:
    scenario, lfr = result.scenario, result.scenario.lfr
    assert lfr is not None
    assert result.calibration is not None
    assert result.watchlist is not None
    captures = with_person(result.log, Capture).filter(pl.col("is_usable"))
    person = with_person(result.log, Arrival)
    group, sex, age = (
        _index(person, column, names)
        for column, names in (("ethnic_group", ETHNIC_GROUPS), ("sex", SEXES), ("age_band", AGE_BANDS))
    )
    listed = listing_probability(scenario.population, ETHNIC_GROUPS, group, sex, age)
    row = _rows(person, captures)
    quality = captures["quality"].to_numpy()
    hit = _any(_p_mate(result, quality, group[row]), row, person.height)
    mistake = _any(_p_mistake(result, quality, group[row]), row, person.height)
    true_alert, false_alert = listed * hit, (1 - listed) * mistake
    reached = _reached(result.log)
    believed = _believed(result)[group]
    doubted = np.array(
        [
            engage_probability(
                lfr.adjudication, score=lfr.threshold, threshold=lfr.threshold, is_true=False, group=name
            )
            for name in ETHNIC_GROUPS
        ]
    )[group]
    arrested = _arrested(result)
    true_stop = true_alert * believed * reached
    return _Chances(
        person=person,
        true_alert=true_alert,
        false_alert=false_alert,
        missed=listed - true_stop,
        true_stop=true_stop,
        false_stop=false_alert * doubted * reached,
        arrest=true_stop * arrested,
    )


def _p_mate(result: RunResult, quality: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the chance that a listed person's own reference reaches the threshold, good or poor."""
    lfr, calibration = result.scenario.lfr, result.calibration
    assert lfr is not None
    assert calibration is not None
    share, poor = lfr.watchlist.poor_share, lfr.watchlist.poor_quality
    good = calibration.tpir(lfr.threshold, quality, group)
    return (1 - share) * good + share * calibration.tpir(lfr.threshold, poor * quality, group) if share else good


def _p_mistake(result: RunResult, quality: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the chance that somebody else's reference reaches the threshold, for a stranger or a relative."""
    lfr, calibration, watchlist = result.scenario.lfr, result.calibration, result.watchlist
    assert lfr is not None
    assert calibration is not None
    assert watchlist is not None
    fpir = calibration.fpir(lfr.threshold, watchlist.counts)[group]
    backend = lfr.recognition.backend
    if not isinstance(backend, Embedding) or not backend.kin_fraction:
        return np.asarray(fpir)
    kin = backend.kin_fraction * (watchlist.counts[group] > 0)
    of_relative = calibration.kin_fpir(lfr.threshold, quality, group, backend.kin_similarity)
    return np.asarray(fpir + kin * (1 - fpir) * of_relative)


def _any(chance: NDArray[np.float64], row: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Return by person the chance that at least one of their independent passages counts."""
    none = np.zeros(n)
    np.add.at(none, row, np.log1p(-np.minimum(chance, 1 - 1e-15)))
    return -np.expm1(none)


def _reached(log: EventLog) -> float:
    """Return the share of decisions to engage that ended in a stop in this day (Jeffreys' estimate)."""
    stopped, lost = log.count(Engagement), log.count(Loss)
    return (stopped + 0.5) / (stopped + lost + 1)


def _believed(result: RunResult) -> NDArray[np.float64]:
    """Return the operator's chance of passing on a true alert of each group, averaged over its score (G,).

    The mean is over the scores of 99 equally likely captures of a listed person at the median quality of the day, those
    below the threshold left out.
    """
    lfr, calibration = result.scenario.lfr, result.calibration
    assert lfr is not None
    assert calibration is not None
    quality = with_person(result.log, Capture).filter(pl.col("is_usable"))["quality"].median()
    if quality is None:
        return np.zeros(len(ETHNIC_GROUPS))
    return believed_by_group(lfr, calibration, float(quality))  # type: ignore[arg-type]


def believed_by_group(lfr: LFR, calibration: Calibration, quality: float) -> NDArray[np.float64]:
    """Return the chance that a true alert of each group is passed on, over 99 equally likely scores (G,)."""
    z = ndtri(np.arange(1, 100) / 100)
    chance = np.zeros(len(ETHNIC_GROUPS))
    for k, group in enumerate(ETHNIC_GROUPS):
        c = calibration.similarity(k, quality, z)
        scores = calibration.score(calibration.rho[k] + (1 - calibration.rho[k]) * c, k)
        values = [
            engage_probability(lfr.adjudication, score=float(score), threshold=lfr.threshold, is_true=True, group=group)
            for score in scores
            if score >= lfr.threshold
        ]
        chance[k] = np.mean(values) if values else 0.0
    return chance


def _arrested(result: RunResult) -> float:
    """Return the chance that the stop of a listed person ends in arrest, over the reasons on the list."""
    lfr, watchlist = result.scenario.lfr, result.watchlist
    assert lfr is not None
    assert watchlist is not None
    chance = np.array([lfr.outcome.p_arrest.get(reason, 0.0) for reason in REASONS])
    return float(chance[watchlist.reason].mean())


def _index(table: pl.DataFrame, column: str, names: tuple[str, ...]) -> NDArray[np.int64]:
    return table[column].replace_strict(list(names), range(len(names)), return_dtype=pl.Int64).to_numpy()


def _rows(person: pl.DataFrame, events: pl.DataFrame) -> NDArray[np.int64]:
    order = person.select("person_id").with_row_index("row")
    return events.select("person_id").join(order, on="person_id", how="left", maintain_order="left")["row"].to_numpy()


def _members(person: pl.DataFrame, by: By, group: str) -> NDArray[np.bool_]:
    return np.ones(person.height, bool) if by == "all" else (person[by] == group).to_numpy()
