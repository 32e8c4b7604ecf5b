"""What a programme leaves behind: its deployments, its months, and what its residents lived through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.day.walk_table import Provenance
from sim.metrics.tally import Tally
from sim.programme.calendar import Planned
from sim.programme.schema import Programme

__all__ = ["Contacts", "DeploymentResult", "Month", "ProgrammeResult", "Progress", "StopSearchTotals"]


@dataclass(frozen=True)
class StopSearchTotals:
    """Stops and searches of one deployment, by ethnic group (G,)."""

    searches: NDArray[np.float64]
    arrests: NDArray[np.float64]
    other_disposals: NDArray[np.float64]
    minutes: NDArray[np.float64]
    minutes_squared: NDArray[np.float64]
    manner: NDArray[np.float64]
    manner_squared: NDArray[np.float64]


@dataclass(frozen=True)
class DeploymentResult:
    """One deployment and what it came to."""

    planned: Planned
    month: int
    tally: Tally
    avoided: NDArray[np.float64]
    """(G,): people who kept away."""
    displaced: dict[str, float]
    """Of those who went elsewhere, how many are expected on each other street."""
    searching: StopSearchTotals | None

    @property
    def faces_seen(self) -> float:
        """Faces as a force counts and publishes them (`sim.recognition.cameras.counting`)."""
        return float(self.tally.count("faces_seen").sum())


@dataclass(frozen=True)
class Contacts:
    """What stops of one day did to the residents whom they moved at once, in sum and before it spreads."""

    day: int
    """Of the programme, from 0."""
    kind: Literal["direct", "witnessed"]
    people: int
    """Residents who were stopped or searched, or who saw it; who was moved twice is two."""
    fairness: float
    effectiveness: float
    """Sums of their changes, in standard deviations."""


@dataclass(frozen=True)
class Month:
    """How things stand at the end of a month."""

    month: int
    """From 1; 0 stands for the day before the programme."""
    ends: date
    agree: dict[str, NDArray[np.float64]]
    """Of each survey item: residents who agree, of all and of each ethnic group (1 + G,), as sums of chances."""
    without_trend: dict[str, NDArray[np.float64]]
    """The same, had there been no trend in the background."""
    deviation: NDArray[np.float64]
    """(2, 1 + G): mean change of fairness and effectiveness, in standard deviations."""
    crime: dict[str, float]
    """Crimes recorded on each street in the month."""
    attenders: int
    """People who came to meetings and open days in the month."""
    of_cameras: dict[str, NDArray[np.float64]]
    """Of each question about the cameras (`sim.community.support`): residents who say so, of all and of each ethnic
    group (1 + G,), as sums of chances."""


@dataclass
class ProgrammeResult:
    """All that a programme leaves behind."""

    programme: Programme
    seed: int
    replication: int
    residents: NDArray[np.int64]
    """(1 + G,): residents, all and by ethnic group."""
    ethnic_group: NDArray[np.int8]
    """(residents,)."""
    times_scanned: NDArray[np.int32]
    """(residents,): searches of each resident."""
    times_stopped: NDArray[np.int16]
    """(residents,): how often each resident was stopped."""
    before: Month
    """The day before."""
    tables: list[Provenance] = field(default_factory=list)
    """The tables of walks that days were put together from."""
    deployed: list[DeploymentResult] = field(default_factory=list)
    cancelled: list[Planned] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    contacts: list[Contacts] = field(default_factory=list)
    open_days: list[int] = field(default_factory=list)
    """Days of the programme, from 0, on which an open day was held."""


@dataclass(frozen=True)
class Progress:
    """How far a programme has come."""

    month: int
    months: int
    what: str
