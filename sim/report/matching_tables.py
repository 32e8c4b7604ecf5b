"""A matched fit as text: waves, settings before and after, and figures predicted beside those published."""

from __future__ import annotations

from rich.console import Console

from sim.calibration.matched_file import MatchedFile
from sim.report.layout import print_table, say

__all__ = ["print_matched"]


def print_matched(fit: MatchedFile, console: Console) -> None:
    """Print what was matched, how far the space of settings shrank, and whether figures are predicted."""
    say(console, f"{fit.name}: {fit.simulated}, {len(fit.draws)} draws; {fit.ended}")
    rows = [
        (f"{k}", f"{one.points}", f"{one.failed}", f"{100 * one.left:.3g} %")
        for k, one in enumerate(fit.waves, start=1)
    ]
    print_table(console, ("wave", "points", "failed", "possible after it"), rows, title="Waves", words=1)
    settings = [
        (
            one.key,
            f"{one.prior_low:.4g} to {one.prior_high:.4g}",
            f"{one.median:.3g}",
            f"{one.low:.3g} to {one.high:.3g}",
        )
        for one in fit.inputs
    ]
    print_table(console, ("", "before", "after,\nmedian", "after,\n95 %"), settings, title="Settings", words=1)
    figures = [
        (
            one.metric,
            f"{one.value:.4g} ± {one.standard_error:.2g}",
            f"{one.discrepancy:.2g}",
            f"{one.predicted_mean:.4g}",
            f"{one.predicted_low:.4g} to {one.predicted_high:.4g}",
            "yes" if one.is_within else "no",
        )
        for one in fit.figures
    ]
    headings = ("", "published", "discrepancy", "predicted", "90 %", "within")
    print_table(console, headings, figures, title=f"Figures, from runs at {fit.checked} draws", words=1)
