"""Tests of the door to numba."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core.errors import NumbaError

import sim.core.kernel
from sim.core.kernel import _check_numba, _is_writable, _keep_cache_by_sources, kernel, uncounted
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
    """It is said at import, before anything is compiled."""
    with pytest.raises(ImportError, match="no option _nrt"):
        _check_numba(object)


def test_kernels_are_kept_where_something_can_be_written_and_only_where_nobody_else_can(tmp_path, monkeypatch):
    """Case 23: of an installation that is read-only, without a home."""
    monkeypatch.setattr(sim.core.kernel.config, "CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/none")
    monkeypatch.setattr(sim.core.kernel, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(sim.core.kernel, "_is_writable", lambda folder: str(tmp_path) in str(folder) and can(folder))
    can = _is_writable
    assert _keep_cache_by_sources()
    folder = Path(sim.core.kernel.config.CACHE_DIR)
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert not _keep_cache_by_sources()
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert not _keep_cache_by_sources()


def test_kernels_are_kept_where_the_user_wants_them(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.core.kernel.config, "CACHE_DIR", "")
    for wanted, found in ((tmp_path / "mine", tmp_path / "mine"), ("/proc/none", ROOT / "sim/__pycache__")):
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(wanted))
        assert _keep_cache_by_sources()
        assert Path(sim.core.kernel.config.CACHE_DIR).parent == found


def doubled(number):
    return 2 * number


def test_a_kernel_for_which_the_disk_has_no_room_is_compiled_all_the_same_and_kept_when_there_is(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.core.kernel.config, "CACHE_DIR", str(tmp_path))
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
