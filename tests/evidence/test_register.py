"""Register: every number from the world has an entry, and a field takes it from there."""

import pytest
from pydantic import ValidationError

import sim.evidence.register as register
from sim.core.config import Config
from sim.core.errors import EvidenceError
from sim.evidence.register import Entry, assumed, chosen, cited, entries, entry

GOOD = "- {id: t.a, value: 3, unit: m, source: somebody, date: 2020-01-01, kind: measured, low: 2, high: 4}\n"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Return a folder that stands in for the register's, read afresh."""
    monkeypatch.setattr(register, "files", lambda _: tmp_path)
    entries.cache_clear()
    yield tmp_path
    entries.cache_clear()


def write(shelf, text, name="t.yaml"):
    (shelf / name).write_text(text, encoding="utf-8")


def test_the_shipped_register_can_be_read():
    assert len(entries()) > 10
    assert all(identifier == item.id for identifier, item in entries().items())


@pytest.mark.parametrize("item", entries().values(), ids=lambda item: item.id)
def test_every_entry_has_a_source_a_date_a_kind_and_a_range_that_holds_its_value(item):
    assert item.source.strip()
    assert item.date.strip()
    assert item.kind in ("measured", "derived", "stated", "recalled")
    assert (item.low is None) == (item.high is None)
    if item.low is not None and isinstance(item.value, (int, float)):
        assert item.low <= item.value <= item.high


def test_an_entry_is_found_by_its_id(shelf):
    write(shelf, GOOD)
    assert entry("t.a") == Entry("t.a", 3, "m", "somebody", "2020-01-01", "measured", low=2, high=4)


def test_an_unknown_id_is_refused(shelf):
    with pytest.raises(EvidenceError, match=r"no entry 't\.b'"):
        entry("t.b")


def test_an_id_is_used_once_in_all_files(shelf):
    write(shelf, GOOD)
    write(shelf, GOOD, "u.yaml")
    with pytest.raises(EvidenceError, match=r"u\.yaml: the id 't\.a' occurs twice"):
        entries()


@pytest.mark.parametrize("text", ["- {id: t.a, value: 3}\n", GOOD[:-2] + ", colour: red}\n", "- 3\n"])
def test_an_incomplete_or_overfull_entry_is_refused(shelf, text):
    write(shelf, text)
    with pytest.raises(EvidenceError, match=r"t\.yaml: not a complete entry"):
        entries()


def test_a_cited_field_has_the_entrys_value_unit_source_and_range(shelf):
    write(shelf, GOOD)

    class Street(Config):
        width_m: float = cited("t.a", gt=0)

    about = Street.model_fields["width_m"].json_schema_extra
    assert Street().width_m == 3
    assert about == {"evidence": "t.a", "unit": "m", "source": "somebody", "kind": "measured", "low": 2, "high": 4}


def test_an_assumed_field_says_why(shelf):
    class Street(Config):
        width_m: float = assumed(13.0, "nobody has published it", unit="m", low=11, high=16, gt=0)

    about = Street.model_fields["width_m"].json_schema_extra
    assert about == {"assumption": "nobody has published it", "unit": "m", "low": 11, "high": 16}


def test_a_chosen_field_is_marked_as_the_users():
    class Day(Config):
        start_h: float = chosen(11.0, unit="h", ge=0, lt=24)

    assert Day.model_fields["start_h"].json_schema_extra == {"choice": True, "unit": "h"}


@pytest.mark.parametrize("make", [lambda: assumed(1.0, "why", unit="m", gt=0), lambda: chosen(1.0, unit="m", gt=0)])
def test_bounds_hold_whatever_the_field_rests_on(make):
    class Street(Config):
        width_m: float = make()

    with pytest.raises(ValidationError, match="greater than 0"):
        Street(width_m=-1)


def test_a_list_in_the_register_cannot_be_changed_through_a_field(shelf):
    write(shelf, GOOD.replace("value: 3", "value: [1, 2]"))

    class Street(Config):
        widths_m: tuple[float, ...] = cited("t.a")

    assert Street().widths_m == (1, 2)
    assert isinstance(Street.model_fields["widths_m"].default, tuple)
