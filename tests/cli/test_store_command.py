"""`passerby store`, and what `show` and `run` do where the store is damaged, misspelt or full."""

import os
import shutil
import subprocess

import pytest
from commands import COMMAND, ROOT, passerby, passerby_process
from strict_json import parsed

DAY = ("day.duration_h=0.02", "day.warm_up_s=60", "population.residents=2000", "lfr.watchlist.size=200")
RUN = ("run", "north_end", "--policy", "lfr_fixed_2025", *(part for one in DAY for part in ("--set", one)))
REPORT = ["report", "abcd", "--html", "x.html"]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    assert passerby(*RUN, "--outputs", "o", cwd=folder).returncode == 0
    return next((folder / "o").iterdir())


@pytest.fixture
def stored(original, tmp_path):
    shutil.copytree(original, tmp_path / "o" / original.name)
    return tmp_path / "o" / original.name


def test_a_damaged_run_is_said_by_show_and_check_and_made_again_by_run(stored, tmp_path):
    """Case 19: contents of the store are trusted."""
    shutil.copytree(stored, stored.parent / "second")
    (stored / "metrics.parquet").write_bytes(b"x")
    second = stored.parent / "second/manifest.json"
    second.write_text(second.read_text().replace('"place": "North End, Croydon"', '"place": null'))
    shown = passerby("show", stored.name, "--outputs", "o", cwd=tmp_path)
    assert (shown.returncode, len(shown.stderr.splitlines())) == (2, 1)
    assert "remove the folder, and it is made again" in shown.stderr
    assert passerby("show", "--outputs", "o", cwd=tmp_path).returncode == 0
    checked = passerby("store", "check", "--outputs", "o", "--json", cwd=tmp_path)
    assert checked.returncode == 1
    assert parsed(checked.stdout)["counts"] == {"damaged": 2}
    assert passerby(*RUN, "--outputs", "o", cwd=tmp_path).returncode == 0
    assert passerby("show", stored.name, "--outputs", "o", cwd=tmp_path).returncode == 0
    would = passerby("store", "prune", "--outputs", "o", "--dry-run", cwd=tmp_path)
    assert "would be removed: 1 damaged" in would.stdout
    pruned = passerby("store", "prune", "--outputs", "o", "--json", cwd=tmp_path)
    assert [one["id"] for one in parsed(pruned.stdout)["results"]] == ["second"]
    assert os.listdir(tmp_path / "o") == [stored.name]
    assert passerby("store", "check", "--outputs", "o", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("arguments", [["show"], ["show", "abcd"], REPORT, ["store", "check"], ["store", "prune"]])
@pytest.mark.parametrize("outputs", ["no/such/folder", "file", "x" * 300])
def test_outputs_that_are_not_there_are_no_empty_store(tmp_path, arguments, outputs):
    """Case 28: a misspelt folder is taken for an empty store."""
    (tmp_path / "file").write_text("")
    done = passerby(*arguments, "--outputs", outputs, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert done.stderr.startswith(f"{outputs}: ")


def test_without_a_store_of_ones_own_there_are_no_runs(tmp_path):
    done = passerby("show", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "no stored runs\n")


@pytest.mark.parametrize("blocks", [0, 1, 8])
def test_a_full_disk_is_said_in_one_line_and_nothing_is_half_written(tmp_path, blocks):
    """Case 22: OSError and PolarsError while writing are not turned into a StoreError."""
    command = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *COMMAND, *RUN, "--outputs", "o"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert "cannot store" in done.stderr
    assert os.listdir(tmp_path / "o") == []


def test_a_folder_name_of_300_characters_is_one_line(tmp_path):
    done = passerby_process(*RUN, "--outputs", "x" * 300, cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "File name too long" in done.stderr
