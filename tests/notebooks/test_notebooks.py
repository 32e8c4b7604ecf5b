"""Notebooks run from the first cell to the last, as somebody who opens one would run them."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    assert [file.stem for file in NOTEBOOKS] == ["campaigner", "council", "first_day", "policymaker"]


@pytest.mark.filterwarnings("default")  # of the notebook's own machinery
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs_and_plots(file, walks, tmp_path):
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "passages").symlink_to(walks / "passages")
    (walks / "passages").mkdir(exist_ok=True)
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    said = [output["text"] for output in outputs if output.get("name") == "stderr"]
    # Mesa asks tqdm for a bar, which asks for widgets where there are none
    assert [text for text in said if "TqdmWarning" not in text] == []
