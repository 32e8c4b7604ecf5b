"""The margin of a hypothesis: from where on it counts as true. It is a value judgement, and anyone's to move."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, Literal, TypeAlias

from pydantic import Field, PrivateAttr, model_validator

from sim.core.config import Config
from sim.core.errors import RunError, SettingsConflict
from sim.evidence.register import chosen

__all__ = ["Margin", "Unit", "Verdict", "together", "value_in", "verdict_of", "with_unit"]

Verdict: TypeAlias = Literal["supported", "not supported", "undetermined", "out of scope"]
Unit: TypeAlias = str

_ONE = {
    "people": "person",
    "faces": "face",
    "alerts": "alert",
    "passages": "passage",
    "searches": "search",
    "comparisons": "comparison",
    "sightings": "sighting",
    "deployments": "deployment",
    "percentage points": "percentage point",
}
"""What units that are counted begin with, and one of them."""
_SIDES = ("at_least", "at_most", "between")
_SHARES = {"%": 0.01, "per cent": 0.01}
_IN = re.compile(r"([\d,]*\.?\d+) in ([\d,]*\.?\d+)")
_NUMBER = re.compile(r"([-+]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)")


class Margin(Config):
    """From where on a hypothesis counts as true."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    """What `--margin` and a page call it."""
    at_least: float | None = chosen(None, unit="the hypothesis's own")
    """True from here on up: a number, or a text such as `2 in 1,000` or `5 %`."""
    at_most: float | None = chosen(None, unit="the hypothesis's own")
    """True up to here: a number, or a text such as `2 in 1,000` or `5 %`."""
    between: tuple[float, float] | None = chosen(None, unit="the hypothesis's own")
    """True between these two, each a number or a text as above."""
    unit: str = Field(max_length=80)
    """In what it is given: that of what is measured."""
    why: str = Field(min_length=1, max_length=1000)
    """Whose judgement it is, and what else one might choose."""
    _own: str = PrivateAttr("")

    @model_validator(mode="before")
    @classmethod
    def _is_read(cls, given: Any) -> Any:
        """Read ends that are written as `--margin` has them: `1 in 10,000`, `5 %`."""
        if not isinstance(given, Mapping):
            return given
        unit = str(given.get("unit", ""))
        try:
            read = {side: _end(given[side], unit, side) for side in ("at_least", "at_most") if side in given}
            # what has gone through here is read as Python's, where a pair is no list
            if isinstance(given.get("between"), list):
                read["between"] = tuple(_end(end, unit, "between") for end in given["between"])
        except RunError as error:
            raise SettingsConflict((error.where,), f"{error.what}; {error.allowed}") from None
        return {**given, **read}

    @model_validator(mode="after")
    def _is_one(self) -> Margin:
        given = [side for side in _SIDES if getattr(self, side) is not None]
        if len(given) != 1:
            raise SettingsConflict(
                (given[1],) if given else (), f"not one side ({', '.join(given) or 'none'}); one of {', '.join(_SIDES)}"
            )
        if self.between is not None and not self.between[0] < self.between[1]:
            raise SettingsConflict(("between",), f"the first is not below the second ({self.between}); lower, higher")
        return self

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """The lowest and the highest value that count as true; None where there is no such end."""
        return self.between if self.between is not None else (self.at_least, self.at_most)

    @property
    def words(self) -> str:
        """The margin as words: `at most 0.0001`."""
        if self.between is not None:
            return f"between {self.between[0]:.12g} and {self.between[1]:.12g}"
        return f"at least {self.at_least:.12g}" if self.at_least is not None else f"at most {self.at_most:.12g}"

    @property
    def own_words(self) -> str:
        """The margin that the claim's author set, where somebody else has moved it; empty where nobody has."""
        return self._own

    @property
    def why_words(self) -> str:
        """Whose judgement it is: the author's, or that of whoever moved it."""
        if not self._own or self._own == self.words:
            return self.why
        return f"Moved by whoever asked: the claim's own is {self._own} ({self.why.rstrip('.')})."

    @property
    def said(self) -> str:
        """The margin as words, with its unit: `at most 1 person`."""
        return with_unit(self.words, self.unit)

    def moved(self, text: str) -> Margin:
        """Return the margin at what somebody else has it at: `0.0001`, `1 in 10,000`, `5 %`, two with `,` for between.

        Raises
        ------
        RunError
            If it is no number, or one of another unit.
        """
        if self.between is None:
            side = "at_least" if self.at_least is not None else "at_most"
            return self._moved_to({side: value_in(text, self.unit, f"--margin {self.name}")})
        parts = re.split(r"\s*(?:\.\.|\bto\b)\s*", text)
        if len(parts) != 2:
            raise RunError(f"--margin {self.name}", f"not two numbers ({text})", "the lower, `to`, and the higher")
        low, high = (value_in(part, self.unit, f"--margin {self.name}") for part in parts)
        if not low < high:
            raise RunError(f"--margin {self.name}", f"the first is not below the second ({text})", "lower to higher")
        return self._moved_to({"between": (low, high)})

    def _moved_to(self, ends: Mapping[str, object]) -> Margin:
        moved = self.model_copy(update=ends)
        moved._own = self._own or self.words
        return moved


