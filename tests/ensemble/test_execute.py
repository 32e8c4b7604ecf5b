"""Executors: everything is done once, the dead are told from those beside them, and mistakes end it."""

import contextlib
import os
import signal
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

import sim
from sim.ensemble.execute import Work, Workers, execute, kept, own, processes


def touch(folder, number):
    """Note that a task was done, by a file of its own."""
    with (Path(folder) / str(number)).open("a") as file:
        file.write("x")


def touch_or_die(folder, number):
    """Die at number 1, the first time, and at number 4 always."""
    path = Path(folder) / f"began-{number}"
    is_first = not path.exists()
    path.touch()
    if number == 4 or (number == 1 and is_first):
        os.kill(os.getpid(), signal.SIGKILL)
    touch(folder, number)


def fail(number):
    """Raise what the task asks for."""
    raise {0: sim.StoreError("here", "the disk is full"), 1: ValueError("one\ntwo")}[number]


class Mortal(Executor):
    """Do a task at once; break at what cannot be done, once and for all."""

    is_broken = False

    def submit(self, do, *arguments):
        future = Future()
        self.is_broken |= arguments == ("death",)
        if self.is_broken:
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(do(*arguments))
        return future


def work(do, given_up, seen):
    return Work(do, lambda task, why: given_up.append((task, why)), lambda: seen.append(1))


def test_every_task_is_done_once_by_any_executor(tmp_path):
    given_up, seen = [], []
    with ThreadPoolExecutor(3) as threads:
        execute(work(partial(touch, tmp_path), given_up, seen), range(20), own(threads, at_a_time=3))
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {str(k): "x" for k in range(20)}
    assert (given_up, len(seen)) == ([], 20)


def test_few_tasks_are_handed_over_at_a_time(tmp_path):
    taken = []

    def tasks():
        for number in range(50):
            taken.append(number)
            yield number

    ahead = []
    with ThreadPoolExecutor(2) as threads:
        done = Work(partial(touch, tmp_path), lambda *_: None, lambda: ahead.append(len(taken)))
        execute(done, tasks(), own(threads, at_a_time=2))
    assert max(taken_by_then - k for k, taken_by_then in enumerate(ahead)) <= 4


def test_who_dies_once_is_done_again_and_who_dies_twice_is_given_up(tmp_path):
    given_up, seen = [], []
    execute(work(partial(touch_or_die, tmp_path), given_up, seen), [1, 4], processes(1))
    assert given_up == [(4, "its process died, twice")]
    assert {int(file.name) for file in tmp_path.glob("[0-9]*")} == {1}
    assert len(seen) == 2


def test_a_mistake_of_the_user_ends_it_and_anything_else_is_a_failure_of_its_task():
    given_up, seen = [], []
    with ThreadPoolExecutor(1) as threads:
        execute(work(fail, given_up, seen), [1, 1], own(threads, at_a_time=1))
        assert given_up == [(1, "ValueError: one")] * 2
        with pytest.raises(sim.StoreError, match="the disk is full"):
            execute(work(fail, given_up, seen), [0], own(threads, at_a_time=1))


def test_an_interrupt_ends_processes_at_once():
    def interrupt():
        raise KeyboardInterrupt

    begun = time.perf_counter()
    slow = Work(time.sleep, lambda *_: None, interrupt)
    with pytest.raises(KeyboardInterrupt):
        execute(slow, [0, 600], processes(1))
    assert time.perf_counter() - begun < 120


def test_an_interrupt_that_was_swallowed_on_its_way_still_ends_the_work():
    """As in a callback of compiled code."""

    def swallow():
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    with ThreadPoolExecutor(1) as threads, pytest.raises(KeyboardInterrupt):
        execute(Work(time.sleep, lambda *_: None, swallow), [0, 0.1, 0.1], own(threads, at_a_time=1))


def test_workers_who_are_kept_begin_once_and_again_where_one_dies():
    given_up, seen, begun = [], [], []

    def begin(n):
        begun.append(Mortal())
        return nullcontext(begun[-1])

    of = work(str, given_up, seen)
    with kept(Workers(begin, 1)) as who:
        for tasks in (["a"], ["b", "c"], ["d"]):
            execute(of, tasks, who)
        assert len(begun) == 1
        execute(of, ["death", "e"], who)
        execute(of, ["f"], who)
    assert (given_up, len(seen)) == ([("death", "its process died, twice")], 7)
    assert [one.is_broken for one in begun] == [True, True, True, False]
