"""A report of a programme: deployments over months, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sim.metrics.catalogue import metric
from sim.programme.schema import Programme
from sim.programme.unreached import unreached
from sim.report import words
from sim.report.document import Cell, Column, Table
from sim.report.figures_of_metrics import every_metric, group_table, headline_table, ladder_picture, sentences_of
from sim.report.programme_tables import counted_rows, month_names
from sim.report.ratio_table import ratio_table
from sim.report.subject import Subject
from sim.store.programmes import StoredProgramme

__all__ = ["programme_subject"]

_TIMES = "programmes"
_LADDER, _AXIS = "From the people on the streets to stops", "Number in the programme"


def programme_subject(stored: StoredProgramme) -> Subject:
    """Return a stored programme as reports need it."""
    about, programme, metrics = stored.manifest, stored.programme, stored.table("metrics")
    n_changed = len(programme.changes)
    grouped = group_table(metrics, about["groups"], times=_TIMES)
    points = ratio_table(stored.table("disparity").to_dicts(), about["groups"])
    drawn = ladder_picture(metrics, title=_LADDER, axis=_AXIS)
    return Subject(
        kind="programme",
        identifier=about["programme_id"],
        title=about["programme"] if n_changed <= 1 else words.with_changes(programme.name, n_changed),
        about=programme.about,
        version=about["created_by_version"],
        facts=tuple(_facts(stored, programme)),
        arms={programme.name: programme},
        sentences=tuple(sentences_of(metrics, times=_TIMES)) or (words.NO_FACES,),
        headlines=(headline_table(metrics, times=_TIMES), _months(stored)),
        headline_note=words.COUNTS_NOTE,
        by_group=() if grouped is None else (grouped,),
        further=(
            every_metric(metrics, about["groups"]),
            *_streets(stored, programme),
            *(() if points is None else (points,)),
        ),
        pictures=() if drawn is None else (drawn,),
    )


def _facts(stored: StoredProgramme, programme: Programme) -> Iterator[tuple[str, str]]:
    about, lfr = stored.manifest, programme.lfr
    yield "Policy", about["policy"] or "No facial recognition"
    yield (
        "From",
        f"{words.day_text(programme.begins)}, for {programme.months} month{'' if programme.months == 1 else 's'}",
    )
    cancelled = len(about["cancelled"])
    yield "Deployments", f"{about['deployments']}" + (f", and {cancelled} cancelled" if cancelled else "")
    yield "Streets", ", ".join(sorted(street.place.name for street in programme.streets.values()))
    if lfr is not None:
        yield "Threshold", f"{lfr.threshold:g}"
        yield "People on the list", f"{lfr.watchlist.size:,} references"
        yield "Recognition", lfr.recognition.profile.name
    if programme.changes:
        yield "Changed from the files", "; ".join(map(str, programme.changes))
    if idle := unreached(programme):
        yield "Without effect", " ".join(idle)
    if programme.groups.how_divided:
        yield "Ethnic groups", programme.groups.how_divided
    yield "Seed and replication", f"{about['seed']} and {about['replication']}"
    yield "Version", f"passerby {about['created_by_version']}, results version {about['results_version']}"
    yield "Result", about["programme_id"]


def _months(stored: StoredProgramme) -> Table:
    """Return what each month counted."""
    deployments = stored.table("deployments").filter(pl.col("ethnic_group") == "all")
    of_months = [(name, deployments.filter(pl.col("month") == month)) for month, name in month_names(stored).items()]
    return _counted("months", words.MONTHS, Column("month", "Month"), of_months, deployments)


def _streets(stored: StoredProgramme, programme: Programme) -> Iterator[Table]:
    """Yield what each street counted, in the order of the programme, where there are several."""
    if len(programme.streets) == 1:
        return
    deployments = stored.table("deployments").filter(pl.col("ethnic_group") == "all")
    of_streets = [
        (street.place.name, deployments.filter(pl.col("place") == name)) for name, street in programme.streets.items()
    ]
    yield _counted("streets", words.STREETS, Column("street", "Street"), of_streets, deployments)


def _counted(
    name: str, title: str, first: Column, parts: list[tuple[str, pl.DataFrame]], deployments: pl.DataFrame
) -> Table:
    """Return what deployments counted, part by part, and in how many there were."""
    counted = counted_rows(deployments)
    rows: list[tuple[Cell, ...]] = [
        (part, of.height, *(float(of[column].sum() or 0) for _, column in counted)) for part, of in parts
    ]
    columns = (
        first, Column("deployments", "Deployments", "number"),
        *(Column(row.name, metric(row.name).label, "number") for row, _ in counted),
    )  # fmt: skip
    return Table(name, title, columns, tuple(rows))
