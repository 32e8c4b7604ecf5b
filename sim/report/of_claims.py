"""A report of claims: who said what, what was found of it, its verdict, and what would change that.

It is made of the document that `passerby claims --output` writes, and holds nothing that is not in it but the settings
of the arms that were simulated.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

from sim.claims.claim import load_claim
from sim.claims.simulated import SIMULATED
from sim.core.errors import SimError, StoreError
from sim.ensemble.arms import arm_of
from sim.ensemble.inputs import Settings
from sim.report import words
from sim.report.claims_tables import counts_words
from sim.report.document import Column, Table, shown_range
from sim.report.subject import ResultKind, Subject
from sim.report.verdicts import claim_sha256, read_verdicts
from sim.report.versioned import StoredDocument
from sim.scenario.shipped import names_of

__all__ = ["CLAIMS", "claims_subject", "files_of_claims", "read_claims"]

CLAIMS: ResultKind = "claims"
"""Their kind, and the name of all shipped ones together."""
_UNIT = Column("unit", "Unit")
_CLAIM = Column("claim", "Claim")
_HYPOTHESIS = Column("hypothesis", "Hypothesis")


def read_claims(path: Path) -> StoredDocument:
    """Read what `passerby claims --output` wrote, or `--json` printed.

    Raises
    ------
    StoreError
        If it is something else, or of another version of the results.
    """
    document = read_verdicts(path)
    if not document["claims"]:
        raise StoreError(str(path), "a document without a claim", "`passerby claims NAME --output FILE` writes one")
    return StoredDocument(path, document)


def claims_subject(identifier: str, stored: StoredDocument) -> Subject:
    """Return judged claims as reports need them."""
    document, claims = stored.document, stored.document["claims"]
    first = claims[0]
    is_one = len(claims) == 1
    return Subject(
        kind="claims",
        identifier=identifier,
        title=first["title"] if is_one else words.MANY_CLAIMS.format(n=len(claims)),
        about=first["about"] if is_one else "",
        version=document["created_by_version"],
        facts=tuple(_facts(document, identifier)),
        arms=_arms(claims),
        is_simulated=any(True for _ in _simulated(claims)),
        sentences=tuple(map(_sentence, claims)),
        headlines=tuple(table for table in _tables(claims) if table.rows),
        headline_note=words.VERDICT_NOTE,
        further=tuple(table for table in (_influences(claims),) if table.rows),
        notes=tuple(_notes(claims)),
        cannot=tuple(_cannot(claims, is_one=is_one)),
    )


def files_of_claims(stored: StoredDocument) -> dict[str, bytes]:
    """Return the files of the claims that were named in the command, so that it can be given again where they are.

    Raises
    ------
    StoreError
        If one was named by a path, or is not as it was judged beside the document or in the working folder.
    """
    found: dict[str, bytes] = {}
    for name in takewhile(lambda word: not word.startswith("-"), shlex.split(stored.document["command"])[2:]):
        if Path(name).name != name:
            raise StoreError(str(stored.path), f"a claim was named by a path ({name})", "judge it in its own folder")
        if name not in names_of("claims"):
            found[name] = _own_file(stored, name).read_bytes()
    return found


def _own_file(stored: StoredDocument, name: str) -> Path:
    """Return the file of a claim that is not shipped: where its document is, or where the command is given."""
    judged = {one["name"]: one["sha256"] for one in stored.document["claims"]}
    for folder in (stored.path.parent, Path()):
        with suppress(SimError):
            if claim_sha256(load_claim(folder / name)) == judged.get(Path(name).stem):
                return folder / name
    raise StoreError(
        str(stored.path),
        f"the file of a claim is not there, or not as it was judged ({name})",
        "the same file beside the document, or in the folder where this is asked",
    )


def _facts(document: Mapping[str, Any], identifier: str) -> Iterator[tuple[str, str]]:
    claims = document["claims"]
    if len(claims) == 1:
        one = claims[0]
        if one["quotation"]:
            yield "Said", f"“{one['quotation']}”"
        yield "Who and when", f"{one['who']}, {one['when']}"
        yield "Where", one["source"]
        yield "Verdict", _verdict(one)
    else:
        of = Counter(one["verdict"] for one in claims)
        yield "Verdicts", ", ".join(f"{n} {verdict}" for verdict, n in sorted(of.items()))
        speaks = Counter(one["speaks"] for one in claims)
        yield "Claims that speak", ", ".join(f"{n} {way}" for way, n in sorted(speaks.items()))
    yield "Made by", document["command"]
    yield "Version", f"passerby {document['created_by_version']}, results version {document['results_version']}"
    yield "Result", identifier


def _sentence(claim: Mapping[str, Any]) -> str:
    why = claim["out_of_scope"] or "; ".join(_finding(one) for one in claim["hypotheses"])
    said = f"{claim['title']} (said by {claim['who']}, {claim['when']}): {_verdict(claim)}."
    return f"{said} {why[:1].upper()}{why[1:].rstrip('.')}."


def _finding(one: Mapping[str, Any]) -> str:
    found = one["findings"][0]
    span = shown_range(found["low"], found["high"])
    return words.finding_words(span, found["unit"], found["group"], _margin(one))


def _margin(one: Mapping[str, Any]) -> str:
    """Return a margin as words, and the claim's own where it was moved."""
    moved = one["margin"].get("own")
    own = f" (moved: the claim's own is {moved})" if moved and moved != one["margin"]["words"] else ""
    return f"{one['margin']['words']}{own}"


def _verdict(claim: Mapping[str, Any]) -> str:
    return f"{claim['verdict']}{words.BOUND if claim['is_bound'] else ''}"


