"""The operating points of a run's profile, with the counts behind them and what those leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from dash import html

from dashboard.pages.pipeline import words
from dashboard.parts.content import Content
from dashboard.parts.fold import fold
from dashboard.parts.table import behind, table
from dashboard.parts.words import listed
from sim.recognition.accuracy.posterior import interval_of
from sim.recognition.accuracy.profile import Observed, OperatingPoint, Profile
from sim.report.numbers import count_text, in_frequencies, percent

__all__ = ["points_section"]

_KINDS: tuple[Literal["fpir", "tpir"], ...] = ("fpir", "tpir")


def points_section(profile: Profile, labels: Mapping[str, str]) -> html.Section:
    """Return the section with one row a rate, and where each point is published.

    Parameters
    ----------
    labels
        What ethnic groups are called, by their names.
    """
    rows = [row for point in profile.points for row in _rows(profile, point, labels)]
    sources = [html.Li([html.Strong(f"{point.threshold:g}: "), point.source]) for point in profile.points]
    return fold(
        words.POINTS,
        [
            html.P(words.POINTS_NOTE.format(profile=profile.name), className="measure"),
            behind(
                html.Div(
                    [
                        table(words.POINTS_COLUMNS, rows, caption=words.POINTS),
                        html.Ul(sources, className="measure points"),
                    ]
                )
            ),
        ],
        is_wide=True,
    )


def _rows(profile: Profile, point: OperatingPoint, labels: Mapping[str, str]) -> Iterator[list[Content]]:
    for kind in _KINDS:
        for cell in getattr(point, kind):
            yield _row(profile, point, cell, kind, labels)


def _row(
    profile: Profile, point: OperatingPoint, cell: Observed, kind: Literal["fpir", "tpir"], labels: Mapping[str, str]
) -> list[Content]:
    write = in_frequencies if kind == "fpir" else percent
    by_group = profile.fpir_by_group(point) if kind == "fpir" else profile.tpir_by_group(point)
    interval, trials = interval_of(profile, point, cell, kind), profile.trials(point, cell)
    groups = [labels.get(name, name) for name in cell.groups]
    return [
        f"{point.threshold:g} {kind.upper()}",
        listed(groups) if groups else words.EVERYBODY,
        "–" if trials is None or cell.count is None else f"{count_text(cell.count)} of {count_text(round(trials))}",
        write(float(by_group[profile.members(cell)[0]])),
        "–" if interval is None else f"{write(interval.low)} to {write(interval.high)}",
        "–" if point.watchlist_size is None else count_text(point.watchlist_size),
    ]
