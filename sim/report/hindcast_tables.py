"""A hindcast as text: the scores of every predictor, place by place, and how flat the transform is; or one document."""

from __future__ import annotations

from typing import Any

import polars as pl
from rich.console import Console

from sim.calibration.hindcast import EVERYWHERE, judged, one_by_one, pit_histograms
from sim.calibration.predictors import PRODUCT
from sim.calibration.rolling import Forecast
from sim.report.layout import print_table, say

__all__ = ["hindcast_document", "print_hindcast"]

_NAMES = {"alerts": "Alerts", "false_alerts": "False alerts", "arrests": "Arrests"}
_HEADINGS = (
    "",
    "judged",
    "log\nscore",
    "CRPS",
    "in\n50 %",
    "in\n90 %",
    "observed",
    "predicted",
    "observed /\npredicted",
)
_NOTE = (
    "Each deployment is predicted from its place, hours, faces, list and threshold. Log score: mean logarithm of the "
    "probability of what happened, higher is better. CRPS: how far off, in counts, lower is better. In 50 %, in 90 %: "
    "share of deployments inside these intervals; counts are whole, so that a little more than the level is right."
)


def hindcast_document(forecast: Forecast, about: dict[str, Any]) -> dict[str, Any]:
    """Return a hindcast as one document: how it was made, scores, transforms, and every prediction."""
    return {
        "about": about,
        "scores": judged(forecast).to_dicts(),
        "pit": {
            count: {name: share.tolist() for name, share in by_name.items()}
            for count, by_name in pit_histograms(forecast).items()
        },
        "predictions": one_by_one(forecast).to_dicts(),
    }


def print_hindcast(forecast: Forecast, about: list[str], console: Console) -> None:
    """Print how a hindcast was made, its scores, those of the product by place, and its transforms."""
    for line in about:
        say(console, line)
    table = judged(forecast)
    for count, name in _NAMES.items():
        rows = table.filter((pl.col("count") == count) & (pl.col("place") == EVERYWHERE)).to_dicts()
        print_table(console, _HEADINGS, [(row["predictor"], *_cells(row)) for row in rows], title=name)
    own = table.filter((pl.col("predictor") == PRODUCT) & (pl.col("place") != EVERYWHERE))
    for count in ("alerts", "arrests"):
        rows = own.filter(pl.col("count") == count).sort(["n", "place"], descending=[True, False]).to_dicts()
        title = f"{_NAMES[count]} by place, {PRODUCT}"
        print_table(console, _HEADINGS, [(row["place"], *_cells(row)) for row in rows], title=title)
    pit = pit_histograms(forecast)
    cells = [
        (f"{_NAMES[count]}, {name}", *(f"{share:.2f}" for share in shares.tolist()))
        for count, by_name in pit.items()
        for name, shares in by_name.items()
        if count != "false_alerts"
    ]
    tenths = tuple(f"{k / 10:.1f} to\n{(k + 1) / 10:.1f}" for k in range(10))
    print_table(
        console, ("", *tenths), cells, title="Share of deployments by the tenth of its prediction that each was in"
    )
    console.print()
    say(console, _NOTE)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    ratio = row["observed_over_predicted"]
    return (
        str(row["n"]),
        f"{row['log_score']:.3f}",
        f"{row['crps']:.3f}",
        f"{row['in_50']:.2f}",
        f"{row['in_90']:.2f}",
        str(row["observed"]),
        f"{row['predicted']:.1f}",
        "" if ratio is None else f"{ratio:.2f}",
    )
