"""ODD.md names the files that hold the model, and they are there."""

import re

import pytest
from source_files import ROOT

TEXT = (ROOT / "sim/ODD.md").read_text(encoding="utf-8")
INSIDE = sorted(set(re.findall(r"`([a-z_]+/[a-z_/]*(?:[a-z_]+\.(?:py|yaml))?)`", TEXT)))


def test_files_are_named():
    assert len(INSIDE) > 40


@pytest.mark.parametrize("name", INSIDE)
def test_a_file_that_is_named_is_there(name):
    assert (ROOT / "sim" / name).exists() or (ROOT / name).exists()
