"""Over what an emulator is made: the usual ranges of its sliders and levels of its choices, or narrower and wider ones.

footfall=30000:40000      a slider from and to
cameras=north+south       a choice among these levels, with commas between them
team=12                   a slider that stays as it is
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.core.errors import RunError, ScenarioError
from sim.emulator.levels import Factor, factors_of
from sim.emulator.sliders import SLIDERS, Slider, Span, span_of
from sim.ensemble.drawn import WHOLE
from sim.ensemble.inputs import Settings
from sim.scenario.changed import changed

__all__ = ["factors_over", "ranges_of", "spans_over"]


def ranges_of(texts: Sequence[str], base: Settings) -> dict[str, str]:
    """Return ranges by input.

    Raises
    ------
    RunError
        If one is not written as a range, is given twice, or is of no input of the scenario.
    """
    known = [*(one.name for one in SLIDERS if one.given(base) is not None), *(one.name for one in factors_of(base))]
    found: dict[str, str] = {}
    for text in texts:
        name, equals, over = text.partition("=")
        if not equals or not over:
            raise RunError(f"--range {text}", "not a range", "NAME=LOW:HIGH, or NAME=LEVEL,LEVEL for a choice")
        if name not in known:
            raise RunError(f"--range {text}", f"no such input ({name})", f"inputs are {', '.join(known)}")
        if name in found:
            raise RunError(f"--range {text}", f"a second range of {name}", "one of each")
        found[name] = over
    return found


def spans_over(base: Settings, ranges: Mapping[str, str]) -> dict[str, Span]:
    """Return the range of every slider that the scenario has, by name.

    Raises
    ------
    RunError
        If a range is not one, does not hold what the scenario has, or reaches to what it cannot have.
    """
    usual = {slider: span_of(slider, base) for slider in SLIDERS}
    spans = {
        slider: _span(slider, span, ranges[slider.name]) if slider.name in ranges else span
        for slider, span in usual.items()
        if span is not None
    }
    for slider, span in spans.items():
        for end in (span.low, span.high):
            _check_end(base, slider, span, end)
    return {slider.name: span for slider, span in spans.items()}


def factors_over(base: Settings, ranges: Mapping[str, str]) -> tuple[Factor, ...]:
    """Return the choices with those of their levels that are named, or all.

    Raises
    ------
    RunError
        If a level is none, or that of the scenario is not among them.
    """
    return tuple(_factor(one, ranges[one.name]) if one.name in ranges else one for one in factors_of(base))


def _span(slider: Slider, span: Span, text: str) -> Span:
    where = f"--range {slider.name}={text}"
    parts = text.split(":")
    try:
        low, high = float(parts[0]), float(parts[-1])
    except ValueError:
        raise RunError(where, f"not a range of numbers ({text})", f"such as {span.low:g}:{span.high:g}") from None
    least = 0 if slider.scale == "linear" else min(span.low, 1e-9)
    if len(parts) > 2 or not least <= low <= high < float("inf"):
        raise RunError(where, f"not a range ({text})", f"LOW:HIGH, such as {span.low:g}:{span.high:g}")
    if not low <= span.given <= high:
        raise RunError(where, f"does not hold what the scenario has ({span.given:g})", f"a range round {span.given:g}")
    return Span(low, high, span.given)


def _check_end(base: Settings, slider: Slider, span: Span, end: float) -> None:
    try:
        changed(base, slider.change(base, end), whole=WHOLE)
    except ScenarioError as error:
        raise RunError(
            f"--range {slider.name}={span.low:g}:{span.high:g}",
            f"it reaches to what the scenario cannot have ({end:g}): {error.what}",
            error.allowed or f"a narrower range round {span.given:g}",
        ) from None


def _factor(one: Factor, text: str) -> Factor:
    levels = tuple(dict.fromkeys(text.split(",")))
    where = f"--range {one.name}={text}"
    unknown = [level for level in levels if level not in one.levels]
    if unknown:
        raise RunError(where, f"no such level ({', '.join(unknown)})", f"levels are {', '.join(one.levels)}")
    if one.given not in levels:
        raise RunError(where, f"not among them is what the scenario has ({one.given})", f"{one.given} and others")
    return replace(one, levels=levels)
