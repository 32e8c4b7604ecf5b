"""What tests of the ledger of jobs share: a clock that is moved by hand, asking for a job, and doing it."""

from __future__ import annotations


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def ask(ledger, name="a", visitor="v", steps=2, **more):
    results = [f"{name}{number}" for number in range(steps)]
    return ledger.ask(name, kind="day", request={"of": name}, label=name, results=results, visitor=visitor, **more)


def do(ledger, lease):
    for step in lease.job.steps:
        if not step.is_done:
            assert ledger.begin_step(lease, step.number, is_stored=False)
            assert ledger.end_step(lease, step.number)
    return ledger.finish(lease)


def states(ledger, name="a"):
    return [turn.state for turn in ledger.turns(name)]
