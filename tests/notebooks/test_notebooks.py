"""Notebooks run from the first cell to the last, as somebody who opens one would run them, but on smaller settings."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
_DEPLOYMENTS = ("per_month: 6", "per_month: 2")
SMALLER = {
    "campaigner": (_DEPLOYMENTS, ("draws=9", "draws=3")),
    "council": (_DEPLOYMENTS, ("replications=4", "replications=2")),
    "first_day": (('"day.duration_h": 1.0', '"day.duration_h": 0.3'),),
    "policymaker": (_DEPLOYMENTS, ("replications=4", "replications=2")),
}
"""What is written in a notebook, and what is put in its place so that it takes seconds; all else of it is run."""


def test_there_are_notebooks():
    assert [file.stem for file in NOTEBOOKS] == list(SMALLER)


@pytest.mark.filterwarnings("default")  # of the notebook's own machinery
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs_and_plots(file, walks, tmp_path):
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "passages").symlink_to(walks / "passages")
    (walks / "passages").mkdir(exist_ok=True)
    text = file.read_text(encoding="utf-8")
    for written, smaller in ((json.dumps(one)[1:-1], json.dumps(other)[1:-1]) for one, other in SMALLER[file.stem]):
        assert text.count(written) == 1
        text = text.replace(written, smaller)
    notebook = nbformat.reads(text, as_version=4)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    said = [output["text"] for output in outputs if output.get("name") == "stderr"]
    # Mesa asks tqdm for a bar, which asks for widgets where there are none; and one of some thresholds is the usual one
    known = ("TqdmWarning", "lfr.threshold to 0.64 changes nothing")
    assert [text for text in said if not any(one in text for one in known)] == []
