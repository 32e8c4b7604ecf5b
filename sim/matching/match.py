"""Fit settings of the simulator to published figures: from a file of targets to a fit that ensembles draw from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from sim.calibration.matched_file import MatchedFigure, MatchedFile, MatchedInput, MatchedWave
from sim.core.results_version import RESULTS_VERSION
from sim.core.streams import Stream, Streams
from sim.emulator.gaussian import Floats
from sim.ensemble.arms import arm_of
from sim.ensemble.inputs import Input, Settings
from sim.ensemble.run import Passed
from sim.matching.posterior import posterior_draws
from sim.matching.targets import Target, load_targets
from sim.matching.waves import LIMIT, Matched, Simulate, history_match
from sim.metrics.catalogue import metric
from sim.scenario.shipped import file_or_shipped
from sim.sensitivity.points import point_at, span_of
from sim.sensitivity.response import Question, Response, answering

__all__ = ["match"]

_DRAWS = 256
_CHECKED = 8
"""Draws at which the simulator is run again, to predict figures."""
_ERRORS = 64
"""Errors of observation and of the model added to each of them."""


def match(
    what: str,
    targets: str | Path,
    *,
    points: int = 32,
    waves: int = 3,
    replications: int = 1,
    seed: int = 1,
    root: Path,
    workers: int | None = None,
    executor: Executor | None = None,
    observe: Callable[[Passed], None] = lambda _: None,
) -> MatchedFile:
    """Fit settings of a day or a programme to published figures by history matching and rejection.

    Parameters
    ----------
    what
        The place or programme, as `sim.ensemble.arms.arm_of` reads it.
    targets
        A file of targets, or the name of shipped ones (`sim.matching.targets`).
    points, waves
        Of each wave, and at most so many waves.
    replications
        Of each point; their chance is part of what an emulator does not know.
    seed
        The experiment.
    root
        The store: what it has is not run again.
    workers, executor, observe
        As for `sim.ensemble.run.run_ensemble`.

    Raises
    ------
    ScenarioError
        If a file is wrong.
    RunError
        If an input has no such range, too little is asked for, or nothing is plausible.
    """
    file = file_or_shipped(targets, "targets")
    asked = load_targets(file)
    arms = {one.of or what: arm_of(one.of or what) for one in asked.targets}
    spans = {key: span_of(arms, key, ends.low, ends.high) for key, ends in asked.inputs.items()}
    inputs = [span.input for span in spans.values()]
    questions = [_question(one, what, arms, seed, replications, root) for one in asked.targets]
    with _answers(questions, workers, executor, observe) as responses:

        def simulate(at: Floats) -> Floats:
            drawn = [point_at(inputs, row) for row in at]
            return np.stack([respond(drawn).mean(axis=1) for respond in responses], axis=1)

        matched = history_match(simulate, asked.targets, len(inputs), points=points, waves=waves, seed=seed)
        draws = posterior_draws(matched, _DRAWS, seed)
        predicted = _predicted(simulate, draws, asked.targets, seed)
    values = np.array([list(point_at(inputs, row).values()) for row in draws])
    return MatchedFile(
        name=asked.name,
        about=asked.about,
        simulated=what,
        targets_sha256=sha256(file.read_bytes()).hexdigest(),
        results_version=RESULTS_VERSION,
        version=version("passerby"),
        seed=seed,
        replications=replications,
        limit=LIMIT,
        waves=tuple(_waves(matched)),
        ended=matched.ended,
        figures=tuple(
            _figure(one, question, what, values_of)
            for one, question, values_of in zip(asked.targets, questions, predicted.T, strict=True)
        ),
        checked=_CHECKED,
        inputs=tuple(_input(one, column) for one, column in zip(inputs, values.T, strict=True)),
        draws=tuple(tuple(_rounded(value) for value in row) for row in values.tolist()),
    )


def _question(one: Target, what: str, arms: dict[str, Settings], seed: int, replications: int, root: Path) -> Question:
    estimators = metric(one.metric, where="targets: metric").estimators
    estimator = one.estimator or ("expected" if "expected" in estimators else estimators[0])
    of = one.of or what
    return Question(
        arms={of: arms[of]},
        name=one.metric,
        estimator=estimator,
        group=one.group,
        seed=seed,
        replications=replications,
        root=root,
    )


@contextmanager
def _answers(
    questions: list[Question], workers: int | None, executor: Executor | None, observe: Callable[[Passed], None]
) -> Iterator[list[Response]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(answering(one, workers=workers, executor=executor, observe=observe))
            for one in questions
        ]


def _predicted(simulate: Simulate, draws: Floats, targets: tuple[Target, ...], seed: int) -> Floats:
    """Return figures that would be published (n, targets): runs at some draws, with errors of both kinds."""
    found = simulate(draws[:_CHECKED])
    errors = Streams(seed).generator(Stream.CALIBRATION, 1).normal(size=(_ERRORS, *found.shape))
    scale = np.sqrt([one.tolerance for one in targets])
    return np.asarray((found + scale * errors).reshape(-1, len(targets)), np.float64)


def _figure(one: Target, question: Question, what: str, predicted: Floats) -> MatchedFigure:
    low, high = np.nanquantile(predicted, (0.05, 0.95)).tolist()
    return MatchedFigure(
        metric=one.metric,
        of=one.of or what,
        estimator=question.estimator,
        group=one.group,
        value=one.value,
        standard_error=_rounded(one.error),
        discrepancy=one.discrepancy,
        source=one.source,
        predicted_mean=_rounded(float(np.nanmean(predicted))),
        predicted_low=_rounded(low),
        predicted_high=_rounded(high),
        is_within=low <= one.value <= high,
    )


def _input(one: Input, values: Floats) -> MatchedInput:
    low, median, high = np.quantile(values, (0.025, 0.5, 0.975)).tolist()
    return MatchedInput(
        key=one.key,
        law=one.law,
        prior_low=float(one.low or 0.0),
        prior_high=float(one.high or 0.0),
        median=_rounded(median),
        low=_rounded(low),
        high=_rounded(high),
    )


def _waves(matched: Matched) -> Iterator[MatchedWave]:
    for wave in matched.waves:
        failed = int((~np.isfinite(wave.figures).all(axis=1)).sum())
        yield MatchedWave(points=len(wave.points), failed=failed, left=_rounded(wave.left))


def _rounded(number: float) -> float:
    return float(f"{number:.6g}")
