"""What can have no effect is said by every command that is given programmes, and by no page."""

import warnings

import pytest
from commands import passerby

from sim.cli.idle import told
from sim.core.errors import NoEffect
from sim.ensemble.arms import arm_of

IDLE = "north_end_year+siting=[{rule: fixed, months: [13, 14]}]"
NOTE = "`siting.0` never applies: months 13 to 14 of a programme of 12."


def test_it_is_said_once_of_all_arms():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        arms = {"a": arm_of(IDLE), "b": arm_of(IDLE)}
    with pytest.warns(NoEffect) as said:
        assert told(arms) is arms
    assert [str(one.message) for one in said] == [NOTE]


@pytest.mark.parametrize(
    "command",
    [
        ("ensemble", IDLE, "north_end_year", "--vary", "nothing"),
        ("sensitivity", IDLE, "--metric", "arrests", "--inputs", "nothing"),
        ("emulate", IDLE, "--range", "nothing=1:2", "--output", "made.json"),
    ],
)
def test_commands_say_it_before_they_run(command, tmp_path):
    done = passerby(*command, cwd=tmp_path)
    assert (done.returncode, NOTE in done.stderr) == (2, True)
