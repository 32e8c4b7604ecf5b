"""What is in the repository and is no program of ours is named in NOTICE, with its terms."""

import re

import pytest
from source_files import ROOT

NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
PLACES = [path for path in re.findall(r"^([\w./*-]+/[\w.*-]*)", NOTICE, re.MULTILINE) if "*" not in path]
DATA = {".jpg", ".png", ".npz", ".csv", ".woff2", ".geojson", ".ttf", ".onnx", ".parquet"}


@pytest.mark.parametrize("place", PLACES)
def test_what_notice_names_is_there(place):
    assert (ROOT / place).exists()


def test_no_file_of_data_is_without_terms():
    files = [
        path.relative_to(ROOT).as_posix()
        for folder in ("sim", "dashboard", "scenarios")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in DATA and "__pycache__" not in path.parts
    ]
    assert files
    assert not [file for file in files if not file.startswith(tuple(PLACES))]
