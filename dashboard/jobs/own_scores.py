r"""Score files that a reader brings: what is sent becomes a recognition profile, and no file is kept.

{"name": "My system", "table": "threshold,watchlist_size,group,fpir,tpir\n..."}
{"name": "My system", "mated": "score,group\n...", "non_mated": "data:;base64,...", "threshold": 0.6,
 "watchlist_size": 10000, "lower_is_better": false}

A file is its text, or a data URL of its bytes: a workbook, or a text in any encoding that tables are read in.
"""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import Field

from dashboard.jobs.form import FormErrors, FormMistake
from sim.core.config import Config
from sim.core.errors import ScenarioError
from sim.recognition.accuracy.profile import Profile
from sim.scenario.load import validate
from sim.scenario.located import Located, Mark
from sim.scenario.own_profile import profile_of_scores, profile_of_table

__all__ = ["OwnScores", "profile_of_sent"]


_DATA = "data:;base64,"


class OwnScores(Config):
    """What is sent."""

    name: str = Field(default="My own scores", min_length=1, max_length=100)
    """What the system is called."""
    table: str | None = None
    """A table of operating points; in its place, scores."""
    mated: str | None = None
    """Mated scores."""
    non_mated: str | None = None
    """Non-mated scores."""
    threshold: float | None = None
    """On the scale of the scores."""
    watchlist_size: int | None = None
    """References that FPIR is stated for."""
    lower_is_better: bool = False
    """Whether the scores are distances."""


def profile_of_sent(data: Any) -> Profile:
    """Return the profile of what was sent.

    Raises
    ------
    FormErrors
        If something is missing or not right; a place in a file is told by its name, line and column.
    """
    if not isinstance(data, dict):
        raise FormErrors((FormMistake("scores", "not scores", "a mapping with a table, or with scores"),))
    with TemporaryDirectory() as folder:
        try:
            return _made(validate(OwnScores, Located(data, {(): Mark("scores")})), Path(folder))
        except ScenarioError as error:
            what = f"{error.where}: {error.what}".replace(f"{folder}/", "").replace("--", "")
            raise FormErrors((FormMistake("scores", what, error.allowed.replace("--", "")),)) from None


def _made(sent: OwnScores, folder: Path) -> Profile:
    if sent.table is not None:
        return profile_of_table(_file(folder / "table.csv", sent.table), name=sent.name)
    if sent.mated is None or sent.non_mated is None or sent.threshold is None or sent.watchlist_size is None:
        raise ScenarioError(
            "scores", "something is missing", "a table; or mated and non-mated scores, a threshold and a list size"
        )
    return profile_of_scores(
        _file(folder / "mated.csv", sent.mated),
        _file(folder / "non_mated.csv", sent.non_mated),
        threshold=sent.threshold,
        watchlist_size=sent.watchlist_size,
        name=sent.name,
        lower_is_better=sent.lower_is_better,
    )


def _file(path: Path, sent: str) -> Path:
    """Write a file that was sent.

    Raises
    ------
    ScenarioError
        If it is a data URL whose content is not base64.
    """
    if not sent.startswith(_DATA):
        path.write_text(sent, encoding="utf-8")
        return path
    try:
        path.write_bytes(b64decode(sent.removeprefix(_DATA), validate=True))
    except ValueError:
        raise ScenarioError(str(path), "is no file that was sent whole", f"{_DATA} and its bytes in base64") from None
    return path
