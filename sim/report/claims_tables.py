"""Claims on the command line, or as one document: who said what, what was found of it, and what would change that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from sim.claims.finding import EVENTS, Finding, HeldAt, Tipping, Tried
from sim.claims.judge import BOUND, Judged, JudgedHypothesis
from sim.claims.margin import Margin
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, two_digits

__all__ = [
    "assumed_words",
    "bracket_words",
    "claim_document",
    "counts_words",
    "influence_words",
    "print_claim",
    "range_words",
    "tip_words",
    "tried_words",
]


def print_claim(judged: Judged, console: Console) -> None:
    """Print a claim with its verdict and everything that it rests on."""
    claim = judged.claim
    say(console, f"{claim.title}: {judged.verdict}{', bound to assumptions' if judged.is_bound else ''}")
    said = f"“{claim.quotation}” " if claim.quotation else ""
    say(console, f"{said}{claim.who}, {claim.when}. {claim.source}")
    if claim.about:
        say(console, " ".join(claim.about.split()))
    for one in judged.hypotheses:
        _print_hypothesis(one, console)
    if claim.out_of_scope:
        say(console, f"Out of scope: {' '.join(claim.out_of_scope.split())}")
    for words in claim.cannot_say:
        say(console, f"What cannot be said: {' '.join(words.split())}")


def _print_hypothesis(one: JudgedHypothesis, console: Console) -> None:
    margin = one.hypothesis.margin
    rows = [
        (
            found.group,
            range_words(found, margin),
            counts_words(found.numerator, found.denominator, found.against),
            verdict,
        )
        for found, verdict in zip(one.findings, one.verdicts, strict=True)
    ]
    counts = "counts, of\nall draws" if one.ensemble_id else "counts"
    heads = ("of", f"{one.hypothesis.margin.unit}\n(95 %)", counts, f"verdict at\n{margin.words}")
    print_table(console, heads, rows, title=f"{one.hypothesis.name}: {one.hypothesis.says}")
    say(console, f"Margin `{margin.name}`, a value judgement: {margin.said}. {margin.why_words}")
    for words in dict.fromkeys(found.why_none or found.interval for found in one.findings):
        say(console, f"Interval: {words}")
    if one.hypothesis.rests_on:
        say(console, f"Taken for granted: {one.hypothesis.rests_on}")
    say(console, assumed_words(one))
    if one.influences:
        first = one.influences[0]
        say(
            console,
            f"One measurement: {first.key} goes with {_percent(first.share)} of the variance (by ranks); to measure it "
            f"would narrow the range most (chance alone makes up to {_percent(first.needed)}).",
        )
    elif words := influence_words(one):
        say(console, words)
    for found in one.findings:
        for tip in found.tipping:
            inside = {True: ", inside its range", False: ", outside of its range", None: ""}[tip.inside]
            say(
                console,
                f"Tipping point: {tip.of} = {tip_words(tip.value, tip.unit)}{inside}{bracket_words(tip)}: {tip.then}.",
            )
    if words := tried_words(one):
        say(console, words)
    if one.failed:
        say(console, f"Replications that failed and are left out: {one.failed}.")
    for source in dict.fromkeys(one.hypothesis.sources):
        say(console, f"From: {source}")


def assumed_words(one: JudgedHypothesis) -> str:
    """Say which part of what is uncertain assumptions make, and what follows."""
    stated = (
        f"{one.stated}: this ratio is an input and no finding, and so not more than undetermined. "
        if one.stated
        else ""
    )
    return f"{stated}{_share_words(one)}"


def _share_words(one: JudgedHypothesis) -> str:
    if one.assumed is None:
        if one.ensemble_id:
            return (
                "What part of the variance assumptions make is not known: the draws do not come in pairs, or are few."
            )
        return "No range that is assumed takes part in it."
    share = f"Assumed inputs, taken as one, make {_percent(min(one.assumed.total, 1))} of the variance"
    if one.assumed.pairs:
        low, high = (min(max(end, 0), 1) for end in (one.assumed.low, one.assumed.high))
        ends = (
            f"{100 * low:.0f} %"
            if f"{100 * low:.0f} %" == f"{100 * high:.0f} %"
            else f"{100 * low:.0f} % to {100 * high:.0f} %"
        )
        share += f" (90 % of resamples: {ends}, {one.assumed.pairs} pairs)"
    if one.assumed.total > BOUND:
        return f"{share}, more than {_percent(BOUND)}: bound to assumptions, and so not more than undetermined."
    return f"{share}."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def influence_words(one: JudgedHypothesis) -> str:
    """Say that no input stands out, where that is so of what was simulated."""
    cases = max((found.cases for found in one.findings), default=0)
    return f"No single input stands out of {cases} draws." if one.ensemble_id and not one.influences else ""


def bracket_words(tip: Tipping) -> str:
    """Say between which values, which were run, a tipping point lies; nothing where it is worked out."""
    if tip.low is None or tip.high is None:
        return ""
    return f" (between {count_text(tip.low)} and {count_text(tip.high)}, which were run)"


def tried_words(one: JudgedHypothesis) -> str:
    """Say of which inputs a tipping point was looked for, and what came of it; nothing where that was not asked."""
    if one.tried is None:
        return ""
    if not one.tried:
        return "No tipping point was looked for: no single input with a range stands out."
    keys = [tried.key for tried in one.tried]
    changed = {tip.of for found in one.findings for tip in found.tipping} & set(keys)
    parts = [_tried_part(tried) for tried in one.tried]
    none = "" if changed else f"Within its range {keys[0]} is not found to change the verdict. "
    if not changed and len(keys) > 1:
        none = f"Within their ranges none of {', '.join(keys)} is found to change the verdict. "
    other = next(
        (of.key for of in one.tried if of.runs and all(run.by_margin != one.by_margin for run in of.runs)), None
    )
    if not changed and other is not None:
        none = f"Wherever {other} was held, the verdict by the margin is another than that of all draws. "
    return f"{none}Tried, all else drawn: {'; '.join(parts)}."


def _tried_part(tried: Tried) -> str:
    if tried.runs:
        held = ", ".join(f"at {count_text(run.value)} {_held_word(run)}" for run in tried.runs)
        same = len(tried.runs) == 1 and tried.runs[0].by_margin == tried.by_trend
        return f"{tried.key} held {held}{', as all over its range by the trend of the draws' if same else ''}"
    ends = f"{tried.key} from {count_text(tried.low)} to {count_text(tried.high)}"
    if tried.by_trend is None:
        return f"{ends} not run, though the trend of the draws changes there (`--tipping --over {tried.key}` runs it)"
    return f"{ends} {tried.by_trend} by the margin, by the trend of the draws"


def _held_word(run: HeldAt) -> str:
    if run.by_margin == run.verdict:
        return run.verdict
    return f"{run.verdict} ({run.by_margin} by the margin, bound to assumptions)"


def range_words(found: Finding, margin: Margin | None = None) -> str:
    """Return a value with its interval as words, each with digits that show on which side of a margin's ends it is."""
    ends = [] if margin is None else [end for end in margin.ends if end is not None]
    value, low, high = (
        None if one is None else two_digits(one, beside=ends) for one in (found.value, found.low, found.high)
    )
    if value is None:
        return "no value"
    if low is None and high is None:
        return f"{value} (no interval)"
    return f"{value} ({low or '0'} to {high or 'any'})"


