"""The page's evaluation and Python's give the same answers, and refuse the same."""

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

import sim
from sim.emulator.answer import answers, asked_of
from sim.emulator.document import written

SCRIPT = Path(__file__).parents[2] / "dashboard/assets/40-emulator.js"
MIDDLE = {"hours": 4, "footfall": 25_000, "local_share": 0.06}
ASKED = [
    MIDDLE,
    {**MIDDLE, "threshold": 0.57, "profile": "neoface_npl_2023", "scope": "serious", "team": 20},
    {**MIDDLE, "watchlist": "3000", "cameras": "van", "list_black": 0.3, "false_alert_ratio": 2.5},
]
REFUSED = [
    {"threshold": 0.8},
    {"threshold": "high"},
    {"threshold": ""},
    {"team": 7.5},
    {"profile": "perfect"},
    {"weather": 1},
    {"hours": 8, "footfall": 50_000, "threshold": 0.56, "team": 6, "scope": "local", "profile": "essex_2026"},
]
PROGRAM = """
const {prepare} = require(process.argv[2]);
const emulator = prepare(JSON.parse(require("fs").readFileSync(process.argv[3])));
const answered = (asked) => { try { return emulator.ask(asked); } catch (error) { return error.message; } };
console.log(JSON.stringify(JSON.parse(process.argv[4]).map(answered)));
"""
EVALUATE = """
([document, asked]) => {
  const emulator = passerbyEmulator.prepare(document);
  const answered = (one) => { try { return emulator.ask(one); } catch (error) { return error.message; } };
  return asked.map(answered);
}
"""


@pytest.fixture(scope="module")
def strict(emulator):
    """Return the emulator, made to refuse all but what is well within the runs."""
    headlines = [one.model_copy(update={"furthest": one.furthest * 0.55}) for one in emulator.headlines]
    return emulator.model_copy(update={"headlines": tuple(headlines)})


@pytest.fixture(scope="module")
def of_page(strict, tmp_path_factory):
    """Return what the page's script answers: by Node where there is one, in Chromium otherwise."""
    if shutil.which("node"):
        folder = tmp_path_factory.mktemp("page")
        (folder / "emulator.json").write_text(written(strict), encoding="utf-8")
        (folder / "program.js").write_text(PROGRAM, encoding="utf-8")
        command = ["node", "program.js", str(SCRIPT), "emulator.json", json.dumps([*ASKED, *REFUSED])]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
        return json.loads(done.stdout)
    return in_chromium(strict)


def in_chromium(emulator):
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("neither Node nor a Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
        found = page.evaluate(EVALUATE, [json.loads(written(emulator)), [*ASKED, *REFUSED]])
        browser.close()
    return found


@pytest.mark.parametrize("k", range(len(ASKED)))
def test_answers_are_the_same(strict, of_page, k):
    ours = [asdict(one) for one in answers(strict, asked_of(strict, ASKED[k]))]
    for one, other in zip(ours, of_page[k], strict=True):
        assert set(one) == set(other)
        for name, value in one.items():
            assert other[name] == (value if isinstance(value, str) else pytest.approx(value, rel=1e-8))


@pytest.mark.parametrize("k", range(len(REFUSED)))
def test_what_is_refused_is_refused_with_the_same_reason(strict, of_page, k):
    with pytest.raises(sim.RunError) as refused:
        answers(strict, asked_of(strict, REFUSED[k]))
    assert of_page[len(ASKED) + k].replace("did you mean", "") == str(refused.value)
