"""The document of an emulator: everything that an answer needs, as plain JSON that a page can evaluate.

It holds the inputs with their ranges, where the runs were and what they came to, and for each headline the settings of
its Gaussian process and how far it was off where it was tried. `sim.emulator.answer` and
`dashboard/assets/40-emulator.js` evaluate it by the same formula, which stands in the former.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from sim.core.config import Config
from sim.core.documents import json_text
from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION

__all__ = [
    "FORMAT",
    "ChoiceInput",
    "Emulator",
    "Headline",
    "Scale",
    "SliderInput",
    "Tried",
    "UncertainInput",
    "read_emulator",
    "written",
]

FORMAT: Literal[1] = 1
"""Goes up whenever documents are read otherwise."""


class SliderInput(Config):
    """An input that a person sets; in the process it goes from -1 at `low` to 1 at `high`."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    scale: Literal["linear", "log"]
    is_whole: bool
    given: float
    """What the scenario has."""
    given_with: dict[str, float]
    """What it is instead with another recognition profile, by its name, unless it is asked for."""
    allowed: str
    """The range in words."""
    why: str


class ChoiceInput(Config):
    """An input that a person chooses among levels."""

    name: str
    label: str
    levels: tuple[str, ...]
    given: str


class UncertainInput(Config):
    """An input that is integrated over; from -1 to 1 like a slider, or by `from_zero` (`sim.emulator.columns`)."""

    key: str
    unit: str
    low: float
    high: float
    scale: Literal["linear", "log", "from_zero"]
    given: float
    given_column: float
    """Where that is in the process."""


class Scale(Config):
    """In which a headline is emulated: log(v + shift), or asinh(v / shift) of what has either sign."""

    kind: Literal["log", "asinh"]
    shift: float = Field(gt=0)


class Tried(Config):
    """How far an emulator was off where it was tried."""

    runs: int
    """So many runs were predicted."""
    rms: float
    """Root mean square error in the scale: 0.1 of a logarithm is some 10 %."""
    rms_value: float
    """In the unit of the headline."""
    explained: float
    """Share of the variance in the scale that was predicted."""
    within: float
    """Share of runs inside of the interval of 90 % that was stated for them, given all inputs."""


class Headline(Config):
    """One surrogate."""

    name: str
    label: str
    unit: str
    estimator: str
    scale: Scale
    mean: float
    spread: float
    """What the process calls 0 and 1 in the scale."""
    values: tuple[float, ...]
    """(N,) what runs came to, as the process has it."""
    linear: tuple[float, ...]
    rates: tuple[float, ...]
    """One for each slider, choice and uncertain input, in this order; 0 where the headline is not told by it."""
    smooth: float
    nugget: float
    inflation: float
    """By how much squares of errors of runs left out exceed what the process says of them; 1 where they do not."""
    furthest: float
    """Standard deviation of the process, from which on it refuses: somewhat more than at any point that was tried."""
    held_out: Tried
    """Runs that the fit never saw."""
    left_out: Tried
    """Runs of the fit, a fifth at a time, from fits to the others."""
    in_range: float
    """Share of the runs that the fit never saw inside of the range of 90 % over what is uncertain."""


class Emulator(Config):
    """A surrogate of the headlines of one scenario."""

    document: Literal["passerby emulator"] = "passerby emulator"
    format: Literal[1] = FORMAT
    results_version: int
    created_by_version: str
    asked: str
    """The place or programme as it was asked for."""
    name: str
    """What the scenario is called."""
    settings_sha256: str
    ensemble_id: str
    """The stored runs."""
    seed: int
    replications: int
    """Of each run."""
    sliders: tuple[SliderInput, ...]
    choices: tuple[ChoiceInput, ...]
    uncertain: tuple[UncertainInput, ...]
    """Those that a headline is told by."""
    in_chance: tuple[str, ...]
    """All others that varied in the runs: what they do is in the ranges like chance."""
    set_rows: tuple[tuple[float, ...], ...]
    """(N, sliders) where the runs were."""
    chosen_rows: tuple[tuple[int, ...], ...]
    """(N, choices) which level they had."""
    uncertain_rows: tuple[tuple[float, ...], ...]
    """(N, uncertain)"""
    chance: tuple[float, ...]
    """Quantiles of the standard normal law that stand for chance."""
    headlines: tuple[Headline, ...]


def written(emulator: Emulator) -> str:
    """Return the document as JSON, rows of numbers on one line each."""
    return json.dumps(json.loads(json_text(emulator.model_dump(mode="json"))), separators=(",", ":")) + "\n"


def read_emulator(file: Path) -> Emulator:
    """Read a document.

    Raises
    ------
    StoreError
        If it cannot be read, is none, or is of another version of the results.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        version = data["results_version"]
    except OSError as error:
        raise StoreError(
            str(file), f"cannot be read ({error.strerror})", "a file that `passerby emulate` wrote"
        ) from None
    except (ValueError, TypeError, KeyError):
        raise StoreError(str(file), "not the document of an emulator", "a file that `passerby emulate` wrote") from None
    if version != RESULTS_VERSION:
        raise StoreError(
            str(file),
            f"made from another version of the model (results version {version})",
            f"this is results version {RESULTS_VERSION}; make it again with `passerby emulate`",
        )
    try:
        return Emulator.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise StoreError(f"{file}: {where}", first["msg"], "a file that `passerby emulate` wrote") from None
