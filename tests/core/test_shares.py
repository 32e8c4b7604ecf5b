"""Shares: they sum to one, and say so when they don't."""

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.core.shares import Shares

SHARES = TypeAdapter(Shares[str])


def test_shares_that_sum_to_one_pass():
    assert SHARES.validate_python({"a": 0.25, "b": 0.75}) == {"a": 0.25, "b": 0.75}


def test_rounding_in_the_seventh_place_is_allowed():
    assert SHARES.validate_python({"a": 1 / 3, "b": 2 / 3 + 5e-7})


@pytest.mark.parametrize(
    ("shares", "total"), [({"a": 0.5, "b": 0.4}, "0.9"), ({}, "0"), ({"a": 1.0, "b": 1e-5}, "1.00001")]
)
def test_other_sums_are_refused_with_the_sum(shares, total):
    with pytest.raises(ValidationError, match=f"sum to {total}"):
        SHARES.validate_python(shares)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_between_nought_and_one(share):
    with pytest.raises(ValidationError):
        SHARES.validate_python({"a": share, "b": 1 - share})