def tip_words(value: float, unit: str) -> str:
    """Return where a verdict tips, with its unit: a count with all of its digits, since it is held against another."""
    return f"{count_text(value) if unit == EVENTS else two_digits(value)} {unit}"


def counts_words(
    numerator: float | None, denominator: float | None, against: Sequence[float | None] | None = None
) -> str:
    """Return the counts that a value is made of, as words: "60 of 140, against 25 of 90"."""
    if numerator is None:
        return ""
    own = count_text(numerator) if denominator is None else f"{count_text(numerator)} of {count_text(denominator)}"
    return own if against is None else f"{own}, against {counts_words(against[0], against[1])}"


def claim_document(judged: Judged) -> dict[str, Any]:
    """Return a judged claim as a document: everything that a page or a report says of it."""
    claim = judged.claim
    return {
        "name": judged.name,
        "title": claim.title,
        "quotation": claim.quotation,
        "who": claim.who,
        "when": claim.when,
        "source": claim.source,
        "speaks": claim.speaks,
        "about": " ".join(claim.about.split()),
        "verdict": judged.verdict,
        "is_bound": judged.is_bound,
        "needs": claim.needs,
        "out_of_scope": " ".join(claim.out_of_scope.split()),
        "cannot_say": [" ".join(one.split()) for one in claim.cannot_say],
        "hypotheses": [_hypothesis_document(one) for one in judged.hypotheses],
    }


def _hypothesis_document(one: JudgedHypothesis) -> dict[str, Any]:
    hypothesis = one.hypothesis
    return {
        "name": hypothesis.name,
        "kind": hypothesis.kind,
        "says": hypothesis.says,
        "rests_on": hypothesis.rests_on,
        "margin": {
            **hypothesis.margin.model_dump(mode="json"),
            "why": hypothesis.margin.why_words,
            "words": hypothesis.margin.words,
            "own": hypothesis.margin.own_words,
        },
        "sources": list(dict.fromkeys(hypothesis.sources)),
        "verdict": one.verdict,
        "by_margin": one.by_margin,
        "is_bound": one.is_bound,
        "stated": one.stated,
        "assumed": None if one.assumed is None else asdict(one.assumed),
        "assumed_words": assumed_words(one),
        "influences": [asdict(found) for found in one.influences],
        "influence_words": influence_words(one),
        "tried": None if one.tried is None else [asdict(found) for found in one.tried],
        "tried_words": tried_words(one),
        "failed": one.failed,
        "ensemble_id": one.ensemble_id,
        "findings": [
            {**asdict(found), "verdict": verdict} for found, verdict in zip(one.findings, one.verdicts, strict=True)
        ],
    }
