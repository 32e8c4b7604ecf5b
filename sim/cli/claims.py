"""`passerby claims`: what people say, held against simulations and published data."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.calibration.fit_file import SHIPPED_FIT
from sim.claims.claim import Claim, load_claim, shipped_claims, with_margins
from sim.claims.judge import PAIRS, Judged, Plan, judge
from sim.claims.simulated import Simulated
from sim.claims.tipping import refuse_over, tipping_of
from sim.cli.ensemble import Fit, Outputs, Workers
from sim.cli.options import DocumentFile, Json, Seed, Settings, reporting
from sim.cli.progress import replications_bar
from sim.core.documents import json_text
from sim.core.errors import RunError, ScenarioError
from sim.core.whole_file import check_writable
from sim.ensemble.run import Passed
from sim.programme.run import OUTPUTS
from sim.report.claims_tables import print_claim
from sim.report.console import plain_console, unfolded_console
from sim.report.layout import print_table, say
from sim.report.verdicts import beside_shipped, shipped_verdict, verdicts_document
from sim.report.versioned import write_document
from sim.scenario.explain import ScenarioErrors
from sim.scenario.load import document
from sim.scenario.shipped import file_or_shipped

__all__ = ["claims"]

_ROOM_FOR_ALL = 200


@reporting
def claims(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME ...]", help="Claims, by file or name; without any, the shipped ones are listed."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that are shipped.")] = False,
    margin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE", help="Another margin, such as fear='1 in 1,000'; may be given more than once."
        ),
    ] = None,
    ensemble: Annotated[
        str, typer.Option(metavar="ID", help="Read this stored ensemble, which has the arms by name, and run nothing.")
    ] = "",
    pairs: Annotated[
        int,
        typer.Option(
            min=1,
            max=2**15,
            help="Pairs of draws of what is uncertain, for what is simulated; with fewer than 20 there is no interval.",
        ),
    ] = PAIRS,
    tipping: Annotated[
        bool, typer.Option("--tipping", help="Find where the inputs that stand out change the verdict.")
    ] = False,
    over: Annotated[
        str, typer.Option(metavar="KEYS", help="Of these inputs instead, with commas; with --tipping.")
    ] = "",
    fit: Fit = SHIPPED_FIT,
    settings: Settings = None,
    seed: Seed = 1,
    workers: Workers = None,
    outputs: Outputs = OUTPUTS,
    output: DocumentFile = None,
    as_json_: Json = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of claim files, and nothing else.")
    ] = False,
) -> None:
    """Hold claims against simulations and published data: supported, not supported, or undetermined.

    A verdict is of the whole interval of 95 % against a margin, which is a value judgement and yours to move.
    """
    if schema:
        typer.echo(json_text(Claim.model_json_schema()))
        return
    for option, given in (("--set", settings), ("--tipping", tipping)):
        if ensemble and given:
            raise RunError(option, "has no effect on an ensemble that is read", "without --ensemble")
    if over.strip(" ,") and not tipping:
        raise RunError("--over", f"has no effect by itself ({over})", "--tipping with it")
    if names and every:
        raise RunError("--all", f"names as well ({', '.join(names)})", "names, or --all")
    chosen = shipped_claims() if every or not names else _named(names)
    console = unfolded_console()
    if not names and not every:
        _refuse_without_names(margin, output)
        _list(chosen, as_json=as_json_)
        return
    if output is not None:
        check_writable(output)
    moved = _moved(chosen, margin or ())
    _refuse_where_nothing_is_simulated(moved, settings, over, tipping=tipping)
    plan = Plan(pairs, seed, outputs, tuple(settings or ()), None if fit == "none" else fit, ensemble)
    places, keys = _Places(names or list(chosen)), [part.strip() for part in over.split(",") if part.strip()]
    if keys:
        _refuse_over(moved, plan, keys, places)
    with replications_bar(plain_console(stderr=True)) as observe:
        judged = judge(moved, plan, workers=workers, observe=observe, where=places)
        if tipping:
            judged = [_tipped(one, plan, keys, workers, observe) for one in judged]
    tipped = [*(["--tipping"] if tipping else []), *(["--over", over] if over else [])]
    found = verdicts_document(judged, _command(names or [], margin or [], plan, tipped), chosen)
    if output is not None:
        write_document(output, found)
        if not as_json_:
            typer.echo(str(output))
            return
    if as_json_:
        typer.echo(json_text(found))
        return
    for k, one in enumerate(judged):
        if k:
            console.print()
        print_claim(one, console)
        if words := beside_shipped(one):
            say(console, words)


def _named(names: list[str]) -> dict[str, Claim]:
    """Return claims by name; what is wrong is told of all of them at once."""
    found: dict[str, Claim] = {}
    wrong: list[ScenarioError] = []
    for name in names:
        if Path(name).stem in found:
            files = ", ".join(one for one in names if Path(one).stem == Path(name).stem)
            what = f"two claims of one name ({Path(name).stem}: {files})"
            raise RunError("NAME", what, "each once, in files of names of their own")
        try:
            found[Path(name).stem] = load_claim(name)
        except ScenarioErrors as errors:
            wrong += errors.errors
        except ScenarioError as error:
            wrong.append(error)
    if wrong:
        raise ScenarioErrors(wrong)
    return found


class _Places:
    """Where keys of claims are written, by the names that they were asked for by; read when it has to be said."""

    def __init__(self, names: Sequence[str]) -> None:
        self._files = {Path(name).stem: name for name in names}

    def __call__(self, name: str, claim: Claim, hypothesis: int, *keys: str) -> str:
        """Return `file:line:column`."""
        located = document(file_or_shipped(self._files[name], "claims"), "claim")
        return str(located.value_at(("hypotheses", hypothesis, *keys)))


def _refuse_over(claims: dict[str, Claim], plan: Plan, over: Sequence[str], places: _Places) -> None:
    for name, claim in claims.items():
        for k, one in enumerate(claim.hypotheses):
            if isinstance(one, Simulated):
                refuse_over(one, plan, over, partial(places, name, claim, k))


def _refuse_without_names(margin: list[str] | None, output: Path | None) -> None:
    for option, given in (("--margin", margin), ("--output", output)):
        if given:
            raise RunError(option, "has no effect on a list", "the name of a claim, or --all")


def _refuse_where_nothing_is_simulated(
    claims: dict[str, Claim], settings: Sequence[str] | None, over: str, *, tipping: bool
) -> None:
    if any(isinstance(one, Simulated) for claim in claims.values() for one in claim.hypotheses):
        return
    options = (("--set", (settings or [""])[0]), ("--over", over), ("--tipping", "published counts" * tipping))
    for option, given in options:
        if given:
            raise RunError(option, f"has no effect where nothing is simulated ({given})", "leave it out")


def _list(claims: dict[str, Claim], *, as_json: bool) -> None:
    rows = [(name, one.title, one.who, one.when, one.speaks, _shipped_word(name, one)) for name, one in claims.items()]
    heads = ("name", "title", "who", "when", "speaks", "verdict")
    if as_json:
        typer.echo(json_text({"claims": [dict(zip(heads, row, strict=True)) for row in rows]}))
    else:
        console = unfolded_console()
        # who said it and when stand with each claim, where there is no room for them here
        kept, words = ([0, 1, 4, 5], 2) if console.width < _ROOM_FOR_ALL else (list(range(len(heads))), len(heads))
        print_table(console, [heads[k] for k in kept], [[row[k] for k in kept] for row in rows], words=words)


def _shipped_word(name: str, claim: Claim) -> str:
    shipped = shipped_verdict(name, claim)
    return "not yet judged" if shipped is None else str(shipped["verdict"])


def _moved(claims: dict[str, Claim], texts: list[str] | tuple[str, ...]) -> dict[str, Claim]:
    margins: dict[str, str] = {}
    known = [name for claim in claims.values() for name in claim.margins]
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise RunError("--margin", f"without a value ({text})", "NAME=VALUE")
        if name.strip() not in known:
            near = get_close_matches(name, known, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            allowed = f"{meant}NAME=VALUE with one of {', '.join(dict.fromkeys(known)) or 'none'}"
            raise RunError("--margin", f"no such margin ({text})", allowed)
        margins[name.strip()] = value.strip()
    return {name: with_margins(claim, margins) if claim.hypotheses else claim for name, claim in claims.items()}


def _tipped(
    judged: Judged, plan: Plan, over: list[str], workers: int | None, observe: Callable[[Passed], None]
) -> Judged:
    """Return a judged claim with the tipping points of what is simulated beside its first finding."""
    found = []
    for one in judged.hypotheses:
        if isinstance(one.hypothesis, Simulated):
            tips, tried = tipping_of(one, plan, over=over, workers=workers, observe=observe)
            first, *others = one.findings
            first = replace(first, tipping=(*first.tipping, *tips))
            found.append(replace(one, findings=(first, *others), tried=tuple(tried)))
        else:
            found.append(one)
    return replace(judged, hypotheses=tuple(found))


def _command(names: list[str], margin: list[str], plan: Plan, tipping: list[str]) -> str:
    options = [
        ("--margin", margin),
        ("--set", list(plan.settings)),
        ("--fit", [str(plan.fit)] if plan.fit != SHIPPED_FIT else []),
        ("--ensemble", [plan.ensemble] if plan.ensemble else []),
    ]
    words = ["passerby", "claims", *(names or ["--all"]), "--pairs", str(plan.pairs), "--seed", str(plan.seed)]
    return shlex.join(
        [*words, *(part for option, given in options for one in given for part in (option, one)), *tipping]
    )
