"""The catalogue of metrics: one row a metric, from which every list of them and every word for them derives.

What a day's table and a programme's hold, the columns of a programme's deployments, what the command line prints and
what pages call things are all read off these rows. A row's numerator and denominator are counts of `sim.metrics.tally`;
rows whose value is made elsewhere (trust, what becomes of residents, costs) say so with the shape `made`.

So adding a metric is adding a row here. One that counts what was not counted before needs an entry there as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from sim.community.support import READ_OUTS
from sim.community.survey import ITEMS
from sim.core.errors import MetricError
from sim.metrics.metric import Estimator
from sim.recognition.watchlist import REASONS

__all__ = [
    "CATALOGUE",
    "Row",
    "Shape",
    "Shown",
    "columns",
    "headlines",
    "labels",
    "metric",
    "nouns",
    "rate_of",
    "rows_of",
]

Shape = Literal["count", "sum", "rate", "mean", "longest", "made"]
"""A count of events; a sum over them; a count over a count; a mean over a count; the greatest; or made elsewhere."""

_COUNTED: tuple[Estimator, ...] = ("sampled",)
_EXPECTED: tuple[Estimator, ...] = ("sampled", "expected", "expected_given_listed")


@dataclass(frozen=True)
class Shown:
    """How a metric stands in a table of a programme on the command line."""

    heading: str
    form: str = "{:,.0f}"
    estimator: Estimator = "sampled"
    scale: float = 1.0
    """What one unit of the metric is in the table's."""
    when: Literal["watched", "searched", "always"] = "watched"
    """In which programmes: with cameras, with stop and search, or in all."""


@dataclass(frozen=True)
class Row:
    """One metric."""

    name: str
    label: str
    """What pages and tables call it."""
    unit: str
    shape: Shape = "count"
    numerator: str = ""
    """What is counted or summed; the count of the metric's own name where it is not given."""
    denominator: str = ""
    """What it is divided by; empty for counts and sums."""
    estimators: tuple[Estimator, ...] = _COUNTED
    noun: tuple[str, str] = ("", "")
    """One of them, and several; empty for what is no count."""
    squares: str = ""
    """Of a mean: the count that sums the squares."""
    source: Literal["deployment", "day", "programme"] = "deployment"
    """What has it: every deployment, and so a day and a programme; a day alone; a programme alone."""
    is_of_cameras: bool = False
    """There is none of it, and no row, where no face is searched."""
    is_of_searches: bool = False
    """There is none of it, and no row, where officers do not stop and search."""
    is_by_group: bool = True
    """Whether it is told by ethnic group, and not of everybody alone."""
    is_headline: bool = False
    """It is printed of a day."""
    is_column: bool = False
    """It is a column of a programme's deployments."""
    in_months: Shown | None = None
    """How it stands month by month and street by street."""
    in_groups: Shown | None = None
    """How it stands by ethnic group."""

    @property
    def counted(self) -> str:
        """The count that is its numerator."""
        return self.numerator or self.name


def _item_rows() -> Iterator[Row]:
    shown = {"treat_fairly": "fair, beyond the trend", "good_job": "job, beyond the trend"}
    share, points = "% of residents", "percentage points of residents"
    for item, about in ITEMS.items():
        in_groups = Shown(shown[item], "{:+.2g}", "expected", when="always") if item in shown else None
        for when, label, unit, among in (
            ("before", "before the programme", share, None),
            ("after", "after the programme", share, None),
            ("change", "change beyond the background trend", points, in_groups),
        ):
            yield Row(f"{item}_{when}", f"Residents who agree, {label}: {about.title}", unit, "made", "agree",
                      "residents", ("expected",), source="programme", in_groups=among)  # fmt: skip


def _camera_rows() -> Iterator[Row]:
    for name, one in READ_OUTS.items():
        yield Row(f"{name}_change", f"Change of residents who {one.title}", "percentage points of residents", "made",
                  "more_say_so", "residents", ("expected",), source="programme")  # fmt: skip


_PER_FACE, _PER_ALERT, _PER_STOP, _PER_ARREST = "per face seen", "per alert", "per stop", "per arrest"

