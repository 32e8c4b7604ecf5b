"""A progress bar with simulated time, rate and time left: on a terminal, and for what takes over two seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from sim.world import StreetWorld

__all__ = ["clock_time", "progress_bar"]

_PATIENCE_S = 2.0
_EVERY_S = 60


def clock_time(start_h: float, t_s: float) -> str:
    """Return the time of day `t_s` seconds after the hour `start_h`, as HH:MM."""
    minutes = int((start_h * 3600 + t_s) // 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


@contextmanager
def progress_bar(title: str, console: Console) -> Iterator[Callable[[StreetWorld], None]]:
    """Give an observer that draws the bar, or one that does nothing where there is no terminal."""
    if not console.is_terminal:
        yield lambda _: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[clock]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
        console=console,
        transient=True,
        auto_refresh=False,
    )
    task = bar.add_task(title, clock="", rate="")
    began = perf_counter()
    is_shown = False

    def observe(world: StreetWorld) -> None:
        nonlocal is_shown
        if world.step_count % _EVERY_S:
            return
        elapsed = perf_counter() - began
        if not is_shown and elapsed > _PATIENCE_S:
            bar.start()
            is_shown = True
        if is_shown:
            speed = world.step_count / elapsed
            bar.update(
                task,
                total=world.n_steps,
                completed=world.step_count,
                clock=clock_time(world.scenario.day.start_h, world.now_s),
                rate=f"{speed:,.0f}x real time",
            )
            bar.refresh()

    try:
        yield observe
    finally:
        if is_shown:
            bar.stop()
