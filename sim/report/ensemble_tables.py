"""Ensembles and comparisons on the command line, or as documents: what arms differ in, and what each comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import polars as pl
from rich.console import Console

from sim.claims.bounds import bounds_of_row
from sim.compare.paired import why_not_paired
from sim.compare.standard import STANDARDISED, standardised
from sim.ensemble.conditioned import GIVEN
from sim.ensemble.run import EnsembleResult
from sim.ensemble.summary import differences, levels
from sim.metrics.catalogue import CATALOGUE, Row, metric
from sim.report.layout import print_table, say
from sim.report.numbers import two_digits

__all__ = ["ensemble_document", "print_ensemble"]

_ALSO = (
    "treat_fairly_change", "good_job_change", "support_change", "less_safe_change", "stop_searches", "search_arrests",
    "officer_hours", "cost",
)  # fmt: skip
_NAMES = tuple(row.name for row in CATALOGUE if row.is_headline or row.in_months or row.in_groups or row.name in _ALSO)
_ESTIMATORS = tuple(f"{how}{also}" for how in ("sampled", GIVEN, "expected") for also in ("", STANDARDISED))
_COUNTED = ("sampled", "expected")
"""Estimators that rest on events; others rest on replications."""
By: TypeAlias = Literal["all", "group", "sex,group"]

_BY: Mapping[By, str] = {"all": "all", "group": "ethnic_group", "sex,group": "sex_and_ethnic_group"}
"""What rows of figures say they are by."""
_OF_EVENTS = ("count", "rate")
"""Shapes of metrics that rest on events."""
_LEAST, _FEW = 3, 8
"""With fewer cases than the first no interval is told: Student's t has ends far beyond anything then. With fewer than
the second it is said that they are few."""
_ALSO_OF_CASES = "at least 95 %, exact Poisson"
_IN_LABEL = ("GBP", "%", "percentage points")
"""Units that a label does not tell by itself."""
_FAILURES = 5
"""So many failures are printed."""


def print_ensemble(
    result: EnsembleResult,
    console: Console,
    *,
    first: Literal["levels", "differences"] = "levels",
    by: By = "all",
    like_for_like: bool = False,
    pairs: Sequence[tuple[str, str]] | None = None,
    names: Sequence[str] = (),
) -> None:
    """Print what an ensemble is, how far it has come, and what it says.

    Parameters
    ----------
    first
        Which table comes first.
    by
        Whose figures stand beside everybody's: each ethnic group's, or each one's of either sex.
    like_for_like
        Whether rates are shown with the first arm's mix of ethnic groups as well (`sim.compare.standard`).
    pairs
        Which arms are compared; each with the first by default.
    names
        Of which metrics; the main ones by default.
    """
    _print_about(result, console)
    frame = _shown(result.frame, by=by, like_for_like=_arms(result) if like_for_like else (), names=names)
    if not frame.is_empty():
        frame = _labelled(frame, result)
        tables = {"levels": _print_levels, "differences": _print_differences}
        for name in sorted(tables, key=lambda name: name != first):
            tables[name](result, frame, _pairs(result, pairs), console)
    for how in _divided(result) if by != "all" else ():
        say(console, how)
    _print_failures(result, console)


def ensemble_document(
    result: EnsembleResult,
    *,
    by: By = "all",
    like_for_like: bool = False,
    pairs: Sequence[tuple[str, str]] | None = None,
    names: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the same as a document."""
    ensemble = result.ensemble
    frame = _shown(result.frame, by=by, like_for_like=_arms(result) if like_for_like else (), names=names)
    chosen = _pairs(result, pairs)
    failed = result.status.filter(pl.col("state") == "failed")
    settings = {arm.name: arm.settings for arm in ensemble.arms}
    return {
        "ensemble_id": ensemble.ensemble_id,
        "seed": ensemble.seed,
        "replications": ensemble.replications,
        "draws": len(ensemble.design.draws),
        "arms": {name: one.name for name, one in settings.items()},
        "groups": _labels(result),
        "groups_divided": _divided(result),
        "done": result.count("done"),
        "failed": failed.height,
        "missing": result.count("missing"),
        "failures": failed.drop("state").to_dicts(),
        "differences": [_with_events(row) for row in differences(frame, chosen).to_dicts()],
        "not_paired": [
            {"first": one, "second": other, "why": why}
            for one, other in chosen
            if (why := why_not_paired(settings[one], settings[other]))
        ],
        "levels": [_with_events(row) for row in levels(frame, list(settings)).to_dicts()],
        "inputs": result.inputs.to_dicts(),
    }


def _pairs(result: EnsembleResult, pairs: Sequence[tuple[str, str]] | None) -> list[tuple[str, str]]:
    names = [arm.name for arm in result.ensemble.arms]
    return [(names[0], name) for name in names[1:]] if pairs is None else list(pairs)


