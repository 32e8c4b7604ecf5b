"""A comparison of programmes as a job: arms by name, and one step for each run of an arm.

A step leaves a record in the store, as an ensemble does (`sim.ensemble`), so that whoever asks for the same run of the
same programme shares it. As soon as every arm has one run, the pages have a document to show, which is written anew
after each further run of all arms.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sim.core.content_id import content_id
from sim.core.errors import RunError, ScenarioError, StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.ensemble.arms import Comparison, arm_of
from sim.ensemble.replicate import Arm, Task, replicate
from sim.ensemble.run import Ensemble, ensemble_of, read_ensemble
from sim.programme.results import Progress
from sim.programme.schema import Programme
from sim.report.library import library_document
from sim.report.versioned import write_document
from sim.scenario.changes import changes_text
from sim.store.cost import Cost, cost_of_programmes
from sim.store.ensembles import read_record, sha256_of
from sim.store.requests import Observe, folder_of

__all__ = ["KIND", "ComparisonRequest", "programme_of"]

KIND = "comparison"
_LOADED = 24


@dataclass(frozen=True)
class ComparisonRequest:
    """Programmes that share their people, draws and chance."""

    arms: Mapping[str, str]
    """Programmes as `sim.ensemble.arms.arm_of` reads them, by the name of the arm; the first is what others are held
    against."""
    draws: int = 1
    """Of the uncertain inputs; the first is as given."""
    replications: int = 1
    """Of each draw."""
    seed: int = 1

    @property
    def kind(self) -> str:
        """What a worker knows it by."""
        return KIND

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """The programmes of the arms.

        Raises
        ------
        ScenarioError
            If one of them cannot be.
        """
        return {name: programme_of(text) for name, text in self.arms.items()}

    @property
    def label(self) -> str:
        """What it is called where jobs and comparisons are listed."""
        names = list(self.arms)
        if len(names) == 1:
            return f"{names[0]}: {next(iter(self.programmes.values())).name}"
        return " against ".join([", ".join(names[1:]), names[0]])

    @property
    def about(self) -> str:
        """What each arm is, in a sentence."""
        arms = (f"{name}: {one.name}{changes_text(one.changes)}" for name, one in self.programmes.items())
        return ". ".join(arms) + "."

    @property
    def job_id(self) -> str:
        """16 hexadecimal digits: of the arms, the draws, the seed and the version of the results."""
        arms = [(name, sha256_of(one)) for name, one in self.programmes.items()]
        return content_id(KIND, arms, self.draws, self.replications, self.seed, RESULTS_VERSION)

    @property
    def steps(self) -> int:
        """How many runs of arms there are."""
        return len(self.arms) * self.draws * self.replications

    @property
    def results(self) -> tuple[str, ...]:
        """The id of the record of each step."""
        return tuple(task.record_id(arm) for task, arm in self._turns(self._ensemble(Path())))

    @property
    def cost(self) -> Cost:
        """What it is expected to cost."""
        return cost_of_programmes(list(self.programmes.values()), draws=self.draws, replications=self.replications)

    @property
    def command(self) -> str:
        """What makes the same runs again on the command line."""
        arms = " ".join(shlex.quote(text) for text in self.arms.values())
        verb = "ensemble" if len(self.arms) == 1 else "compare"
        return f"passerby {verb} {arms} --draws {self.draws} --replications {self.replications} --seed {self.seed}"

    def document(self) -> dict[str, Any]:
        """Return it as JSON can write it."""
        return {
            "arms": [[name, text] for name, text in self.arms.items()],
            "draws": self.draws,
            "replications": self.replications,
            "seed": self.seed,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ComparisonRequest:
        """Make one of what `document` wrote.

        Raises
        ------
        StoreError
            If it is none of a comparison.
        """
        try:
            arms = {str(name): str(text) for name, text in document["arms"]}
            return cls(arms, document["draws"], document["replications"], document["seed"])
        except (KeyError, TypeError, ValueError):
            raise StoreError("job", "not a comparison", "arms, draws, replications and a seed") from None

    def is_whole(self, root: Path) -> bool:
        """Return whether the store has all of it, and the document that pages show."""
        return folder_of(root, "document", self.job_id).is_file() and all(
            self.is_stored(number, root) for number in range(len(self.results))
        )

    def is_stored(self, number: int, root: Path) -> bool:
        """Return whether the store has one run of one arm, undamaged."""
        return read_record(root, self.results[number]) is not None

    def perform(self, number: int, *, root: Path, observe: Observe) -> None:
        """Simulate and store one run of one arm, unless the store has it; see `sim.store.requests.Request.perform`.

        Raises
        ------
        SimError
            If the programme as given asks for what cannot be had, or the store cannot be written. What a draw of the
            uncertain inputs cannot have is stored as its failure, and counted where the comparison is shown.
        """
        observe("preparing", 0, 0)
        ensemble = self._ensemble(root)
        task, arm = self._turns(ensemble)[number]
        failures = replicate(replace(task, arms=(arm,)), _observed(observe))
        if failures and task.draw == 0:
            raise RunError(arm.name, failures[0].message)
        if arm is task.arms[-1]:
            observe("summing", 0, 0)
            self._write(ensemble, root)

    def _write(self, ensemble: Ensemble, root: Path) -> None:
        comparison = Comparison(name=self.label, about=self.about, arms=dict(self.arms))
        document = library_document(read_ensemble(ensemble), comparison, command=self.command)
        write_document(folder_of(root, "document", self.job_id), document)

    def _ensemble(self, root: Path) -> Ensemble:
        return replace(self._laid_out, root=root)

    @cached_property
    def _laid_out(self) -> Ensemble:
        return ensemble_of(self.programmes, draws=self.draws, replications=self.replications, seed=self.seed)

    def _turns(self, ensemble: Ensemble) -> list[tuple[Task, Arm]]:
        """Return the run of an arm that each step is: all arms of a draw, then the next draw."""
        return [(task, arm) for task in ensemble.tasks() for arm in task.arms]


@lru_cache(maxsize=_LOADED)
def programme_of(text: str) -> Programme:
    """Return the programme of an arm, read once.

    Raises
    ------
    ScenarioError
        If there is none, or it cannot be.
    """
    found = arm_of(text)
    if not isinstance(found, Programme):
        raise ScenarioError(text, "a place, which has days", "a programme, which has months")
    return found


def _observed(observe: Observe) -> Any:
    def seen(passed: Progress) -> None:
        observe("deploying", passed.month, passed.months)

    return seen
