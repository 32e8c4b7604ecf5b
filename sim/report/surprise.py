"""How surprising it is that something rare did not happen, on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from sim.compare.zero import Surprise
from sim.ensemble.run import EnsembleResult
from sim.metrics.catalogue import metric
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, two_digits

__all__ = ["print_surprise"]


def print_surprise(
    result: EnsembleResult, found: Sequence[Surprise], name: str, group: str, seen: int, console: Console
) -> None:
    """Print the chance of none (or of no more than `seen`), and what that excludes, at each multiple."""
    arm, design = result.ensemble.arms[0], result.ensemble.design
    of_group = "" if group == "all" else f" of {group}"
    say(console, f"{metric(name).label}{of_group}: {arm.name} ({arm.settings.name})")
    failed = result.count("failed")
    say(
        console,
        f"{result.count('done')} replications of {len(design.draws)} draws, {failed} failed; ranges are of the draws, "
        "5 to 95 %",
    )
    what = "none" if not seen else f"{seen} or fewer"
    rows = [
        (
            f"{one.times:g} times",
            _with_range(one.expected, one.expected_low, one.expected_high),
            _with_range(one.p_none, one.p_none_low, one.p_none_high),
            f"{count_text(one.possible)}",
        )
        for one in found
    ]
    seen_text = "none was seen" if not seen else f"{seen} were seen"
    heads = ("deployments", "expected", f"chance of {what}", f"at most, where\n{seen_text} at 1")
    print_table(console, heads, rows)
    say(
        console,
        f"Where {seen_text} in the programme itself, more than the last column is excluded at 95 % (exact Poisson); "
        "anything less is not.",
    )


def _with_range(value: float, low: float, high: float) -> str:
    return f"{two_digits(value)} ({two_digits(low)} to {two_digits(high)})"
