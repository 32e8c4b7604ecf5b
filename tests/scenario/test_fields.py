"""Fields: which keys a schema has, where, through lists, mappings and unions."""

from typing import Annotated, Literal

from pydantic import Field

from sim.core.config import Config
from sim.scenario.fields import choices_at, every_field, keys_at


class Leaf(Config):
    """An end."""

    colour: Literal["green", "brown"] = "green"


class Oak(Config):
    """One of two."""

    kind: Literal["oak"] = "oak"
    acorns: int = 0


class Ash(Config):
    """The other."""

    kind: Literal["ash"] = "ash"
    keys: int = 0


class Wood(Config):
    """The whole."""

    tree: Annotated[Oak | Ash, Field(discriminator="kind")] = Oak()
    leaves: list[Leaf] = []
    by_name: dict[str, Leaf] = {}
    pair: tuple[Leaf, Oak] | None = None


def test_keys_at_the_top_are_the_models():
    assert keys_at(Wood, ()) == ("tree", "leaves", "by_name", "pair")


def test_a_union_has_the_keys_of_all_its_members():
    assert keys_at(Wood, ("tree",)) == ("kind", "acorns", "keys")


def test_keys_are_found_through_lists_mappings_and_pairs():
    assert keys_at(Wood, ("leaves", 3)) == keys_at(Wood, ("by_name", "x")) == keys_at(Wood, ("pair", 0)) == ("colour",)
    assert keys_at(Wood, ("pair", 1)) == ("kind", "acorns")


def test_there_are_no_keys_where_nothing_is():
    assert keys_at(Wood, ("nothing", "here")) == keys_at(Wood, ("leaves", 0, "colour")) == ()


def test_choices_are_those_of_every_member():
    assert choices_at(Wood, ("tree", "kind")) == ("oak", "ash")
    assert choices_at(Wood, ("leaves", 0, "colour")) == ("green", "brown")


def test_every_field_is_found_once():
    found = [(field.owner.__name__, field.name) for field in every_field(Wood)]
    assert len(found) == len(set(found)) == 9
