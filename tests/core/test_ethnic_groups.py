"""Schemes of groups: settings published for five groups serve any scheme whose groups say what they are part of."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.groups import ByGroup, GroupScheme, GroupShares, in_groups

FOUR = GroupScheme.model_validate(
    {
        "name": "four",
        "source": "a test",
        "groups": {
            "african": {"label": "African", "part_of": "black", "counted": 3},
            "caribbean": {"label": "Caribbean", "part_of": "black", "counted": 1},
            "white": {"label": "White"},
            "other": {"label": "Other"},
        },
    }
)


class Inner(Config):
    rates: ByGroup[float] = {}


class Outer(Config):
    shares: GroupShares | None = None
    inner: Inner = Inner()
    many: tuple[Inner, ...] = ()
    named: dict[str, Inner] = {}


def test_a_share_is_divided_by_the_people_counted():
    spelled = in_groups(Outer(shares={"black": 0.4, "white": 0.6}), FOUR)
    assert spelled.shares == pytest.approx({"african": 0.3, "caribbean": 0.1, "white": 0.6})


def test_a_value_holds_for_the_parts_and_a_part_may_have_its_own():
    spelled = in_groups(Outer(inner=Inner(rates={"black": 2.0, "caribbean": 5.0, "white": 1.0})), FOUR)
    assert spelled.inner.rates == {"african": 2.0, "caribbean": 5.0, "white": 1.0}


def test_lists_and_mappings_of_settings_are_spelled_out_too():
    spelled = in_groups(
        Outer(many=(Inner(), Inner(rates={"black": 1.0})), named={"a": Inner(rates={"black": 3.0})}), FOUR
    )
    assert spelled.many[1].rates == {"african": 1.0, "caribbean": 1.0}
    assert spelled.named["a"].rates == {"african": 3.0, "caribbean": 3.0}


def test_what_is_spelled_out_already_is_the_same_object():
    settings = Outer(shares={"african": 0.5, "white": 0.5}, many=(Inner(rates={"other": 1.0}),))
    assert in_groups(settings, FOUR) is settings


def test_a_share_of_a_whole_and_of_its_part_is_refused():
    with pytest.raises(SettingsConflict, match="given for black and for its part african") as refused:
        in_groups(Outer(shares={"black": 0.5, "african": 0.1, "white": 0.4}), FOUR)
    assert refused.value.path == ("shares", "african")


@pytest.mark.parametrize(
    ("settings", "path", "says"),
    [
        (Outer(inner=Inner(rates={"whit": 1.0})), ("inner", "rates", "whit"), "did you mean `white`"),
        (Outer(many=(Inner(rates={"xyz": 1.0}),)), ("many", 0, "rates", "xyz"), "african, caribbean, white"),
        (Outer(named={"a": Inner(rates={"x": 1.0})}), ("named", "a", "rates", "x"), "black"),
    ],
)
def test_a_group_that_is_none_is_refused_where_it_stands(settings, path, says):
    with pytest.raises(SettingsConflict, match=says) as refused:
        in_groups(settings, FOUR)
    assert refused.value.path == path


def test_groups_go_as_themselves_or_as_what_they_are_part_of():
    names, index = FOUR.known_as(("white", "black", "other"))
    assert names == ("black", "white", "other")
    np.testing.assert_array_equal(index, [0, 0, 1, 2])
    assert FOUR.known_as(("caribbean", "black", "white", "other"))[0] == ("black", "caribbean", "white", "other")
    assert FOUR.unknown_to(("white", "black")) == ("other",)


@pytest.mark.parametrize(
    "groups",
    [
        {},
        {"a": {"label": "A", "part_of": "b"}},
        {"a": {"label": "A", "counted": 4}},
        {"a": {"label": "A", "part_of": "b", "counted": 1}, "b": {"label": "B"}},
        {"a": {"label": ""}},
        {"a.b": {"label": "A"}},
        {"[/red]": {"label": "A"}},
        {"a": {"label": "A\n"}},
        {f"g{n}": {"label": "G"} for n in range(26)},
    ],
)
def test_a_scheme_that_makes_no_sense_is_refused(groups):
    with pytest.raises(ValidationError):
        GroupScheme.model_validate({"name": "x", "source": "y", "groups": groups})
