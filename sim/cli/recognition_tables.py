"""What `passerby recognition` prints: rates as tables, and what they rest on."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from sim.recognition.accuracy.det import DetCurve
from sim.recognition.accuracy.posterior import interval_of, ratio_of
from sim.recognition.accuracy.profile import Profile
from sim.recognition.vector.checking import Checked
from sim.report.console import headed
from sim.report.layout import print_table, say

__all__ = ["counts_of", "print_checked", "print_counts", "print_det"]


def print_checked(profile: Profile, rows: list[Checked], console: Console) -> None:
    """Print every rate as stated, in closed form and as measured, and what the profile rests on."""
    console.print(headed(profile.name, f" ({profile.regime})"))
    for threshold, size in dict.fromkeys((row.threshold, row.watchlist_size) for row in rows):
        cells = [
            (
                row.rate.upper(),
                row.group,
                "" if row.stated is None else f"{row.stated:.4g}",
                f"{row.closed_form:.4g}",
                f"{row.achieved:.4g}",
                f"{row.standard_error:.1g}",
                f"{row.count:,.0f} of {row.n:,}" if row.method == "search" else f"{row.n:,} draws in caps",
            )
            for row in rows
            if (row.threshold, row.watchlist_size) == (threshold, size)
        ]
        headings = ("rate", "group", "stated", "model", "achieved", "error", "from")
        print_table(console, headings, cells, title=f"At {threshold:g}, {size:,} references", words=2)
    say(
        console,
        "Stated: by the profile. Model: in closed form, made to equal what is stated, and no evidence of it. Achieved: "
        "measured by real searches, without the closed form. Error: of what is achieved, one standard error.",
    )
    print_counts(profile, console)


def print_det(profile: Profile, curve: DetCurve, console: Console) -> None:
    """Print a curve of few thresholds: overall, and the groups with the lowest and the highest rates."""
    own = {round(point.threshold, 6) for point in profile.points}
    rows = [
        (
            f"{threshold:g}{'*' if round(float(threshold), 6) in own else ''}",
            f"{curve.overall_fpir[k]:.2g}",
            f"{1 / curve.overall_fpir[k]:,.0f}",
            f"{curve.fpir[k].min():.1e} to {curve.fpir[k].max():.1e}",
            f"{100 * curve.overall_fnir[k]:.1f} %",
            f"{100 * curve.fnir[k].min():.1f} to {100 * curve.fnir[k].max():.1f} %",
        )
        for k, threshold in enumerate(curve.thresholds)
    ]
    headings = ("at", "FPIR", "one in", "by group", "missed", "by group")
    print_table(console, headings, rows, title=f"{profile.name}, {curve.watchlist_size:,} references")
    say(
        console,
        "*: stated by the profile. One in: people who are not listed, for one returned by mistake. Missed: of the "
        f"passages of listed people. By group: from the lowest of {', '.join(curve.groups)} to the highest. The whole "
        "curve, group by group: --output FILE or --json; as a picture: --png FILE.",
    )


def print_counts(profile: Profile, console: Console) -> None:
    """Print the counts of a profile, with what they leave open, and the ratios between its groups."""
    rows = [
        (
            row["rate"].upper(),
            ", ".join(row["groups"]),
            f"{row['threshold']:g}",
            "" if row["watchlist_size"] is None else f"{row['watchlist_size']:,}",
            f"{row['value']:.4g}",
            "no counts" if row["of"] is None else f"{row['count']:,.0f} of {row['of']:,.0f}",
            "not known" if row["low"] is None else f"{row['low']:.3g} to {row['high']:.3g}",
        )
        for row in counts_of(profile)
    ]
    headings = ("rate", "groups", "at", "list", "rate", "counted", "95 % of posterior")
    print_table(console, headings, rows, title="What the profile rests on", words=2)
    for point in profile.fpir_points:
        for one in point.fpir[:-1]:
            other = point.fpir[-1]
            found = ratio_of(profile, point, one, other)
            if found is not None:
                ratio, interval = found
                what = "FPIR" if one.comparisons is None else "false matches"
                times = (
                    f"{ratio:.3g} times the {what}"
                    if ratio is not None
                    else f"none of the latter counted, ratio of the {what}"
                )
                say(
                    console,
                    f"At {point.threshold:g}, {', '.join(one.groups)} against {', '.join(other.groups)}: "
                    f"{times} (95 % of the posterior: {interval.low:.3g} to "
                    f"{interval.high:.3g}), at these shares of faces: "
                    + ", ".join(f"{name} {share:g}" for name, share in profile.face_shares.items()),
                )


def counts_of(profile: Profile) -> list[dict[str, Any]]:
    """Return how well each rate is known: its counts, and the interval that they leave."""
    rows = []
    for point in profile.points:
        for kind, cells in (("fpir", point.fpir), ("tpir", point.tpir)):
            rates = getattr(profile, f"{kind}_by_group")(point)
            for cell in cells:
                interval = interval_of(profile, point, cell, "fpir" if kind == "fpir" else "tpir")
                names = cell.groups or profile.groups
                rows.append(
                    {
                        "rate": kind,
                        "groups": list(cell.groups) or ["all"],
                        "threshold": point.threshold,
                        "watchlist_size": point.watchlist_size,
                        "value": float(rates[profile.groups.index(names[0])]),
                        "count": cell.count,
                        "of": profile.trials(point, cell),
                        "low": interval and interval.low,
                        "high": interval and interval.high,
                    }
                )
    return rows
