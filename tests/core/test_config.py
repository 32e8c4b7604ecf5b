"""Config: frozen, and deaf to nothing: unknown keys and odd numbers are refused."""

import math

import pytest
from pydantic import Field, ValidationError

from sim.core.config import Config


class Kettle(Config):
    """A thing with settings."""

    litres: float = Field(1.5, gt=0)
    """How much goes in."""


def test_a_setting_cannot_be_changed_afterwards():
    with pytest.raises(ValidationError, match="frozen"):
        Kettle().litres = 2.0


def test_an_unknown_key_is_refused():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Kettle(liters=1)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_neither_infinity_nor_not_a_number_is_a_setting(value):
    with pytest.raises(ValidationError, match="finite"):
        Kettle(litres=value)


def test_defaults_are_held_to_the_bounds_too():
    class Cracked(Kettle):
        litres: float = Field(-1, gt=0)

    with pytest.raises(ValidationError, match="greater than 0"):
        Cracked()


def test_the_docstring_under_a_field_describes_it():
    assert Kettle.meaning("litres") == "How much goes in."
    assert Kettle.model_json_schema()["properties"]["litres"]["description"] == "How much goes in."
