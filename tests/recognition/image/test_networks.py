"""Networks: what is wrong with an installation is said, and what would be right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim.core.errors import RunError
from sim.recognition.image.networks import DETECTOR, check_version, read_weights


def test_a_missing_extra_is_named():
    with pytest.raises(RunError, match=r"OpenCV is not installed.*pip install 'passerby\[vision\]'"):
        check_version(None)


@pytest.mark.parametrize("found", ["5.0.0", "5.1.0.80", "4.9.0.80", "3.4.18"])
def test_an_opencv_that_does_not_run_the_weights_is_refused(found: str):
    with pytest.raises(RunError, match=rf"{found} is installed.*>=4.10,<5"):
        check_version(found)


@pytest.mark.parametrize("found", ["4.10.0.84", "4.14.0.94"])
def test_an_opencv_that_runs_them_is_taken(found: str):
    check_version(found)


def test_missing_weights_are_named(tmp_path: Path):
    with pytest.raises(RunError, match=r"YuNet are missing .*passerby\[vision\]"):
        read_weights(tmp_path / DETECTOR.file, DETECTOR)


def test_altered_weights_are_refused_with_both_digests(tmp_path: Path):
    path = tmp_path / DETECTOR.file
    path.write_bytes(b"something else")
    with pytest.raises(RunError, match=rf"SHA-256 [0-9a-f]{{64}}.*must be {DETECTOR.sha256}"):
        read_weights(path, DETECTOR)


def test_nothing_needs_opencv_until_it_is_used():
    modules = ", ".join(f"sim.recognition.image.{name}" for name in ("measure", "recogniser", "scene"))
    code = f"import sys; sys.modules['cv2'] = None; import {modules}"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
