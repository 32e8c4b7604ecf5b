"""Where Python leaves docstrings out (-OO), the schema and the help still say what they say."""

import os
import subprocess
import sys

from commands import ROOT
from typer.testing import CliRunner

from sim.cli.app import app
from sim.core.documents import json_text
from sim.scenario.load import json_schema

PROGRAM = """
from sim.cli.app import app
from sim.core.documents import json_text
from sim.scenario.load import json_schema
from typer.testing import CliRunner
print(json_text(json_schema()))
print(CliRunner().invoke(app, ["run", "--help"], prog_name="passerby").stdout)
print(CliRunner().invoke(app, ["store", "check", "--help"], prog_name="passerby").stdout)
"""


def test_texts_stand_also_where_python_leaves_docstrings_out():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-OO", "-c", PROGRAM], capture_output=True, text=True, env=environment, check=True
    )
    helps = (
        CliRunner().invoke(app, [*words, "--help"], prog_name="passerby") for words in (["run"], ["store", "check"])
    )
    assert done.stdout == "\n".join([json_text(json_schema()), *(one.stdout for one in helps), ""])
