from __future__ import annotations

import pytest
from tiny_page import SIZE, tiny_page

from dashboard.pages.registry import PAGES
from dashboard.parts.registry import Registry
from dashboard.parts.switch import Switch
from sim.core.errors import SimError


@pytest.fixture
def make(tmp_path):
    return lambda **other: tiny_page(tmp_path, **other)


def test_a_page_is_found_by_its_name_and_its_path():
    for page in PAGES:
        assert PAGES.named(page.name) is PAGES.at(page.path) is page


def test_the_page_at_the_root_is_the_first_that_a_reader_sees():
    assert PAGES.home is PAGES.at("/") is next(iter(PAGES))


def test_a_name_that_is_no_pages_is_answered_with_those_that_are():
    with pytest.raises(SimError) as wrong:
        PAGES.named("nowhere")
    known = ", ".join(page.name for page in PAGES)
    assert str(wrong.value) == f"pages: there is no page of this name ('nowhere'); pages: {known}"


def test_a_path_that_is_no_pages_has_none():
    assert PAGES.at("/nowhere") is None


@pytest.mark.parametrize("same", [{"name": "start"}, {"path": "/"}])
def test_no_two_pages_share_a_name_or_a_path(make, same):
    with pytest.raises(SimError, match="another page has this name or path"):
        Registry([*PAGES, make(**same)])


def test_one_page_is_at_the_root(make):
    with pytest.raises(SimError, match="no page has the path '/'"):
        Registry([make()])


def test_two_pages_share_a_switch_with_the_same_options(make):
    pages = Registry([*PAGES, make(), make(name="other", path="/other")])
    assert [switch.name for switch in pages.switches].count("size") == 1


def test_two_pages_share_no_switch_with_other_options(make):
    other = make(name="other", path="/other", switches=(Switch("size", ("small", "huge")),))
    with pytest.raises(SimError, match=r"another page has this switch \('size'\); the same options, small, large"):
        Registry([*PAGES, make(), other])


def test_a_switch_has_something_to_choose_between():
    with pytest.raises(SimError, match="nothing to choose between"):
        Switch("size", ("small",))


def test_a_single_panel_stands_without_a_choice():
    shown = SIZE.panels({"large": "L"}, label="Size", texts={"large": "Large"}, state={"size": "small"})
    assert [(panel.id, panel.hidden) for panel in shown] == [("size-large", False)]
