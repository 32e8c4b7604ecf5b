"""Judged claims as a document that pages and reports read at once.

The shipped one, `scenarios/verdicts/claims.json`, is of the shipped claims; `passerby claims --all --tipping --output
scenarios/verdicts/claims.json` makes it. Each claim in it says of which wording it is, so that one that was
changed since is told from the one that was judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from sim.claims.claim import Claim
from sim.claims.judge import Judged
from sim.claims.margin import Margin, together, verdict_of
from sim.core.content_id import content_sha256
from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.report.claims_tables import claim_document
from sim.report.versioned import read_versioned
from sim.scenario.shipped import file_of, names_of

__all__ = [
    "OWN",
    "beside_shipped",
    "claim_sha256",
    "claims_of",
    "findings_table",
    "read_verdicts",
    "shipped_verdict",
    "shipped_verdicts",
    "verdicts_document",
]

_DOCUMENT = "passerby claims"
_SHIPPED = "claims"
OWN = "claims"
"""The folder beside the runs in which a reader's own documents are."""
_AGAINST = ("against_numerator", "against_denominator")


def claim_sha256(claim: Claim) -> str:
    """Return what tells a claim from any other wording of it."""
    return content_sha256(claim.model_dump(mode="json"))


def verdicts_document(
    judged: Sequence[Judged], command: str, files: Mapping[str, Claim] = MappingProxyType({})
) -> dict[str, Any]:
    """Return judged claims as one document.

    Parameters
    ----------
    command
        What makes it again.
    files
        Claims as their files have them, by name, where a margin of those that were judged was moved: the wording is
        that of the file, and the margin is said by itself and in the command.
    """
    return {
        "document": _DOCUMENT,
        "results_version": RESULTS_VERSION,
        "created_by_version": version("passerby"),
        "command": command,
        "claims": [{**claim_document(one), "sha256": claim_sha256(files.get(one.name, one.claim))} for one in judged],
    }


def read_verdicts(path: Path) -> dict[str, Any]:
    """Read a document.

    Raises
    ------
    StoreError
        If it is none, of another version of the results, or has a verdict that does not follow from its own figures.
    """
    again = "`passerby claims --all --output FILE` makes them again"
    document = read_versioned(path, _DOCUMENT, other="no verdicts", again=again)
    try:
        for claim in document["claims"]:
            _check_verdicts(path, claim, again)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StoreError(str(path), "it is not what was written", again) from None
    return document


def _check_verdicts(path: Path, claim: Mapping[str, Any], again: str) -> None:
    """Refuse a claim with a verdict that is not that of its intervals, margins and caps."""
    for one in claim["hypotheses"]:
        given = {key: one["margin"][key] for key in Margin.model_fields if key != "why"}
        margin = Margin.model_validate({**given, "why": one["name"]})
        by_margin = [verdict_of(found["low"], found["high"], margin) for found in one["findings"]]
        capped = "undetermined" if one["is_bound"] else together(by_margin, "all")
        said = [*(found["verdict"] for found in one["findings"]), one["by_margin"], one["verdict"]]
        if said != [*by_margin, together(by_margin, "all"), capped]:
            what = f"{claim['name']}: {one['name']}: a verdict that does not follow from its interval ({said[-1]})"
            raise StoreError(str(path), what, again)
    verdicts = [one["verdict"] for one in claim["hypotheses"]]
    whole = together(verdicts, claim["needs"]) if verdicts else "out of scope"
    if claim["verdict"] != whole:
        what = f"{claim['name']}: a verdict that does not follow from its hypotheses ({claim['verdict']})"
        raise StoreError(str(path), what, again)


def claims_of(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the claims of a document."""
    found: Sequence[Mapping[str, Any]] = document["claims"]
    return found


def findings_table(document: Mapping[str, Any]) -> pl.DataFrame:
    """Return the findings of a document, one row a claim, hypothesis and group, from which its verdicts follow."""
    rows = [
        {
            "claim": claim["name"],
            "hypothesis": hypothesis["name"],
            "group": found["group"],
            **{name: found[name] for name in ("value", "low", "high", "numerator", "denominator")},
            **dict(zip(_AGAINST, found["against"] or (None, None), strict=True)),
            "unit": found["unit"],
            "interval": found["interval"] or found["why_none"],
            "margin": hypothesis["margin"]["words"],
            "verdict": found["verdict"],
            "assumed_share": None if hypothesis["assumed"] is None else hypothesis["assumed"]["total"],
        }
        for claim in document["claims"]
        for hypothesis in claim["hypotheses"]
        for found in hypothesis["findings"]
    ]
    numbers = ("value", "low", "high", "numerator", "denominator", *_AGAINST, "assumed_share")
    texts = ("claim", "hypothesis", "group", "unit", "interval", "margin", "verdict")
    schema = {**dict.fromkeys(texts, pl.String()), **dict.fromkeys(numbers, pl.Float64())}
    order = ("claim", "hypothesis", "group", *numbers[:-1], "unit", "interval", "margin", "verdict", "assumed_share")
    return pl.DataFrame(rows, schema={name: schema[name] for name in order})


def shipped_verdict(name: str, claim: Claim) -> Mapping[str, Any] | None:
    """Return what is shipped of a claim as it is worded; None where it was not yet judged so."""
    document = shipped_verdicts() or {"claims": []}
    sha256 = claim_sha256(claim)
    return next((one for one in claims_of(document) if (one["name"], one["sha256"]) == (name, sha256)), None)


def beside_shipped(judged: Judged) -> str:
    """Say in which the shipped verdict of the same wording differs; nothing where it does not, or there is none."""
    document, shipped = shipped_verdicts(), shipped_verdict(judged.name, judged.claim)
    if document is None or shipped is None:
        return ""
    own = claim_document(judged)
    if own["verdict"] == shipped["verdict"] and _numbers(own) == _numbers(shipped):
        return ""
    stamp = ", bound to assumptions" if shipped["is_bound"] else ""
    return f"Otherwise than what is shipped: {shipped['verdict']}{stamp}, by `{document['command']}`."


def _numbers(claim: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(found[name] for name in ("group", "value", "low", "high"))
        for hypothesis in claim["hypotheses"]
        for found in hypothesis["findings"]
    ]


def shipped_verdicts() -> dict[str, Any] | None:
    """Return the verdicts of the shipped claims; None where none are shipped."""
    return read_verdicts(file_of("verdicts", _SHIPPED)) if _SHIPPED in names_of("verdicts") else None
