"""What a job asks for, as data: days of a scenario by seeds and replications; and how one step of it is done.

A step is one replication. Doing one twice is harmless: the store has its result under an id of its content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from sim.core.content_id import content_id
from sim.core.errors import RunError, StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.day.world import StreetWorld
from sim.scenario.load import validate
from sim.scenario.located import Located, Mark
from sim.scenario.schema import Scenario
from sim.store.ensembles import sha256_of
from sim.store.runs import find_whole_run, run_id_of
from sim.store.simulate import Job, simulate

__all__ = ["DAY", "STAGES", "Observe", "Request", "folder_of"]

DAY = "day"
"""What a worker knows a request for days by."""

STAGES = ("preparing", "walking", "measuring", "deploying", "summing", "elsewhere")
"""What a step may be at: reading and compiling; walking a day; counting it; going through a programme; summing up; on
another machine, which does not say how far it is."""

Observe: TypeAlias = Callable[[str, int, int], None]
"""Is told of the stage, of how far it is, and of how much there is (0: not known); may raise to stop the step."""

_MOST_SEED, _MOST_STEPS = 2**63 - 1, 100
_REPLAY_OF_FIRST = 0


@dataclass(frozen=True)
class Request:
    """Days of a scenario."""

    settings: Scenario
    seeds: tuple[int, ...] = (1,)
    replications: int = 1
    """Of each seed: 0, 1, ... up to it."""

    def __post_init__(self) -> None:
        """Refuse what no job can have.

        Raises
        ------
        RunError
            With what is allowed.
        """
        whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (*self.seeds, self.replications))
        if not whole or not self.seeds or not all(0 <= seed <= _MOST_SEED for seed in self.seeds):
            raise RunError("seeds", f"not seeds ({list(self.seeds)!r})", f"whole numbers from 0 to {_MOST_SEED}")
        if len(set(self.seeds)) < len(self.seeds):
            raise RunError("seeds", f"a seed is given twice ({list(self.seeds)!r})", "each seed once")
        if not 1 <= self.replications <= _MOST_STEPS // len(self.seeds):
            raise RunError(
                "replications",
                f"{self.replications} of {len(self.seeds)} seeds",
                f"at least 1, and at most {_MOST_STEPS} runs together",
            )

    @property
    def kind(self) -> str:
        """What a worker knows it by."""
        return DAY

    @property
    def label(self) -> str:
        """What it is called where jobs are listed."""
        return f"{self.settings.name}: {self.settings.policy}"

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The seed and the replication of each step."""
        return tuple(product(self.seeds, range(self.replications)))

    @property
    def job_id(self) -> str:
        """16 hexadecimal digits: of the settings, the seeds, the replications and the version of the results."""
        return content_id(self.kind, sha256_of(self.settings), self.seeds, self.replications, RESULTS_VERSION)

    @property
    def results(self) -> tuple[str, ...]:
        """The id under which the result of each step is stored."""
        return tuple(run_id_of(self.settings, seed=seed, replication=n) for seed, n in self.pairs)

    def document(self) -> dict[str, Any]:
        """Return it as JSON can write it."""
        settings = self.settings.model_dump(mode="json", by_alias=True)
        return {"settings": settings, "seeds": list(self.seeds), "replications": self.replications}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Request:
        """Make one of what `document` wrote.

        Raises
        ------
        StoreError
            If it is none of a request.
        ScenarioError
            If this version of the model refuses its settings.
        """
        try:
            data, seeds, replications = document["settings"], tuple(document["seeds"]), document["replications"]
        except (KeyError, TypeError):
            raise StoreError("job", "not a request", "settings, seeds and replications") from None
        return cls(validate(Scenario, Located(data, {(): Mark("job")})), seeds, replications)

    def is_whole(self, root: Path) -> bool:
        """Return whether the store has all of it."""
        return all(self.is_stored(number, root) for number in range(len(self.results)))

    def is_stored(self, number: int, root: Path) -> bool:
        """Return whether the store has the result of one step, undamaged."""
        return find_whole_run(root, self.results[number]) is not None

    def perform(self, number: int, *, root: Path, observe: Observe) -> None:
        """Simulate and store the result of one step, unless the store has it.

        Parameters
        ----------
        number
            Which of `pairs`.
        root
            The folder of the store.
        observe
            Called again and again; what it raises ends the step and leaves nothing behind.

        Raises
        ------
        SimError
            If the settings ask for what cannot be had, or the store cannot be written.
        """
        seed, replication = self.pairs[number]
        observe("preparing", 0, 0)
        job = Job(self.settings, seed, replication)
        simulate(job, root=root, with_replay=number == _REPLAY_OF_FIRST, observers=[_of_day(observe)])


def folder_of(root: Path, kind: str, result: str) -> Path:
    """Return where the result of a step is, or will be; of the kind "document" the file that pages show of a job."""
    folders = {"comparison": root / "replications" / result, "document": root / "library" / f"{result}.json"}
    return folders.get(kind, root / result)


def _of_day(observe: Observe) -> Callable[[StreetWorld], None]:
    def seen(world: StreetWorld) -> None:
        stage = "measuring" if world.step_count >= world.n_steps else "walking"
        observe(stage, world.step_count, world.n_steps)

    return seen