CATALOGUE: tuple[Row, ...] = (
    # who came, and what was searched
    Row("people", "People on the street", "people", noun=("person", "people"), is_headline=True, is_column=True),
    Row("listed_people", "Listed people on the street", "people", estimators=_EXPECTED,
        noun=("listed person", "listed people"), is_column=True),
    Row("passages", "Passes through the camera zone", "passages", noun=("pass", "passes"), is_of_cameras=True),
    Row("faces_seen", "Faces seen", "faces", noun=("face seen", "faces seen"), is_of_cameras=True, is_headline=True,
        is_column=True, in_months=Shown("faces")),
    Row("searches", "Faces searched", "searches", noun=("search", "searches"), is_of_cameras=True, is_headline=True,
        is_column=True),
    Row("comparisons", "Comparisons of two faces", "comparisons", noun=("comparison", "comparisons"),
        is_of_cameras=True),
    Row("listed_seen", "Listed people whose face was searched", "people",
        noun=("listed person whose face was searched", "listed people whose face was searched"), is_of_cameras=True),
    # alerts
    Row("alerts", "Alerts", "alerts", estimators=_EXPECTED, noun=("alert", "alerts"), is_of_cameras=True,
        is_headline=True, is_column=True, in_months=Shown("alerts")),
    Row("true_alerts", "Alerts for listed people", "alerts", estimators=_EXPECTED,
        noun=("alert for a listed person", "alerts for listed people"), is_of_cameras=True, is_headline=True,
        is_column=True),
    Row("false_alerts", "False alerts", "alerts", estimators=_EXPECTED, noun=("false alert", "false alerts"),
        is_of_cameras=True, is_headline=True, is_column=True, in_months=Shown("false\nalerts")),
    Row("listed_alerted", "Listed people who were alerted for", "people", estimators=_EXPECTED,
        noun=("listed person alerted for", "listed people alerted for"), is_of_cameras=True),
    Row("others_alerted", "Other people who were alerted for", "people", estimators=_EXPECTED,
        noun=("other person alerted for", "other people alerted for"), is_of_cameras=True),
    Row("dismissed", "Alerts dismissed", "alerts", noun=("alert dismissed", "alerts dismissed"), is_headline=True,
        is_column=True),
    Row("false_alerts_engaged", "False alerts passed on to officers", "alerts",
        noun=("false alert passed on", "false alerts passed on"), is_of_cameras=True),
    Row("lost", "Alerts lost", "alerts", noun=("alert lost", "alerts lost"), is_headline=True, is_column=True),
    Row("no_officer_free", "Alerts lost since no officer was free", "alerts", estimators=_EXPECTED,
        noun=("alert lost since no officer was free", "alerts lost since no officer was free"), is_column=True),
    # stops and what they ended in
    Row("engagements", "Stops", "people", estimators=_EXPECTED, noun=("stop", "stops"), is_headline=True,
        is_column=True, in_months=Shown("stops"), in_groups=Shown("people stopped")),
    Row("false_stops", "False stops", "people", estimators=_EXPECTED, noun=("false stop", "false stops"),
        is_headline=True, is_column=True, in_months=Shown("false\nstops"), in_groups=Shown("false stops", "{:,.0f}")),
    Row("arrests", "Arrests", "people", estimators=_EXPECTED, noun=("arrest", "arrests"), is_headline=True,
        is_column=True, in_months=Shown("arrests"), in_groups=Shown("arrests")),
    Row("arrests_serious", "Arrests for a serious offence", "people",
        noun=("arrest for a serious offence", "arrests for a serious offence"), is_column=True),
    *(Row(f"arrests_{reason}", f"Arrests of people listed for: {reason}", "people",
          noun=(f"arrest ({reason})", f"arrests ({reason})")) for reason in REASONS),
    Row("other_disposals", "Stops with another outcome", "people",
        noun=("stop with another outcome", "stops with another outcome"), is_column=True),
    Row("no_further_action", "Stops with no further action", "people",
        noun=("stop with no further action", "stops with no further action"), is_column=True),
    Row("listed_missed", "Listed people not stopped", "people", estimators=_EXPECTED,
        noun=("listed person not stopped", "listed people not stopped"), is_column=True),
    Row("witnesses", "Sightings of a stop", "sightings", noun=("sighting of a stop", "sightings of a stop"),
        is_column=True),
    Row("minutes_held", "Minutes of all stops", "min", "sum", noun=("minute of a stop", "minutes of stops"),
        is_column=True, in_months=Shown("hours\nheld", "{:.0f}", scale=1 / 60)),
    # rates
    Row("tpir", "Searches of listed people that find them", "per search of a listed person", "rate", "listed_hits",
        "listed_searches", _EXPECTED, is_of_cameras=True, is_headline=True),
    Row("fpir", "Searches of others that find somebody", "per search of anybody else", "rate", "other_hits",
        "other_searches", _EXPECTED, is_of_cameras=True, is_headline=True),
    Row("fta_rate", "Passes without a search", "per passage", "rate", "not_searched", "passages", is_of_cameras=True),
    Row("alerts_per_face", "Alerts per face seen", _PER_FACE, "rate", "alerts", "faces_seen", _EXPECTED,
        is_of_cameras=True),
    Row("true_alerts_per_face", "Alerts for listed people per face seen", _PER_FACE, "rate", "true_alerts",
        "faces_seen", _EXPECTED, is_of_cameras=True),
    Row("false_alerts_per_face", "False alerts per face seen", _PER_FACE, "rate", "false_alerts", "faces_seen",
        _EXPECTED, is_of_cameras=True, is_headline=True),
    Row("false_alerts_per_alert", "False alerts per alert", _PER_ALERT, "rate", "false_alerts", "alerts", _EXPECTED,
        is_of_cameras=True),
    Row("precision", "Alerts for listed people per alert", _PER_ALERT, "rate", "true_alerts", "alerts", _EXPECTED,
        is_of_cameras=True),
    Row("arrests_per_alert", "Arrests per alert", _PER_ALERT, "rate", "arrests", "alerts", _EXPECTED,
        is_headline=True),
    Row("arrests_per_face", "Arrests per face seen", _PER_FACE, "rate", "arrests", "faces_seen", _EXPECTED,
        is_headline=True),
    Row("arrests_per_engagement", "Arrests per stop", _PER_STOP, "rate", "arrests", "engagements", _EXPECTED),
    Row("engagements_per_alert", "Stops per alert", _PER_ALERT, "rate", "engagements", "alerts", _EXPECTED),
    Row("engagements_per_face", "Stops per face seen", _PER_FACE, "rate", "engagements", "faces_seen", _EXPECTED),
    Row("false_stops_per_face", "False stops per face seen", _PER_FACE, "rate", "false_stops", "faces_seen",
        _EXPECTED),
    Row("false_stops_per_engagement", "False stops per stop", _PER_STOP, "rate", "false_stops", "engagements",
        _EXPECTED),
    Row("false_stops_per_arrest", "False stops per arrest", _PER_ARREST, "rate", "false_stops", "arrests", _EXPECTED),
    Row("listed_missed_per_listed", "Listed people not stopped, of those who came", "per listed person who came",
        "rate", "listed_missed", "listed_people", _EXPECTED),
    # stops as they are lived through
    Row("minutes_held_mean", "Minutes of a stop, on average", "min", "mean", "minutes_held", "engagements",
        squares="minutes_squared", in_groups=Shown("minutes of a stop, mean", "{:.1f}")),
    Row("minutes_held_longest", "Minutes of the longest stop", "min", "longest", "longest_min", "engagements"),
    Row("worst_stop_minutes", "Minutes of the longest stop of all", "min", "longest", "longest_min", "engagements"),
    Row("worst_stop_manner", "Manner of the longest stop", "0 to 1", "longest", "longest_manner", "engagements"),
    # trust on a day
    *(Row(f"trust_{scale}{change}", f"{scale.capitalize()}{label}", unit, "made", "agree", "residents",
          source="day", is_headline=bool(change))
      for scale in ("fairness", "effectiveness")
      for change, label, unit in (("", ": residents who agree", "% of residents"),
                                  ("_change", ": change in who agrees", "percentage points of residents"))),
    # what a programme comes to for residents, and what it takes
    Row("scans_per_resident", "Searches of each resident", "searches per resident", "made", "times_scanned",
        "residents", source="programme", in_groups=Shown("scans per resident", "{:.2f}")),
    Row("residents_scanned", "Residents searched at least once", "per resident", "made", "residents_scanned",
        "residents", source="programme"),
    Row("scans_of_the_most_scanned", "Searches of the resident searched most", "searches", "made", "times_scanned",
        source="programme"),
    Row("stopped_again", "Residents stopped more than once", "per resident who was stopped", "made",
        "residents_stopped_again", "residents_stopped", source="programme"),
    Row("deployments", "Deployments", "deployments", "made", noun=("deployment", "deployments"), source="programme",
        is_by_group=False),
    Row("deployments_cancelled", "Deployments cancelled", "deployments", "made",
        noun=("cancelled deployment", "cancelled deployments"), source="programme", is_by_group=False),
    Row("officer_hours", "Hours of officers", "h", "made", source="programme", is_by_group=False),
    Row("cost", "Cost", "GBP", "made", source="programme", is_by_group=False),
    Row("cost_per_arrest", "Cost per arrest", "GBP per arrest", "made", "cost", "arrests", source="programme",
        is_by_group=False),
    Row("officer_hours_per_arrest", "Hours of officers per arrest", "h per arrest", "made", "officer_hours",
        "arrests", source="programme", is_by_group=False),
    Row("faces_per_arrest", "Faces seen per arrest", "faces per arrest", "made", "faces_seen", "arrests",
        source="programme", is_by_group=False),
    Row("stop_searches", "People searched by officers", "people", "made", noun=("stop and search",
        "stops and searches"), source="programme", is_of_searches=True, in_months=Shown("searches", when="searched"),
        in_groups=Shown("people searched by officers", when="searched")),
    Row("search_arrests", "Arrests after searches by officers", "people", "made", noun=("arrest after a search",
        "arrests after searches"), source="programme", is_of_searches=True, in_months=Shown("found", when="searched"),
        in_groups=Shown("arrests after searches", when="searched")),
    Row("arrests_per_search", "Arrests per search by officers", "per search", "made", "search_arrests",
        "stop_searches", source="programme", is_of_searches=True),
    Row("no_further_action_per_search", "Searches by officers with no further action", "per search", "made",
        "searches_without_action", "stop_searches", source="programme", is_of_searches=True),
    Row("footfall_avoided", "People who kept away", "per person who would have come", "made", "avoided",
        "people", source="programme", in_groups=Shown("footfall avoided", "{:.1%}")),
    Row("footfall_displaced", "People who kept away and went to another street", "per person who kept away", "made",
        "displaced", "avoided", ("expected",), source="programme", is_by_group=False),
    *_item_rows(),
    *_camera_rows(),
)  # fmt: skip

