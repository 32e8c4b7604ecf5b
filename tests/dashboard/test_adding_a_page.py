"""A page in the registry is in the menu, at its path, in its title and in the answers, with no other change."""

from __future__ import annotations

import json

import pytest
from stored_day import FIXED
from tiny_page import SCRIPT, tiny_page
from trees import components, texts

from dashboard.app import create_app
from dashboard.pages.registry import PAGES
from dashboard.parts.registry import Registry


@pytest.fixture(scope="module")
def app(runs_root, tmp_path_factory):
    return create_app(runs_root, Registry([*PAGES, tiny_page(tmp_path_factory.mktemp("tiny"))]))


@pytest.fixture(scope="module")
def tiny(app):
    return app.server.test_client()


def shell(tiny):
    return list(components(tiny.get("/_dash-layout").json))


def test_it_comes_last_in_the_menu(tiny):
    links = [one for one in shell(tiny) if str(one["props"].get("id", "")).startswith("menu-")]
    assert [link["props"]["children"] for link in links] == [*(page.menu for page in PAGES), "Tiny"]
    assert links[-1]["props"]["href"] == "/tiny"


def test_the_script_of_the_shell_is_told_its_path(tiny):
    content = next(one["props"] for one in shell(tiny) if one["props"].get("id") == "content")
    assert json.loads(content["data-pages"])["/tiny"] == "tiny"


@pytest.mark.parametrize("path", ["/tiny", "/tiny/"])
def test_it_has_its_path_and_its_title(tiny, path):
    answer = tiny.get(path)
    assert answer.status_code == 200
    assert "<title>A tiny page – passerby</title>" in answer.text


def test_its_content_is_answered_with_the_option_of_the_address(tiny):
    view = tiny.get("/views/tiny?size=large").json
    hidden = [one["props"]["hidden"] for one in components(view["children"]) if "hidden" in one["props"]]
    assert next(texts(view["children"])) == "A tiny page"
    assert hidden == [True, False]


def test_it_keeps_the_run_of_the_address_though_it_shows_none(tiny):
    assert tiny.get(f"/views/tiny?run={FIXED}").json["run"] == FIXED


def test_it_needs_no_stored_run(tmp_path):
    app = create_app(tmp_path / "missing", Registry([*PAGES, tiny_page(tmp_path / "tiny")]))
    answer = app.server.test_client().get("/views/tiny")
    assert (answer.status_code, answer.json["run"]) == (200, None)
    assert "A tiny page" in texts(answer.json["children"])


def test_its_switch_is_made_in_the_browser(tiny):
    wired = [
        one for one in tiny.get("/_dash-dependencies").json if one["inputs"] == [{"id": "size", "property": "value"}]
    ]
    assert [one["output"] for one in wired] == ["..size-small.hidden...size-large.hidden.."]
    assert wired[0]["clientside_function"] == {"namespace": "passerby", "function_name": "choose"}


def test_its_own_route_is_answered(tiny):
    assert tiny.get(f"/tiny/{FIXED}.json").json == {"run": FIXED, "stored": 3}


def test_its_script_and_style_are_loaded_and_nothing_else_of_its_folder(tiny):
    index = tiny.get("/").text
    assert '<script src="/pages/tiny/tiny.js"></script>' in index
    assert '<link rel="stylesheet" href="/pages/tiny/tiny.css">' in index
    assert tiny.get("/pages/tiny/tiny.js").text == SCRIPT
    missing = ("tiny/notes.txt", "tiny/..%2ftiny.js", "tiny/page.py", "start/tiny.js", "nowhere/tiny.js")
    assert {tiny.get(f"/pages/{file}").status_code for file in missing} == {404}


def test_an_unknown_page_is_told_of_it(tiny):
    for address in ("/nowhere", "/views/nowhere", "/tinyer"):
        answer = tiny.get(address)
        assert answer.status_code == 404
        assert f"The pages are {', '.join(page.menu for page in PAGES)} and Tiny." in answer.text
