"""What a report is of: a stored result of any kind, read once, with its figures as tables and sentences.

A kind of result is a file of its own (`of_run`, `of_programme`, `of_comparison`, `of_claims`, `of_proportionality`);
templates know this form alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sim.core.results_version import RESULTS_VERSION
from sim.evidence.register import entries
from sim.programme.schema import Programme
from sim.report.document import Picture, Table
from sim.report.parameters import Parameter, parameters_of
from sim.report.validity import Validity, validity_of
from sim.scenario.schema import Scenario

__all__ = ["KINDS", "ResultKind", "Subject"]

ResultKind = Literal["run", "programme", "ensemble", "comparison", "claims", "proportionality"]
KINDS: tuple[ResultKind, ...] = ("run", "programme", "ensemble", "comparison", "claims", "proportionality")
_ONE_OF = re.compile(r"^(streets)\.[^.]+(?=\.)|(\.)\d+(?=\.)")
"""Where a name says which street, or which of a list."""


@dataclass(frozen=True)
class Subject:
    """A result as reports need it."""

    kind: ResultKind
    identifier: str
    title: str
    about: str
    """What it stands for; empty where nobody has said."""
    version: str
    """Of the program that made it."""
    facts: tuple[tuple[str, str], ...]
    """Scenario, arms, seeds, versions: name by name."""
    arms: Mapping[str, Scenario | Programme]
    """The settings of each arm, by name; one for a run or a programme, none for claims on published data."""
    sentences: tuple[str, ...]
    """Its main figures with their ranges, in words, the first first."""
    headlines: tuple[Table, ...]
    headline_note: str
    by_group: tuple[Table, ...] = ()
    further: tuple[Table, ...] = ()
    """Tables that a technical report has besides."""
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
    """What has to be known to read the figures."""
    cannot: tuple[str, ...] = ()
    """What this result cannot say, beside what none of its kind can."""
    is_simulated: bool = True
    """Whether a simulation is behind it; the settings of its arms may not be at hand even then."""
    results_version: int = RESULTS_VERSION
    parameters: tuple[Parameter, ...] = field(init=False)
    """Every setting of the arms: of the first, and of others what they have otherwise."""
    validity: Validity = field(init=False)

    def __post_init__(self) -> None:
        found = tuple(_parameters(self.arms))
        object.__setattr__(self, "parameters", found)
        used = [one.entry for one in found if one.entry is not None]
        found_in = "that it uses" if used else "of the register"
        object.__setattr__(self, "validity", validity_of(used or entries().values(), of=found_in))

    def count(self, basis: str) -> int:
        """Return how many settings rest on something."""
        return sum(one.basis == basis for one in self.parameters)


def _parameters(arms: Mapping[str, Scenario | Programme]) -> Iterator[Parameter]:
    """Yield the settings of all arms: once what all have alike, and otherwise with the name of the arm.

    What all streets have alike, or all parts of a list, is of `*`.
    """
    of_arms = {name: {one.key: one for one in parameters_of(settings)} for name, settings in arms.items()}
    alike: dict[str, Parameter] = {}
    unlike: dict[str, Parameter] = {}
    for key in dict.fromkeys(key for found in of_arms.values() for key in found):
        ones = {name: found[key] for name, found in of_arms.items() if key in found}
        first = next(iter(ones.values()))
        if all(one.value == first.value for one in ones.values()):
            alike[key] = first
        else:
            unlike |= {f"{key} ({name})": replace(one, key=f"{key} ({name})") for name, one in ones.items()}
    yield from _starred(alike)
    yield from unlike.values()


def _starred(parameters: Mapping[str, Parameter]) -> Iterator[Parameter]:
    together: dict[str, list[Parameter]] = {}
    for key, one in parameters.items():
        together.setdefault(_ONE_OF.sub(_any_of, key), []).append(one)
    for key, ones in together.items():
        if len(ones) > 1 and all(one.value == ones[0].value for one in ones):
            yield replace(ones[0], key=key)
        else:
            yield from ones


def _any_of(found: re.Match[str]) -> str:
    return "streets.*" if found[1] else ".*"
