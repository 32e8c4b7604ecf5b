from __future__ import annotations

import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parent))

from stored_day import write_runs

from dashboard.app import create_app


@pytest.fixture(scope="session")
def runs_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_runs(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def client(runs_root: Path) -> FlaskClient:
    return create_app(runs_root).server.test_client()