def with_unit(words: str, unit: Unit) -> str:
    """Return a margin's words with its unit, of which there may be one."""
    several = next((many for many in _ONE if unit == many or unit.startswith(f"{many} ")), None)
    if several is None or words.startswith("between") or words.split()[-1] not in ("1", "-1"):
        return f"{words} {unit}"
    return f"{words} {_ONE[several]}{unit[len(several) :]}"


def value_in(text: str, unit: Unit, where: str) -> float:
    """Return the number that a text gives in a unit: by itself, with the unit, as `N in M` or with `%` for a share.

    Raises
    ------
    RunError
        If it is no finite number, or one of another unit.
    """
    said = text.strip()
    is_share = unit.startswith(("per ", "share", "chance"))
    forms = f"a number in {unit}{', such as 0.002, `2 in 1,000` or `0.2 %`' if is_share else ''}"
    if (found := _IN.fullmatch(said)) is not None:
        above, below = (float(part.replace(",", "")) for part in found.groups())
        if not is_share or below <= 0:
            raise RunError(where, f"not in {unit} ({text})", forms)
        return above / below
    number = _NUMBER.fullmatch(said)
    value = float(number[1].replace(",", "")) if number is not None else float("nan")
    if number is None or not isfinite(value):
        raise RunError(where, f"not a number ({text})", forms)
    rest = number[2].strip()
    if rest in ("", unit):
        return value
    if is_share and rest in _SHARES:
        return value * _SHARES[rest]
    raise RunError(where, f"of another unit ({text})", forms)


def _end(given: Any, unit: Unit, where: str) -> Any:
    """Return an end of a margin as a number, if it is a text that gives one; anything else as it is."""
    return value_in(given, unit, where) if isinstance(given, str) else given


def verdict_of(low: float | None, high: float | None, margin: Margin) -> Verdict:
    """Return what a whole interval says of a margin.

    It is supported where all of the interval counts as true, not supported where none of it does.

    Parameters
    ----------
    low, high
        The interval; None where it has no such end, or there is none at all.
    """
    first, last = margin.ends
    below = low if low is not None else float("-inf")
    above = high if high is not None else float("inf")
    lowest = first if first is not None else float("-inf")
    highest = last if last is not None else float("inf")
    if low is None and high is None:
        return "undetermined"
    if below >= lowest and above <= highest:
        return "supported"
    if above < lowest or below > highest:
        return "not supported"
    return "undetermined"


def together(verdicts: list[Verdict], needs: Literal["all", "any"]) -> Verdict:
    """Return the verdict of several: where all are needed one that is not supported is enough against it."""
    if not verdicts:
        return "undetermined"
    decisive: Verdict = "not supported" if needs == "all" else "supported"
    if decisive in verdicts:
        return decisive
    return "undetermined" if "undetermined" in verdicts else verdicts[0]
