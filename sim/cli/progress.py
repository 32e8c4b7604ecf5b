"""A progress bar with simulated time, rate and time left, on a terminal; elsewhere nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import perf_counter
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TimeRemainingColumn

from sim.core.interrupts import heeding_interrupts
from sim.report.console import field
from sim.report.numbers import clock_time
from sim.scenario.schema import Scenario

__all__ = ["progress_bar", "replications_bar", "waiting"]
_EVERY_S = 60


class _Day(Protocol):
    """What a bar says of a day: see `sim.day.world.StreetWorld`, which takes a while to load."""

    step_count: int
    n_steps: int

    @property
    def now_s(self) -> float: ...

    @property
    def settings(self) -> Scenario: ...


class _Passed(Protocol):
    """What a bar says of an ensemble: see `sim.ensemble.run.Passed`."""

    @property
    def done(self) -> int: ...

    @property
    def of(self) -> int: ...

    @property
    def stored(self) -> int: ...


@contextmanager
def waiting(what: str, console: Console) -> Iterator[None]:
    """Say what is being waited for while the block runs, where there is a terminal; heed Ctrl-C at its end."""
    with heeding_interrupts() as heed, console.status(what) if console.is_terminal else nullcontext():
        yield
        heed(None)


@contextmanager
def replications_bar(console: Console) -> Iterator[Callable[[_Passed], None]]:
    """Give an observer of an ensemble that draws how many replications have ended and the time left."""
    columns = (SpinnerColumn(), field("{task.description}"), BarColumn(bar_width=20), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("preparing", total=None)

        def observe(passed: _Passed) -> None:
            left, done = passed.of - passed.stored, passed.done - passed.stored
            told = f"{passed.done:,} of {passed.of:,} replication{'s' * (passed.of != 1)}" + (
                f" ({passed.stored:,} {'was' if passed.stored == 1 else 'were'} stored)" if passed.stored else ""
            )
            bar.update(task, total=left, completed=done, description=told)

        yield observe


@contextmanager
def progress_bar(title: str, console: Console) -> Iterator[Callable[[_Day], None]]:
    """Give an observer that draws the bar, or one that does nothing where there is no terminal.

    The bar is there from the beginning, since the first day on a machine begins with half a minute of compiling.
    """
    if not console.is_terminal:
        yield lambda _: None
        return
    bar = Progress(
        SpinnerColumn(),
        field("{task.description}"),
        BarColumn(bar_width=20),
        field("{task.fields[clock]}"),
        field("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
    )
    task = bar.add_task(title, total=None, clock="preparing (compiling, the first time)", rate="")
    began: float | None = None

    def observe(world: _Day) -> None:
        nonlocal began
        if world.step_count % _EVERY_S:
            return
        now = perf_counter()
        if began is None or world.step_count <= _EVERY_S:
            began = now
        done = world.step_count - _EVERY_S
        bar.update(
            task,
            total=world.n_steps,
            completed=world.step_count,
            clock=clock_time(world.settings.day.start_h, world.now_s),
            rate=f"{done / (now - began):,.0f}x real time, left:" if done else "",
        )

    with bar:
        yield observe
