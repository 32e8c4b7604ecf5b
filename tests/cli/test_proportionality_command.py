"""`passerby proportionality`, of a simulator that is a function."""

import pytest
from commands import passerby
from strict_json import parsed

from sim.claims.limbs import LIMBS
from tests.claims.conftest import function

__all__ = ["function"]

pytestmark = pytest.mark.usefixtures("function")


def test_the_command_writes_a_document_without_a_total(tmp_path):
    done = passerby(
        "proportionality",
        "threshold_060",
        "--fit",
        "none",
        "--set",
        "lfr.recognition.draw=1",
        "--others",
        "threshold_060",
        "--json",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    document = parsed(done.stdout)
    assert [limb["name"] for limb in document["limbs"]] == [limb.name for limb in LIMBS]
    assert "no total" in document["no_total"]
    assert document["others"][0]["metric"] == "arrests"
    said = " ".join(
        passerby(
            "proportionality", "threshold_060", "--fit", "none", "--set", "lfr.recognition.draw=1", cwd=tmp_path
        ).stdout.split()
    )
    assert "Not for a simulation: The balance itself" in said
    wrong = passerby(
        "proportionality",
        "threshold_060",
        "--arm",
        "0.61",
        "--fit",
        "none",
        "--set",
        "lfr.recognition.draw=1",
        cwd=tmp_path,
    )
    assert (wrong.returncode, "one of 0.64, 0.60" in wrong.stderr) == (2, True)
