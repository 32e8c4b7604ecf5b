"""What where deployments were goes with, and what rules would have done, as text and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from sim.compare.sited import Model, RuleOutcome
from sim.evidence.register import entry
from sim.report.layout import print_table, say
from sim.report.numbers import percent, ratio_text

__all__ = ["HOW_MODELS", "HOW_RULES", "explained_text", "print_siting", "siting_document", "terms_text"]

HOW_MODELS = (
    "Deployments of each borough, August 2024 to 10 September 2025, regressed on what is recorded there. Accounted "
    "for: the share of deviance, adjusted for the number of predictors, with 95 % by drawing boroughs anew. A ratio is "
    "of deployments where the predictor is a standard deviation more, all others equal, with 95 %. Boroughs are few "
    "and large and deployments come in runs: this says what goes with what, not why anybody chose."
)
HOW_RULES = (
    "As many deployments shared out by a rule. Elsewhere: the share of the published ones that would have been in "
    "another borough; beside it how much that would be, 9 times in 10, were each deployment drawn by that rule."
)
_SOURCES = ("boroughs.lfr", "boroughs.recorded-crime", "boroughs.census", "boroughs.lfr-sites")


def explained_text(model: Model) -> str:
    """Write what a model accounts for, with its interval."""
    return f"{percent(max(model.explained, 0))} ({percent(max(model.low, 0))} to {percent(model.high)})"


def terms_text(model: Model) -> str:
    """Write the ratios of a model's predictors, with their intervals."""
    return "; ".join(
        f"{one.predictor} {ratio_text(one.ratio)} ({ratio_text(one.low)} to {ratio_text(one.high)})"
        for one in model.terms
    )


def print_siting(models: Sequence[Model], outcomes: Sequence[RuleOutcome], console: Console) -> None:
    """Print regressions, and what rules would have done."""
    first = models[0]
    title = f"Where {first.deployments} deployments were, {first.boroughs} boroughs"
    rows = [(one.name, explained_text(one), terms_text(one), f"{one.dispersion:.1f}") for one in models]
    print_table(console, ("", "accounted for", "ratios", "variance\nover mean"), rows, title=title)
    console.print()
    say(console, HOW_MODELS)
    console.print()
    outcome_rows = [
        (
            one.name,
            one.goes_by,
            percent(one.elsewhere),
            f"{percent(one.by_chance_low)} to {percent(one.by_chance_high)}",
        )
        for one in outcomes
    ]
    print_table(console, ("", "goes by", "elsewhere", "by chance"), outcome_rows, title="What rules would have done")
    console.print()
    say(console, HOW_RULES)
    for source in _SOURCES:
        say(console, f"Source: {entry(source).source}.")


def siting_document(models: Sequence[Model], outcomes: Sequence[RuleOutcome]) -> dict[str, Any]:
    """Return regressions and rules as a document."""
    return {
        "how": {"models": HOW_MODELS, "rules": HOW_RULES},
        "models": [asdict(one) for one in models],
        "rules": [{**asdict(one), "deployments": dict(one.deployments)} for one in outcomes],
        "sources": [entry(source).source for source in _SOURCES],
    }
