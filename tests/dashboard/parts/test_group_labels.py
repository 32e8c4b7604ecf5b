from __future__ import annotations

import pytest

from dashboard.parts.groups import group_label
from sim.core.errors import SimError
from sim.events import AGE_BANDS, SEXES


@pytest.mark.parametrize("name", ["asian", *SEXES, *AGE_BANDS])
def test_every_group_of_a_run_is_called_something_that_is_no_key(name):
    label = group_label(name, {"asian": "Asian"})
    assert label[:1].isupper() or label[:1].isdigit()
    assert "_" not in label


def test_an_unknown_group_is_answered_with_those_that_are_known():
    with pytest.raises(SimError, match=r"no group of this name \('martian'\); groups: all, female, .*, asian"):
        group_label("martian", {"asian": "Asian"})