_BY_NAME = {row.name: row for row in CATALOGUE}


def metric(name: str, *, where: str = "--metric") -> Row:
    """Return a metric's row.

    Parameters
    ----------
    where
        Where the name was given, for the message.

    Raises
    ------
    MetricError
        If there is no metric of that name.
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, _BY_NAME, n=3)
    meant = f"did you mean {' or '.join(near)}? All" if near else "all"
    raise MetricError(where, f"there is no metric of that name ({name})", f"{meant} are: {', '.join(_BY_NAME)}")


def rate_of(numerator: str, denominator: str) -> Row | None:
    """Return the row that is the rate of one count to another; None where there is none."""
    rates = (row for row in CATALOGUE if row.shape == "rate")
    return next((row for row in rates if (row.counted, row.denominator) == (numerator, denominator)), None)


def rows_of(source: Literal["deployment", "day", "programme"]) -> tuple[Row, ...]:
    """Return the rows that every deployment has, or those that only a day or only a programme has besides."""
    return tuple(row for row in CATALOGUE if row.source == source)


def headlines() -> tuple[Row, ...]:
    """Return the rows that are printed of a day."""
    return tuple(row for row in CATALOGUE if row.is_headline)


def columns() -> tuple[tuple[str, str, Estimator], ...]:
    """Return the columns of a programme's deployments: name, count, and estimator."""
    return tuple(
        (row.name if estimator == "sampled" else f"{estimator}_{row.name}", row.counted, estimator)
        for estimator in _EXPECTED
        for row in CATALOGUE
        if row.is_column and estimator in row.estimators
    )


def labels() -> Mapping[str, str]:
    """Return what pages and tables call each metric."""
    return {row.name: row.label for row in CATALOGUE}


def nouns() -> Mapping[str, tuple[str, str]]:
    """Return the words for one and for several of what each count counts."""
    return {row.name: row.noun for row in CATALOGUE if row.noun[0]}