def _arms(result: EnsembleResult) -> list[str]:
    return [arm.name for arm in result.ensemble.arms]


def _shown(
    frame: pl.DataFrame, *, by: By, like_for_like: Sequence[str] = (), names: Sequence[str] = ()
) -> pl.DataFrame:
    if like_for_like:
        frame = pl.concat([frame, standardised(frame, like_for_like)])
    whose = pl.col("by").is_in(["all", _BY[by]])
    return frame.filter(whose & pl.col("name").is_in(names or _NAMES) & pl.col("estimator").is_in(_ESTIMATORS))


def _labels(result: EnsembleResult) -> dict[str, str]:
    """Return what ethnic groups are called, by name; as the first arm that has them calls them."""
    found: dict[str, str] = {}
    for arm in result.ensemble.arms:
        found = {**arm.settings.groups.labels, **found}
    return found


def _divided(result: EnsembleResult) -> list[str]:
    """Return how shares of ethnic groups are divided among their parts, where an arm has such."""
    every = dict.fromkeys(arm.settings.groups.how_divided for arm in result.ensemble.arms)
    return [how for how in every if how]


def _labelled(frame: pl.DataFrame, result: EnsembleResult) -> pl.DataFrame:
    """Return rows whose ethnic groups are called as tables call them."""
    labels = _labels(result)

    def called(group: str) -> str:
        sex, comma, name = group.rpartition(", ")
        return f"{sex}{comma}{labels.get(name, name)}"

    is_all = pl.col("by") == "all"
    label = pl.col("group").map_elements(called, return_dtype=pl.String)
    return frame.with_columns(pl.when(is_all).then("group").otherwise(label).alias("group"))


def _print_about(result: EnsembleResult, console: Console) -> None:
    ensemble, design = result.ensemble, result.ensemble.design
    for name, arm in zip(_letters(result).values(), ensemble.arms, strict=True):
        say(console, f"{name}: {arm.name}" + ("" if arm.name == arm.settings.name else f" ({arm.settings.name})"))
    drawn = f"{len(design.inputs)} uncertain inputs are drawn together, {len(design.held)} are held as given"
    draws = "as given" if len(design.draws) == 1 else f"{len(design.draws)} draws, the first as given; {drawn}"
    n = f"{ensemble.replications} replication{'' if ensemble.replications == 1 else 's'}"
    say(console, f"{n}, {draws}; seed {ensemble.seed}; ensemble {ensemble.ensemble_id}")
    done, failed, missing = (result.count(state) for state in ("done", "failed", "missing"))
    say(console, f"{done} done, {failed} failed, {missing} missing (of each arm, draw and replication)")


def _letters(result: EnsembleResult) -> dict[str, str]:
    return {arm.name: chr(ord("A") + k) for k, arm in enumerate(result.ensemble.arms)}


def _print_differences(
    result: EnsembleResult, frame: pl.DataFrame, pairs: Sequence[tuple[str, str]], console: Console
) -> None:
    letters, settings = _letters(result), {arm.name: arm.settings for arm in result.ensemble.arms}
    cases = _cases(result)
    for one, other in pairs:
        found = differences(frame, [(one, other)])
        rows = [
            (
                _label(row),
                _signed(row["difference"]),
                "" if _is_short(row, row["pairs"]) else _ends(row, signed=True),
                _number(row["events"] if _is_counted(row) and row["estimator"] == "sampled" else row["pairs"]),
                "" if row["variance_reduction"] is None else f"{two_digits(row['variance_reduction'])}x",
            )
            for row in found.iter_rows(named=True)
        ]
        title = f"{letters[other]} less {letters[one]}"
        heads = ("", "difference", "95 % interval", "rests on", "variance cut\nby pairing")
        print_table(console, heads, rows, title=title)
        _say_few(console, [row["pairs"] for row in found.to_dicts()], cases)
        why = why_not_paired(settings[one], settings[other])
        if why:
            say(console, f"Less is shared by {letters[one]} and {letters[other]}: {why}.")


def _print_levels(
    result: EnsembleResult, frame: pl.DataFrame, pairs: Sequence[tuple[str, str]], console: Console
) -> None:
    letters, is_drawn = _letters(result), len(result.ensemble.design.draws) > 1
    found, case = levels(frame, list(letters)), _cases(result)
    cells = {(row["arm"], *(row[key] for key in ("name", "estimator", "by", "group"))): row for row in found.to_dicts()}
    rows = [
        (
            _label(row),
            letters[arm],
            _number(row["as_given"]),
            *((_number(row["mean"]), ends, _range(row), _number(row["parameter_sd"])) if is_drawn else (ends,)),
            _number(row["chance_sd"]),
            _number(row["events"] if _is_counted(row) else row["cases"]),
        )
        for _, row in sorted(cells.items(), key=lambda cell: _order(cell[0]))
        for arm in [row["arm"]]
        for ends in ["" if _is_short(row, row["cases"]) else _ends(_possible(row))]
    ]
    drawn = ("over\ndraws", "95 % interval", "5 to 95 %\nof draws", "s.d. of\nparameters")
    heads = ("", "", "as given", *(drawn if is_drawn else ("95 % interval",)), "s.d. of\nchance", "rests on")
    print_table(console, heads, rows, title="What each comes to", words=2)
    _say_few(console, [row["cases"] for row in cells.values()], case)
    if any(row["estimator"] == GIVEN for row in cells.values()):
        say(
            console,
            "Given a false alert: means over days on which one happens, by how many a day is expected to have; they "
            "rest on so many days.",
        )
    if is_drawn:
        say(console, "Intervals are of the mean (Monte Carlo); the range of draws is of what the uncertain inputs do.")


