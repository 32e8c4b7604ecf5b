"""Tests of the door to numba."""

import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

import numpy as np
import pytest
from numba.core.errors import NumbaError

import sim.core.kept
import sim.core.kernel
from sim.core.compiling import _check_numba
from sim.core.kept import _folder, _is_writable, forget_old
from sim.core.kernel import inlined, kernel, takes_over, uncounted
from sim.recognition.cameras.view import look
from tests.full_disk import no_file_beyond

ROOT = Path(__file__).parents[2]


def test_a_kernel_that_counts_no_references_can_make_no_array():
    """Numba honours the option: it says at compilation what would otherwise be memory that nobody frees."""

    @uncounted
    def made(n):
        return np.zeros(n).sum()

    with pytest.raises(NumbaError):
        made(3)


def test_a_numba_that_always_counts_references_is_refused():
    """It is said when numba is loaded, before anything is compiled."""
    with pytest.raises(ImportError, match="no option _nrt"):
        _check_numba(object)


def test_numba_is_loaded_when_the_first_kernel_is_called():
    program = (
        "import sys; from sim.street.exponential import share_after; print('numba' in sys.modules); "
        "share_after(1.0, 2.0); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_a_kernel_that_several_threads_call_first_is_one():
    @kernel
    def halved(number):
        return number / 2

    ready = Barrier(4)

    def first():
        ready.wait()
        return halved(3.0), id(halved._compiled)

    with ThreadPoolExecutor(4) as threads:
        found = {result.result() for result in [threads.submit(first) for _ in range(4)]}
    assert found == {(1.5, id(halved._compiled))}


def test_a_kernel_goes_to_another_process_by_its_name():
    assert pickle.loads(pickle.dumps(look)) is look
    assert look.__doc__.startswith("Return what a lens sees")


class _Twice(NamedTuple):
    number: float


class _Thrice(NamedTuple):
    number: float


def _stage(settings):
    raise NotImplementedError


@inlined
def _part(number):
    return number + 1.0


@kernel
def _through(settings):
    return _part(_stage(settings))


@takes_over(_stage, _Twice)
@kernel
def _twice(settings):
    return 2 * settings.number


def test_who_takes_over_is_heard_of_before_and_after_numba_is_loaded():
    assert _through(_Twice(4.0)) == 9

    @takes_over(_stage, _Thrice)
    @kernel
    def _thrice(settings):
        return 3 * settings.number

    assert _through(_Thrice(4.0)) == 13
    assert _through(_Twice(5.0)) == 11


def test_kernels_are_kept_where_something_can_be_written_and_only_where_nobody_else_can(tmp_path, monkeypatch):
    """Case 23: of an installation that is read-only, without a home."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/none")
    monkeypatch.setattr(sim.core.kept, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(sim.core.kept, "_is_writable", lambda folder: str(tmp_path) in str(folder) and can(folder))
    can = _is_writable
    folder = _folder()
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert _folder() is None
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert _folder() is None


def test_kernels_are_kept_where_the_user_wants_them(tmp_path, monkeypatch):
    for wanted, found in ((tmp_path / "mine", tmp_path / "mine"), ("/proc/none", ROOT / "sim/__pycache__")):
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(wanted))
        assert _folder().parent == found


def test_without_a_folder_a_kernel_is_compiled_and_not_kept(monkeypatch):
    monkeypatch.setattr(sim.core.kernel, "kept_in", lambda: None)
    once = kernel(doubled)
    assert once(4) == 8
    assert not once.stats.cache_path


def test_the_folder_is_named_by_all_that_what_is_kept_is_made_with():
    sources = set(sim.core.kept._compiled_sources())
    assert {f"sim.core.{name}" for name in ("kernel", "compiling", "kept", "streams")} <= sources
    assert {"sim.street.exponential", "sim.street.geometry", "sim.recognition.accuracy.sphere"} <= sources
    assert not {name for name in sources if name.startswith(("sim.cli", "sim.report"))}


def test_what_was_written_last_stays(tmp_path):
    for age, name in enumerate(("a-new", "a-old", "b")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (-age, -age))
    forget_old(tmp_path, "a-*", 1)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a-new", "b"]


def doubled(number):
    return 2 * number


def test_a_kernel_for_which_the_disk_has_no_room_is_compiled_all_the_same_and_kept_when_there_is(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.core.kernel, "kept_in", lambda: tmp_path)
    with no_file_beyond(1024):  # of the two files of a kernel one is smaller than that
        assert kernel(doubled)(4) == 8
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert kernel(doubled)(4) == 8
    again = kernel(doubled)
    assert again(4) == 8
    assert sum(again.stats.cache_hits.values()) == 1


def test_a_folder_in_which_nothing_can_be_made_is_passed_over():
    assert not _is_writable(Path("/proc/none/kernels"))


@pytest.mark.skipif(shutil.which("setpriv") is None or os.geteuid() != 0, reason="rights are to be given up")
def test_without_a_home_and_in_a_read_only_installation_commands_run(tmp_path):
    program = "from sim.cli.main import main; main()"
    rights = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    installed = tmp_path / "installed"
    shutil.copytree(ROOT / "sim", installed / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (installed / "scenarios").symlink_to(ROOT / "scenarios")
    for path in (installed / "sim", *(installed / "sim").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/proc/none",
        "PYTHONPATH": str(installed),
        "TMPDIR": str(tmp_path),
    }
    command = [*rights, "env", "-i", *(f"{key}={value}" for key, value in environment.items()), sys.executable]
    done = subprocess.run(
        [*command, "-c", program, "schema"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