def _tables(claims: list[Mapping[str, Any]]) -> tuple[Table, ...]:
    return _verdicts(claims), _said(claims), _found(claims), _tipping(claims), _sources(claims)


def _verdicts(claims: list[Mapping[str, Any]]) -> Table:
    columns = (
        _CLAIM, _HYPOTHESIS, Column("group", "Of"), Column("value", "Value", "number"),
        Column("low", "From", "number", joined="95 % interval"), Column("high", "To", "number"), _UNIT,
        Column("counts", "Counts", "text", "Events, and out of how many; of all draws together where it is simulated"),
        Column("margin", "Margin, a value judgement"), Column("verdict", "Verdict by the margin"),
        Column("stands", "Verdict that stands"),
    )  # fmt: skip
    rows = tuple(
        (claim["title"], one["says"], _group(found), found["value"], found["low"], found["high"], found["unit"],
         counts_words(found["numerator"], found["denominator"], found["against"]),
         _margin(one), found["verdict"], f"{one['verdict']}{words.BOUND if one['is_bound'] else ''}")
        for claim in claims
        for one in claim["hypotheses"]
        for found in one["findings"]
    )  # fmt: skip
    return Table("verdicts", words.VERDICTS, columns, rows)


def _group(found: Mapping[str, Any]) -> str:
    return "" if found["group"] == "all" else str(found["group"])


def _said(claims: list[Mapping[str, Any]]) -> Table:
    columns = (
        _CLAIM, Column("quotation", "Words"), Column("who", "Who"), Column("when", "When"), Column("source", "Where"),
        Column("speaks", "Speaks"), Column("verdict", "Verdict"),
    )  # fmt: skip
    rows = tuple(
        (one["title"], one["quotation"], one["who"], one["when"], one["source"], one["speaks"], _verdict(one))
        for one in claims
    )
    return Table("said", words.WHO_SAID, columns, rows)


def _found(claims: list[Mapping[str, Any]]) -> Table:
    columns = (
        _CLAIM, _HYPOTHESIS, Column("interval", "95 % interval"), Column("assumed", "What assumptions make of it"),
        Column("granted", "Taken for granted"),
    )  # fmt: skip
    rows = tuple(
        (claim["title"], one["name"], "; ".join(_intervals(one)), one["assumed_words"], one["rests_on"])
        for claim in claims
        for one in claim["hypotheses"]
    )
    return Table("found", words.HOW_FOUND, columns, rows if len(claims) > 1 else ())


def _intervals(one: Mapping[str, Any]) -> list[str]:
    """Return how the intervals of a hypothesis are made, or why there is none."""
    return list(dict.fromkeys(found["why_none"] or found["interval"] for found in one["findings"]))


def _tipping(claims: list[Mapping[str, Any]]) -> Table:
    columns = (
        _CLAIM, _HYPOTHESIS, Column("of", "Of"), Column("value", "At", "number"), _UNIT,
        Column("inside", "Inside its range"), Column("then", "Then"),
    )  # fmt: skip
    inside = {True: "yes", False: "no", None: "it has none"}
    rows = tuple(
        (claim["title"], one["name"], tip["of"], tip["value"], tip["unit"], inside[tip["inside"]], tip["then"])
        for claim in claims
        for one in claim["hypotheses"]
        for found in one["findings"]
        for tip in found["tipping"]
    )
    return Table("tipping_points", words.TIPPING, columns, rows)


def _influences(claims: list[Mapping[str, Any]]) -> Table:
    columns = (
        _CLAIM, _HYPOTHESIS, Column("input", "Input"), Column("share", "Share of the variance of ranks", "number"),
        Column("chance", "By chance alone up to", "number"),
    )  # fmt: skip
    rows = tuple(
        (claim["title"], one["name"], found["key"], found["share"], found["needed"])
        for claim in claims
        for one in claim["hypotheses"]
        for found in one["influences"]
    )
    return Table("influences", words.INFLUENCES, columns, rows)


def _sources(claims: list[Mapping[str, Any]]) -> Table:
    columns = (_CLAIM, _HYPOTHESIS, Column("margin", "Why this margin"), Column("source", "Source"))
    rows = tuple(
        (claim["title"], one["name"], one["margin"]["why"], source)
        for claim in claims
        for one in claim["hypotheses"]
        for source in one["sources"]
    )
    return Table("sources_of_claims", words.CLAIM_SOURCES, columns, rows)


def _notes(claims: list[Mapping[str, Any]]) -> Iterator[str]:
    if len(claims) > 1:
        return
    for one in claims[0]["hypotheses"]:
        yield f"{one['says']} {one['assumed_words']}"
        for how in _intervals(one):
            yield words.HOW_INTERVAL.format(how=how.rstrip("."))
        for name in ("influence_words", "tried_words"):
            if one.get(name):
                yield one[name]
        if one["rests_on"]:
            yield words.GRANTED.format(what=one["rests_on"].rstrip("."))


def _cannot(claims: list[Mapping[str, Any]], *, is_one: bool) -> Iterator[str]:
    for claim in claims:
        for said in claim["cannot_say"]:
            yield said if is_one else f"{claim['title']}: {said}"


def _arms(claims: list[Mapping[str, Any]]) -> dict[str, Settings]:
    """Return the settings of all arms that were simulated, by what names them; none whose files are not at hand."""
    found: dict[str, Settings] = {}
    for one in _simulated(claims):
        for source in one["sources"]:
            text = source.removeprefix(SIMULATED)
            if text not in found:
                with suppress(SimError):
                    found[text] = arm_of(text)
    return found


def _simulated(claims: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the hypotheses that were held against a simulation."""
    return (one for claim in claims for one in claim["hypotheses"] if one["kind"] == "simulated")
