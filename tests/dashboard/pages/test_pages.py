"""What holds for every page of the registry."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from pkgutil import iter_modules

import pytest
from stored_day import FIXED, NONE, VAN
from trees import children_of, levels, text_of

import dashboard
from dashboard import pages, parts
from dashboard import words as shell
from dashboard.pages.registry import PAGES
from sim.metrics.catalogue import CATALOGUE

ROOT = Path(dashboard.__file__).parent
NAMES = [page.name for page in PAGES]
BANNED = (
    "only", "best", "worst", "proves", "proven", "race", "racial", "bame", "non-white", "discrimination", "suspect",
    "suspects", "criminal", "criminals", "hit", "target", "clearly", "obviously", "innocent", "guilty", "accuracy",
)  # fmt: skip


def every_word():
    shared = [import_module(f"dashboard.parts.{part.name}") for part in iter_modules(parts.__path__)]
    modules = (shell, *shared, *(page.words for page in PAGES))
    values = [value for module in modules for name, value in vars(module).items() if name.isupper()]
    metrics = [(row.label, row.noun) for row in CATALOGUE]
    return re.findall(r"[a-z][a-z-]*", str([values, metrics]).lower())


def strings_in(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_package_of_pages_is_in_the_registry_under_its_name():
    assert sorted(NAMES) == sorted(found.name for found in iter_modules(pages.__path__) if found.ispkg)


@pytest.mark.parametrize("page", list(PAGES), ids=NAMES)
def test_the_words_of_a_page_are_in_its_package(page):
    assert page.words.__name__ == f"dashboard.pages.{page.name}.words"


@pytest.mark.parametrize("page", list(PAGES), ids=NAMES)
def test_no_file_of_the_shell_names_a_page(page):
    shell_files = [*ROOT.glob("*.py"), *(ROOT / "parts").glob("*.py")]
    assert [file for file in shell_files if {page.name, page.menu, page.path} - {"/"} & set(strings_in(file))] == []
    scripts = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "assets").glob("*.js"))
    assert re.findall(rf"[\"'`/]{page.name}\b", scripts) == []


@pytest.mark.parametrize("page", list(PAGES), ids=NAMES)
def test_a_page_imports_no_other_page(page):
    own = f"dashboard.pages.{page.name}"
    for file in (ROOT / "pages" / page.name).rglob("*.py"):
        found = [name for name in imports_of(file) if name.startswith("dashboard.pages")]
        assert [name for name in found if name != own and not name.startswith(f"{own}.")] == []


@pytest.mark.parametrize("word", BANNED)
def test_no_word_takes_a_side(word):
    assert word not in every_word()


@pytest.mark.parametrize(("page", "run"), [(page, run) for page in NAMES for run in (FIXED, VAN, NONE)])
def test_no_page_takes_a_side(client, page, run):
    said = re.findall(r"[a-z][a-z-]*", text_of(client, page, run).lower())
    assert said
    assert not set(BANNED) & set(said)


@pytest.mark.parametrize(("page", "run"), [(page, run) for page in NAMES for run in (FIXED, NONE)])
def test_headings_come_in_order(client, page, run):
    found = levels(children_of(client, page, run))
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(found))


@pytest.mark.parametrize("page", list(PAGES), ids=NAMES)
def test_a_page_has_its_path_and_its_title(client, page):
    for path in (page.path, page.path.rstrip("/") + "/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert f"<title>{page.title} – passerby</title>" in answer.text


@pytest.mark.parametrize("page", list(PAGES), ids=NAMES)
def test_the_scripts_and_styles_of_a_page_are_loaded_in_order_as_what_they_are(client, page):
    index = client.get("/").text
    places = []
    for name, path in page.files().items():
        address = f"/pages/{page.name}/{name}"
        places.append((path.suffix, index.index(address)))
        answer = client.get(address)
        assert answer.data == path.read_bytes()
        assert answer.mimetype == {".js": "text/javascript", ".css": "text/css"}[path.suffix]
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for suffix in (".js", ".css"):
        found = [place for kind, place in places if kind == suffix]
        assert found == sorted(found)
