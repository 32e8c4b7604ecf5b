from __future__ import annotations

import re
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules

import pytest
from stored_day import FIXED, NONE, VAN

import dashboard.parts
from dashboard import words as shell
from dashboard.pages.registry import PAGES
from dashboard.pages.start import words as start

NAMES = [page.name for page in PAGES]
BANNED = (
    "only", "best", "worst", "proves", "proven", "race", "racial", "bame", "non-white", "discrimination", "suspect",
    "suspects", "criminal", "criminals", "hit", "target", "clearly", "obviously", "innocent", "guilty", "accuracy",
)  # fmt: skip


def texts(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)
    elif isinstance(node, dict):
        yield from texts(node["props"].get("children") or [])


def text_of(client, page, run, **state):
    query = "&".join(f"{key}={value}" for key, value in {"run": run, **state}.items())
    return " ".join(texts(client.get(f"/views/{page}?{query}").json["children"]))


def every_word():
    parts = [import_module(f"dashboard.parts.{part.name}") for part in iter_modules(dashboard.parts.__path__)]
    modules = (shell, *parts, *(page.words for page in PAGES))
    values = [value for module in modules for name, value in vars(module).items() if name.isupper()]
    return re.findall(r"[a-z][a-z-]*", str(values).lower())


@pytest.mark.parametrize("word", BANNED)
def test_no_word_takes_a_side(word):
    assert word not in every_word()


@pytest.mark.parametrize(("page", "run"), [(p, r) for p in NAMES for r in (FIXED, VAN, NONE)])
def test_no_page_takes_a_side(client, page, run):
    said = re.findall(r"[a-z][a-z-]*", text_of(client, page, run).lower())
    assert not set(BANNED) & set(said)


def test_the_answer_is_one_sentence_with_the_range_of_the_run(client):
    assert "On 9 out of 10 days like this one, the model expects between 2 and 10 arrests." in text_of(
        client, "start", FIXED
    )


def test_the_day_itself_is_told_beside_the_range(client):
    said = text_of(client, "start", FIXED)
    assert "6 arrests, out of 11 stops after 14 alerts (0 of them false) among 19,423 faces seen" in said


def test_each_rate_is_given_both_ways_with_its_counts(client):
    said = text_of(client, "start", FIXED)
    assert "1 in 3,240" in said
    assert "0.031\u202f%" in said
    assert "6 arrests out of 19,423 faces seen" in said


def test_few_cases_are_said_to_be_few(client):
    assert text_of(client, "start", FIXED).count(start.NOT_ENOUGH) >= 5


def test_a_day_without_facial_recognition_says_so_and_divides_by_nothing(client):
    said = text_of(client, "start", NONE)
    assert "21,450 people came to the street, and no face was searched." in said
    assert start.RATES not in said
    assert start.TRUST not in said


def panels(node):
    if isinstance(node, list):
        for child in node:
            yield from panels(child)
    elif isinstance(node, dict):
        if str(node["props"].get("id", "")).startswith("per-"):
            yield node["props"]["id"], node["props"].get("hidden")
        yield from panels(node["props"].get("children") or [])


def test_the_switches_are_taken_from_the_address(client):
    shown = dict(panels(client.get(f"/views/start?run={FIXED}&per=arrest").json["children"]))
    assert [name for name, hidden in shown.items() if hidden is False] == ["per-arrest"]


def levels(node):
    if isinstance(node, list):
        for child in node:
            yield from levels(child)
    elif isinstance(node, dict):
        if re.fullmatch(r"H[1-6]", node["type"]):
            yield int(node["type"][1])
        yield from levels(node["props"].get("children") or [])


@pytest.mark.parametrize(("page", "run"), [(p, r) for p in NAMES for r in (FIXED, NONE)])
def test_headings_come_in_order(client, page, run):
    found = list(levels(client.get(f"/views/{page}?run={run}").json["children"]))
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(found))