def _order(key: tuple[Any, ...]) -> tuple[Any, ...]:
    arm, name, estimator, by, group = key
    return (by != "all", _NAMES.index(name), _ESTIMATORS.index(estimator), group, arm)


def _print_failures(result: EnsembleResult, console: Console) -> None:
    failed = result.status.filter(pl.col("state") == "failed")
    rows = [
        (row["arm"], f"draw {row['draw']}", f"replication {row['replication']}", f"{row['stage']}: {row['message']}")
        for row in failed.head(_FAILURES).iter_rows(named=True)
    ]
    for row in rows:
        say(console, f"failed: {', '.join(row)}")
    if failed.height > _FAILURES:
        say(console, f"... and {failed.height - _FAILURES} more; --json has all")


def _label(row: Mapping[str, Any]) -> str:
    about: Row = metric(row["name"])
    group = "" if row["by"] == "all" else f", {row['group']}"
    estimator = str(row["estimator"]).removesuffix(STANDARDISED)
    alike = ", like for like" if estimator != row["estimator"] else ""
    is_expected = estimator == "expected" and "sampled" in about.estimators
    how = ", expected" if is_expected else ", given a false alert" if estimator == GIVEN else ""
    unit = next((f", {start}" for start in _IN_LABEL if about.unit.startswith(start)), "")
    return f"{about.label}{unit}{how}{alike}{group}"


def _cases(result: EnsembleResult) -> str:
    """Return what an interval's cases are: draws of what is uncertain, or replications of what is given."""
    return "draws" if len(result.ensemble.design.draws) > 1 else "replications"


def _is_counted(row: Mapping[str, Any]) -> bool:
    """Return whether a row rests on events; what is summed, averaged or made elsewhere rests on its cases."""
    return row["estimator"] in _COUNTED and metric(row["name"]).shape in _OF_EVENTS


def _with_events(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what its numerators come to, where they are counts or sums: null for what is made elsewhere."""
    return row if metric(row["name"]).shape in (*_OF_EVENTS, "sum") else row | {"events": None}


def _is_short(row: Mapping[str, Any], n: int) -> bool:
    """Return whether so few cases have no interval; that of few events is of the events, however many cases.

    A difference of few events has one that is at least as wide as that of its cases, where there are two or more.
    """
    is_of_events = "Poisson" in row["interval"] and not (n > 1 and row["interval"] == _ALSO_OF_CASES)
    return 0 < n < _LEAST and not is_of_events


def _say_few(console: Console, counted: Sequence[int], cases: str) -> None:
    """Say that cases are too few for an interval, or few for one."""
    most = max(counted, default=0)
    also = ", beside the one as given" if cases == "draws" else ""
    if 0 < most < _LEAST:
        say(console, f"Too few {cases} for an interval ({most}): {_LEAST} or more{also}.")
    elif 0 < most < _FEW:
        say(console, f"Few {cases} ({most}{also}): intervals are wide, and hold if outcomes are nearly normal.")


def _possible(row: Mapping[str, Any], low: str = "low", high: str = "high") -> dict[str, float | None]:
    """Return the ends of a row within what its metric can be."""
    least, most = bounds_of_row(metric(row["name"]))
    return {
        name: None if row[key] is None else min(max(row[key], least), most)
        for name, key in (("low", low), ("high", high))
    }


def _ends(row: Mapping[str, Any], *, signed: bool = False) -> str:
    if row["low"] is None or row["high"] is None:
        return ""
    write = _signed if signed else _number
    return f"{write(row['low'])} to {write(row['high'])}"


def _range(row: Mapping[str, Any]) -> str:
    return "" if row["draws_low"] is None or row["cases"] < _LEAST else _ends(_possible(row, "draws_low", "draws_high"))


def _number(value: float | None) -> str:
    if value is None:
        return ""
    text = f"{abs(value):,.0f}" if abs(value) >= 100 else two_digits(abs(value))
    return text if value >= 0 or text == "0" else f"-{text}"


def _signed(value: float | None) -> str:
    text = _number(value)
    return text if value is None or value <= 0 or text == "0" else f"+{text}"
