"""The emulators that came with the product, and which of them is of the same as a day."""

from __future__ import annotations

from functools import cache

from dashboard.jobs.form import shipped_day
from sim.core.errors import SimError
from sim.emulator.document import Emulator, read_emulator
from sim.scenario.load import document
from sim.scenario.schema import LFR, Scenario
from sim.scenario.shipped import file_of, is_shipped, names_of, programme_file

__all__ = ["EMULATORS", "emulator_of", "emulators"]

EMULATORS = "emulators"
"""The folder of the shipped ones."""


@cache
def emulators() -> dict[str, Emulator]:
    """Return the shipped emulators of this version of the model by their names."""
    found = {}
    for name in names_of(EMULATORS):
        try:
            found[name] = read_emulator(file_of(EMULATORS, name))
        except SimError:
            continue
    return found


def emulator_of(scenario: Scenario) -> str | None:
    """Return the emulator of a programme whose days are all as this one, the threshold apart; None where none is."""
    for name, emulator in emulators().items():
        day = _day_of(emulator.asked)
        if day is not None and _but_threshold(day) == _but_threshold(scenario):
            return name
    return None


@cache
def _day_of(asked: str) -> Scenario | None:
    """Return a day of the programme that an emulator is of, where all its days are alike."""
    if asked not in names_of("programmes"):
        return None
    data = document(programme_file(asked)).data
    streets = list(data.get("streets", {}).values())
    places = [street.get("place") for street in streets]
    if len(places) != 1 or not is_shipped("places", places[0]) or data.get("policy") not in names_of("policies"):
        return None
    return shipped_day(places[0], data["policy"])


def _but_threshold(scenario: Scenario) -> tuple[object, ...]:
    lfr = scenario.lfr
    own = None if not isinstance(lfr, LFR) else lfr.model_dump(exclude={"threshold", "name"})
    return scenario.model_dump(exclude={"changes", "lfr"}), own
