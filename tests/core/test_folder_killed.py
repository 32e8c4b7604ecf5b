"""Writers are killed before each thing that they do to a disk: what is there is whole, and the next mends all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core.folder import PARTIAL, clear, new_folder
from sim.core.sums import SUMS, damage_of, seal

ROOT = Path(__file__).parents[2]
KILLED = """
import os, shutil, signal, sys
from itertools import count
from pathlib import Path
from sim.core.folder import new_folder
from sim.core.sums import seal

home, real, left = Path(sys.argv[1]), os.fsync, 0

def step(event, *_):
    global left
    left -= event in ("open", "fcntl.flock", "fsync") or event.startswith(("os.", "shutil."))
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def flush(handle):
    step("fsync")
    real(handle)

for number in count(1):
    shutil.copytree(home / "before", home / str(number))
    if (child := os.fork()) == 0:
        left, os.fsync = number, flush
        sys.addaudithook(step)
        with new_folder(home / str(number), "abc") as folder:
            (folder / "events").mkdir()
            for name in ("one", "events/other"):
                (folder / name).write_text(name)
            seal(folder)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
"""
WHOLE = {"one", "events/other"}
OLDER = {"one"}
"""What is stored of the same result without the other file: then the two change places."""


def store(root, names):
    with new_folder(root, "abc") as folder:
        (folder / "events").mkdir()
        for name in names:
            (folder / name).write_text(name)
        seal(folder)


def names_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}


def rests(root):
    return [path for path in root.iterdir() if path.name.startswith(PARTIAL)]


@pytest.fixture(scope="module", params=["nothing", "an older one", "a damaged one"])
def killed(request, tmp_path_factory):
    """Return what was stored before, and the folders in which writers were killed, one for each step."""
    home = tmp_path_factory.mktemp("killed")
    (home / "before").mkdir()
    if request.param != "nothing":
        store(home / "before", OLDER)
    if request.param == "a damaged one":
        (home / "before/abc/one").write_text("damaged")
    command = [sys.executable, "-c", KILLED, str(home)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120)
    return request.param, sorted((path for path in home.iterdir() if path.name != "before"), key=lambda p: int(p.name))


def test_after_every_kill_there_is_what_was_before_or_what_is_whole(killed):
    before, folders = killed
    assert len(folders) > 20
    for root in folders:
        place = root / "abc"
        if not place.exists():
            assert before == "nothing"
        elif damage_of(place):
            assert before == "a damaged one"
        else:
            assert names_in(place) == WHOLE or (before == "an older one" and names_in(place) == OLDER)
    assert sum(bool(rests(root)) for root in folders) > 10
    assert names_in(folders[-1] / "abc") == WHOLE
    assert rests(folders[-1]) == []


def test_who_comes_next_finds_it_whole_or_makes_it_and_nothing_is_left(killed):
    for root in killed[1]:
        if names_in(root / "abc") == WHOLE and not damage_of(root / "abc"):
            clear(root)
        else:
            store(root, WHOLE)
        assert os.listdir(root) == ["abc"]
        assert names_in(root / "abc") == WHOLE
        assert damage_of(root / "abc") == ""
