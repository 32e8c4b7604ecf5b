"""Judge claims: find what each hypothesis measures, set it against its margin, and say what would change the verdict.

    judged = judge({"nothing_to_hide": load_claim("nothing_to_hide")}, Plan(root=Path("outputs")))
    judged[0].verdict, judged[0].hypotheses[0].findings

Hypotheses with the same arms share one ensemble, whose draws come in pairs (`sim.claims.pairs`). What is stored is not
run again. A verdict of whose variance assumptions make more than half is capped at undetermined, and stamped; so is one
on what a setting states (`sim.claims.stated`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from sim.calibration.fit_file import SHIPPED_FIT
from sim.calibration.matched_file import load_any_fit
from sim.claims.claim import AnyHypothesis, Claim
from sim.claims.finding import Finding, Tried
from sim.claims.influence import Influence, influences
from sim.claims.margin import Verdict, together, verdict_of
from sim.claims.pairs import AssumedShare, assumed_keys, assumed_share, paired_design, pairs_of
from sim.claims.possible import refuse_impossible
from sim.claims.published_disparity import PublishedDisparity
from sim.claims.readers import is_read
from sim.claims.simulated import Simulated, Values
from sim.claims.stated import stated_by
from sim.core.config import value_of
from sim.core.errors import RunError
from sim.ensemble.arms import arm_of
from sim.ensemble.inputs import Settings, inputs_of
from sim.ensemble.replicate import Arm
from sim.ensemble.run import Ensemble, EnsembleResult, Passed, read_ensemble, reopen, run_missing, workers_of
from sim.programme.run import OUTPUTS
from sim.store.ensembles import open_ensemble, sha256_of

__all__ = [
    "BOUND",
    "PAIRS",
    "Judged",
    "JudgedHypothesis",
    "Plan",
    "ensemble_for",
    "judge",
    "judged_by",
    "paired_ensemble",
]

_Arms: TypeAlias = tuple[tuple[str, str], ...]

Where: TypeAlias = Callable[..., str]
"""Where a key of a hypothesis is written."""

PAIRS = 20
"""With so many pairs the shipped verdicts were made: the least that give an interval of 95 %."""
BOUND = 0.5
"""Above this share of the variance a verdict is bound to its assumptions."""


def _where(name: str, claim: Claim, hypothesis: int, *keys: str) -> str:
    return ": ".join((name, claim.hypotheses[hypothesis].name, *keys))


@dataclass(frozen=True)
class Plan:
    """With what simulations are run."""

    pairs: int = PAIRS
    """Pairs of draws of what is uncertain: twice as many draws."""
    seed: int = 1
    root: Path = OUTPUTS
    settings: tuple[str, ...] = ()
    """`key=value`, set last in every arm; what is set is not drawn."""
    fit: str | Path | None = SHIPPED_FIT
    ensemble: str = ""
    """The id of a stored ensemble to read, rather than to run one: it has to have every arm by its name."""


@dataclass(frozen=True)
class JudgedHypothesis:
    """What became of a hypothesis."""

    hypothesis: AnyHypothesis
    findings: tuple[Finding, ...]
    """One a group that it is about."""
    verdicts: tuple[Verdict, ...]
    """By its margin, one a finding."""
    by_margin: Verdict
    """Of all findings together, before any cap."""
    verdict: Verdict
    assumed: AssumedShare | None
    """The share that assumptions have in the variance; None where there is nothing that varies, or too few pairs."""
    is_bound: bool
    """Whether the verdict is bound to assumptions, and so capped at undetermined."""
    influences: tuple[Influence, ...]
    """The inputs that stand out, the one first whose measurement would narrow the range most."""
    failed: int
    """Replications that failed."""
    ensemble_id: str
    """The ensemble that was read; empty for published data."""
    stated: str = ""
    """Which setting states what is measured, so that it is an input and no finding; empty where none does."""
    tried: tuple[Tried, ...] | None = None
    """The inputs of which a tipping point was looked for; None where that was not asked."""


@dataclass(frozen=True)
class Judged:
    """What became of a claim."""

    name: str
    claim: Claim
    hypotheses: tuple[JudgedHypothesis, ...]
    verdict: Verdict
    is_bound: bool
    """Whether it is undetermined with a hypothesis that is bound to assumptions, whatever else leaves it open."""


def judge(
    claims: Mapping[str, Claim],
    plan: Plan = Plan(),
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    observe: Callable[[Passed], None] = lambda _: None,
    where: Where = _where,
) -> list[Judged]:
    """Return the verdicts of claims, in their order; simulates what the store lacks.

    Parameters
    ----------
    claims
        By name.
    observe
        Called when a replication of a draw has ended, and once before, for each ensemble.
    where
        Where a key of a hypothesis is written: of the claim's name, the hypothesis's place in it, and keys.

    Raises
    ------
    ScenarioError, RunError, MetricError
        If an arm is not there or has not what is asked of it.
    StoreError
        If the store cannot be written.
    """
    if plan.ensemble:
        result = reopen(open_ensemble(plan.root, plan.ensemble))
        if missing := result.count("missing"):
            what = f"{missing} of its {result.status.height} runs are missing ({plan.ensemble})"
            raise RunError("--ensemble", what, "one that is whole; `passerby ensemble` goes on with it")
        return [_judged(name, claim, _all_of(name, claim, result, where), plan) for name, claim in claims.items()]
    prepared: dict[_Arms, Ensemble] = {}
    for name, claim in claims.items():
        for k, one in enumerate(claim.hypotheses):
            if isinstance(one, Simulated):
                at = partial(where, name, claim, k)
                if _key(one) not in prepared:
                    prepared[_key(one)] = ensemble_for(one, plan, at)
                _refuse_impossible(one, prepared[_key(one)], at)
    results: dict[_Arms, EnsembleResult] = {}
    if prepared:
        with workers_of(workers, executor, None) as who:
            for key, ensemble in prepared.items():
                results[key] = read_ensemble(ensemble, run_missing(ensemble, who, observe=observe))
    return [_judged(name, claim, results, plan) for name, claim in claims.items()]


def _judged(name: str, claim: Claim, results: Mapping[_Arms, EnsembleResult], plan: Plan) -> Judged:
    if not claim.hypotheses:
        return Judged(name, claim, (), "out of scope", is_bound=False)
    judged = tuple(
        judged_by(one, results[_key(one)], plan) if isinstance(one, Simulated) else _published(one)
        for one in claim.hypotheses
    )
    verdict = together([one.verdict for one in judged], claim.needs)
    is_bound = verdict == "undetermined" and any(one.is_bound for one in judged)
    return Judged(name, claim, judged, verdict, is_bound=is_bound)


def _refuse_impossible(one: Simulated, ensemble: Ensemble, at: Callable[..., str]) -> None:
    """Refuse what no arm has before anything is run: it is found in no run."""
    refuse_impossible(one, {arm.name: arm.settings for arm in ensemble.arms}, at)


def _all_of(name: str, claim: Claim, result: EnsembleResult, where: Where) -> dict[_Arms, EnsembleResult]:
    """Return the same ensemble for every hypothesis that is simulated.

    Raises
    ------
    RunError
        If it lacks an arm that one of them is about.
    """
    names = [arm.name for arm in result.ensemble.arms]
    found = {}
    for k, one in enumerate(claim.hypotheses):
        if isinstance(one, Simulated):
            at = partial(where, name, claim, k)
            for arm in (one.used_arm, one.used_against):
                if arm is not None and arm not in names:
                    raise RunError(
                        at("arms", arm), f"the ensemble has no such arm ({arm})", f"it has {', '.join(names)}"
                    )
            _refuse_impossible(one, result.ensemble, at)
            found[_key(one)] = result
    return found


def _published(one: AnyHypothesis) -> JudgedHypothesis:
    assert not isinstance(one, Simulated)
    findings = one.findings()
    verdicts = tuple(verdict_of(found.low, found.high, one.margin) for found in findings)
    share = one.assumed_share() if isinstance(one, PublishedDisparity) else None
    assumed = None if share is None else AssumedShare(share, share, share, 0)
    return _capped(one, findings, verdicts, assumed, (), 0, "")


def judged_by(one: Simulated, result: EnsembleResult, plan: Plan) -> JudgedHypothesis:
    """Return what became of a hypothesis that an ensemble has every arm of."""
    groups = _groups_of(result.ensemble)
    asked = one.groups_of(groups)
    values = [one.values(result.frame, group, groups) for group in asked]
    findings = tuple(one.finding(of, group, groups) for of, group in zip(values, asked, strict=True))
    verdicts = tuple(verdict_of(found.low, found.high, one.margin) for found in findings)
    pairs = pairs_of(result.ensemble.design)
    shares = [assumed_share(of.draw, of.value, pairs, plan.seed) for of in values]
    told = [share for share in shares if share is not None]
    deciding = max(told, key=lambda share: share.total) if told and assumed_keys(result.ensemble.design) else None
    nearest = _nearest(one, findings)
    return _capped(
        one,
        findings,
        verdicts,
        deciding,
        tuple(_influences(one, result, values[nearest], pairs, plan.seed)),
        result.count("failed"),
        result.ensemble.ensemble_id,
        stated_by(one, next(arm.settings for arm in result.ensemble.arms if arm.name == one.used_arm)),
    )


def _capped(
    one: AnyHypothesis,
    findings: tuple[Finding, ...],
    verdicts: tuple[Verdict, ...],
    assumed: AssumedShare | None,
    found: tuple[Influence, ...],
    failed: int,
    ensemble_id: str,
    stated: str = "",
) -> JudgedHypothesis:
    by_margin = together(list(verdicts), "all")
    is_bound = bool(stated) or (assumed is not None and assumed.total > BOUND)
    verdict: Verdict = "undetermined" if is_bound else by_margin
    return JudgedHypothesis(
        one, findings, verdicts, by_margin, verdict, assumed, is_bound, found, failed, ensemble_id, stated
    )


def _nearest(one: Simulated, findings: Sequence[Finding]) -> int:
    """Return which finding lies nearest to the margin, or farthest on its wrong side: the one that decides."""
    first, last = one.margin.ends
    known = [(k, found.value) for k, found in enumerate(findings) if found.value is not None]
    if not known:
        return 0
    return (
        max(known, key=lambda pair: pair[1])[0]
        if last is not None and first is None
        else min(known, key=lambda p: p[1])[0]
    )


def _influences(one: Simulated, result: EnsembleResult, values: Values, pairs: int, seed: int) -> list[Influence]:
    design = result.ensemble.design
    outcome = np.full(len(design.draws), np.nan)
    for draw in range(1, len(design.draws)):
        of = values.value[values.draw == draw]
        if of.size:
            outcome[draw] = of.mean()
    arms = {arm.name: arm.settings for arm in result.ensemble.arms}
    concerned = [arms[name] for name in (one.used_arm, one.used_against) if name is not None]
    candidates = [of for of in design.inputs if is_read(of.key, one.row, concerned)]
    return influences(candidates, design.draws[1:], outcome[1:], seed, pairs=pairs)


def _groups_of(ensemble: Ensemble) -> dict[str, str]:
    """Return the labels of the ethnic groups of what is simulated, by name."""
    groups = ensemble.arms[0].settings.groups
    return {name: groups.label(name) for name in groups.names}


def ensemble_for(one: Simulated, plan: Plan, at: Callable[..., str]) -> Ensemble:
    """Return the ensemble that a hypothesis is judged by.

    Parameters
    ----------
    at
        Where keys of the hypothesis are written.

    Raises
    ------
    ScenarioError, RunError
        If an arm is not there, or cannot have what is set.
    """
    arms = {name: arm_of(text, where=at("arms", name)) for name, text in one.arms.items()}
    if plan.settings:
        arms = {
            name: arm_of(text, settings=_own(plan.settings, name, arms), where=at("arms", name))
            for name, text in one.arms.items()
        }
    return paired_ensemble(arms, plan)


def _own(settings: Sequence[str], name: str, arms: Mapping[str, Settings]) -> list[str]:
    """Return what is set in an arm: what others have and it has not passes it over."""
    has = {setting: [arm for arm, of in arms.items() if _has(of, setting)] for setting in settings}
    return [setting for setting, those in has.items() if name in those or not those]


def _has(arm: Settings, setting: str) -> bool:
    key = setting.partition("=")[0].strip()
    return any(value_of(arm, one) is not None for one in (key, f"lfr.{key}"))


def paired_ensemble(arms: Mapping[str, Settings], plan: Plan) -> Ensemble:
    """Return an ensemble of the arms as given and of pairs of draws that differ in assumptions alone."""
    fit = None if plan.fit is None else load_any_fit(plan.fit)
    held = [setting.split("=", 1)[0] for setting in plan.settings]
    design = paired_design(arms, pairs=plan.pairs, seed=plan.seed, fit=fit, fixed=_held(arms, held))
    made = tuple(Arm(name, settings, sha256_of(settings)) for name, settings in arms.items())
    return Ensemble(made, design, plan.seed, 1, plan.root)


def _held(arms: Mapping[str, Settings], keys: Sequence[str]) -> list[str]:
    """Return those of the keys that name an uncertain input of an arm: what a user sets is not drawn over."""
    known = {key for arm in arms.values() for key in inputs_of(arm)[0]}
    return [key for key in keys for key in (key, f"lfr.{key}") if key in known]


def _key(one: Simulated) -> _Arms:
    return tuple(one.arms.items())
