"""Sensitivity on the command line: screening, Sobol indices, tornado and tipping points as tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from sim.ensemble.estimates import Difference
from sim.report.layout import print_table, say
from sim.sensitivity.conclusion import Conclusion
from sim.sensitivity.morris import Screening
from sim.sensitivity.sobol import Indices
from sim.sensitivity.tipping import Change, Tipping
from sim.sensitivity.tornado import Tornado

__all__ = ["print_indices", "print_screening", "print_tipping", "print_tornado"]

_TRIED = 3
"""Of so many inputs every value that was run is printed."""


def print_screening(found: Screening, unit: str, console: Console) -> None:
    """Print what each input does over its whole range, on average."""
    rows = [
        (
            one.key,
            f"{one.mu_star:.3g}",
            f"{one.mu_star_low:.3g} to {one.mu_star_high:.3g}",
            f"{one.mu:+.3g}",
            f"{one.sigma:.3g}",
            "" if one.by_chance is None else f"{one.by_chance:.2g}",
            {True: "yes", False: "no", None: ""}[one.is_above_chance],
        )
        for one in found.effects
    ]
    heads = ("", "mu*", "95 % interval", "mu", "sigma", "mu* by\nchance alone", "beyond\nchance")
    print_table(console, heads, rows, title=f"Elementary effects (Morris), {unit} per whole range")
    _say_left_out(found.left_out, "trajectories", console)


def print_indices(found: Indices, unit: str, console: Console) -> None:
    """Print which part of the variance each input makes, and what to measure."""
    if not found.indices:
        say(
            console,
            "What these inputs do is not told from the simulator's chance: there is no variance to share out.",
        )
        return
    rows = [
        (
            one.key,
            f"{one.first:.2f}",
            f"{one.first_low:.2f} to {one.first_high:.2f}",
            f"{one.total:.2f}",
            f"{one.total_low:.2f} to {one.total_high:.2f}",
        )
        for one in found.indices
    ]
    heads = ("", "first", "95 % interval", "total", "95 % interval")
    print_table(console, heads, rows, title="Sobol indices: parts of the variance")
    chance = "" if found.chance_sd is None else f"; chance, in one replication, {found.chance_sd:.3g}"
    say(
        console,
        f"Over these inputs: mean {found.mean:.4g} {unit}, standard deviation {found.sd:.3g}, 5 to 95 % "
        f"{found.low:.4g} to {found.high:.4g}{chance}.",
    )
    if found.measure is not None:
        one = found.measure
        today = "" if one.low is None else f" (today {one.low:g} to {one.high:g} {one.unit}, {one.basis})"
        say(
            console,
            f"The one measurement that would narrow this most: {one.key}{today}. Known exactly, it leaves a standard "
            f"deviation of {one.sd_left:.3g} of {one.sd_now:.3g}; it comes first in {one.p_best:.0%} of resamples.",
        )
    _say_left_out(found.left_out, "base points", console)


def print_tornado(found: Tornado, unit: str, console: Console) -> None:
    """Print what each input does from end to end of its range."""
    low, high = found.as_given_low, found.as_given_high
    interval = "" if low is None else f" ({low:.4g} to {high:.4g}, 95 %)"
    value = "no value" if found.as_given is None else f"{found.as_given:.4g} {unit}"
    say(console, f"As given: {value}{interval}. Differences are paired, with 95 % intervals.")
    rows = [
        (
            one.key,
            f"{one.low:g}",
            f"{one.given:g}",
            f"{one.high:g}",
            *map(_paired, (one.to_low, one.to_high, one.across)),
        )
        for one in found.bars
    ]
    heads = ("", "low", "given", "high", "low less\nas given", "high less\nas given", "high less\nlow")
    print_table(console, heads, rows, title="Each input from end to end, others as given")
    if found.left_out:
        say(console, f"Not shown, since drawn from a posterior without ends: {', '.join(found.left_out)}.")


def print_tipping(found: Sequence[Tipping], conclusion: Conclusion, label: str, unit: str, console: Console) -> None:
    """Print where each input changes a conclusion."""
    one = found[0]
    truth = "true" if one.holds_as_given else "not true"
    say(console, f"{label}: {one.as_given:.4g} {unit} as given, so that `{conclusion}` is {truth}.")
    rows = [row for one in found for row in _tipping_rows(one)]
    heads = ("", "given", "range", "changes at", "95 % interval", "true", "inside\nits range")
    print_table(console, heads, rows, title="Where the conclusion changes, each input alone")
    inside = [one.key for one in found if one.is_inside]
    told = f"inside the range of {len(inside)} of {len(found)} inputs" + (f": {', '.join(inside)}" if inside else "")
    say(console, f"It changes {told}.")
    for one in found:
        if one.failed_at is not None:
            say(console, f"Nothing is said of {one.key}: a replication failed, or has no value, at {one.failed_at:g}.")
        for change in one.changes:
            if change.is_open:
                say(console, f"{one.key}: chance may have it that it changes nowhere; more replications would tell.")
    for one in found if len(found) <= _TRIED else ():
        tried = [(f"{each.value:.5g}", f"{each.mean:.5g}", "yes" if each.holds else "no") for each in one.tried]
        print_table(console, ("value", conclusion.metric, "true"), tried, words=0, title=_named(one))


def _named(one: Tipping) -> str:
    return f"{one.key} [{one.unit}]" if one.unit else one.key


def _tipping_rows(one: Tipping) -> list[tuple[str, ...]]:
    own = "none" if one.low is None else f"{one.low:g} to {one.high:g}"
    about = (_named(one), f"{one.given:g}", own)
    if one.failed_at is not None:
        return [(*about, "failed", "", "", "")]
    if not one.changes:
        span = "its range" if (one.looked_from, one.looked_to) == (one.low, one.high) else "the span"
        return [(*about, f"none in\n{span}", "", "all over" if one.holds_as_given else "nowhere", "")]
    return [(*about, *_change(change)) for change in one.changes]


def _change(change: Change) -> tuple[str, ...]:
    interval = "" if change.low is None else f"{change.low:.4g} to {change.high:.4g}"
    inside = {True: "yes", False: "no", None: ""}[change.is_inside]
    return f"{change.value:.4g}", interval, "above" if change.holds_above else "below", inside


def _paired(one: Difference) -> str:
    if one.difference is None:
        return "-"
    interval = "" if one.low is None or one.high is None else f"\n{one.low:+.3g} to {one.high:+.3g}"
    return f"{one.difference:+.3g}{interval}"


def _say_left_out(n: int, what: str, console: Console) -> None:
    if n:
        say(console, f"{n} {what} are left out: replications failed there.")
