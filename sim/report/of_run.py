"""A report of one simulated day."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report import words
from sim.report.figures_of_metrics import every_metric, group_table, headline_table, ladder_picture, sentences_of
from sim.report.numbers import clock_time
from sim.report.subject import Subject
from sim.store.runs import StoredRun

__all__ = ["run_subject"]

_TIMES = "days"
_LADDER, _AXIS = "From the people on the street to stops", "Number on the day"


def run_subject(run: StoredRun) -> Subject:
    """Return a stored day as reports need it."""
    about, scenario = run.manifest, run.scenario
    grouped = group_table(run.metrics, about.groups, times=_TIMES)
    drawn = ladder_picture(run.metrics, title=_LADDER, axis=_AXIS)
    return Subject(
        kind="run",
        identifier=about.run_id,
        title=f"{about.place}: {_policy(run)}",
        about=scenario.about,
        version=about.created_by_version,
        facts=tuple(_facts(run)),
        arms={about.policy: scenario},
        sentences=tuple(sentences_of(run.metrics, times=_TIMES)) or (words.NO_FACES,),
        headlines=(headline_table(run.metrics, times=_TIMES),),
        headline_note=words.COUNTS_NOTE,
        by_group=() if grouped is None else (grouped,),
        further=(every_metric(run.metrics, about.groups),),
        pictures=() if drawn is None else (drawn,),
        notes=tuple(_notes(run)),
    )


def _policy(run: StoredRun) -> str:
    """Return what the policy is called, with what was changed; how much was, where that is more than one setting."""
    changes, lfr = run.scenario.changes, run.scenario.lfr
    if len(changes) <= 1:
        return run.manifest.policy
    return words.with_changes("No facial recognition" if lfr is None else lfr.name, len(changes))


def _facts(run: StoredRun) -> Iterator[tuple[str, str]]:
    about, scenario = run.manifest, run.scenario
    begins, ends = (clock_time(about.start_h, hours * 3600) for hours in (0.0, about.duration_h))
    yield "Place", about.place
    yield "Policy", _policy(run)
    yield "Hours", f"{begins} to {ends} on one day"
    if about.threshold is not None:
        yield "Threshold", f"{about.threshold:g}"
        yield "People on the list", "none" if about.watchlist_size is None else f"{about.watchlist_size:,} references"
        yield "Recognition", about.profile or "the accuracy of its own networks"
        yield "Cameras", ", ".join(name.replace("_", " ") for name in about.sites)
    if scenario.changes:
        yield "Changed from the files", "; ".join(map(str, scenario.changes))
    if scenario.groups.how_divided:
        yield "Ethnic groups", scenario.groups.how_divided
    yield "Seed and replication", f"{about.seed} and {about.replication}"
    yield "Version", f"passerby {about.created_by_version}, results version {about.results_version}"
    yield "Result", about.run_id
    if scenario.attribution:
        yield "Map and data", scenario.attribution
    if scenario.map_notes:
        yield "How the map was read", " ".join(scenario.map_notes)


def _notes(run: StoredRun) -> Iterator[str]:
    about = run.manifest
    if about.backend == "image":
        yield (
            "Faces are rendered heads that neural networks find and compare. Their rates are this pipeline's own, and "
            "say nothing of any police system or any group of people."
        )
    if about.given:
        yield (
            f"The day is conditioned on {about.given}: a day is expected to have {about.weight:.3g} of them. What it "
            "counts is what such a day is like, and no estimate of how often it happens."
        )
