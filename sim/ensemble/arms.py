"""Arms by name: a programme or a place, with policies and single settings added to it, and files that name several.

    north_end_year                       a programme: shipped, or a file
    north_end_year+lfr_van_2025          the same with another policy
    north_end_year+lfr.threshold=0.6     with a setting
    north_end+lfr_fixed_2025             a day: a place with a policy

A comparison is a file with a `name`, `about`, and `arms`: what is above, each under a name of its own.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import Field

from sim.core.config import Config
from sim.core.errors import NoEffect, ScenarioError
from sim.ensemble.inputs import Settings
from sim.programme.load import load_programme
from sim.scenario.explain import ScenarioErrors
from sim.scenario.load import document, load, validate
from sim.scenario.shipped import file_or_shipped, instead_of, is_shipped, names_of

__all__ = ["Comparison", "arm_of", "comparison_of", "is_comparison"]

_PLUS = re.compile(r"\+(?=[A-Za-z_./])")
_ANY = "place, programme or comparison"
_OF_PLACES = {"footfall", "street", "geometry"}


class Comparison(Config):
    """What is compared: two arms or more."""

    name: str = Field(min_length=1, max_length=200)
    """What it is called."""
    about: str = Field(default="", max_length=4000)
    """What the difference is of, and what not."""
    arms: dict[str, str] = Field(min_length=1, max_length=26)
    """The arms, the first of which the others are held against."""


def comparison_of(name: str, *, settings: Sequence[str] = ()) -> tuple[Comparison, dict[str, Settings]]:
    """Return what a comparison file, or a single arm, stands for.

    Parameters
    ----------
    name
        A shipped comparison, a file of one, or an arm as `arm_of` reads it.
    settings
        `key=value`, set last in every arm.

    Raises
    ------
    ScenarioError
        What is wrong, where, and what would be right.
    """
    if not is_comparison(name):
        arm = arm_of(name, settings=settings)
        return Comparison(name=arm.name, arms={name: name}), {name: arm}
    file = file_or_shipped(name, "comparisons")
    comparison = validate(Comparison, document(file, "comparison"))
    with warnings.catch_warnings():
        # an arm of a file may say what the other arms change
        warnings.simplefilter("ignore", NoEffect)
        arms = {
            label: arm_of(text, settings=settings, folder=file.parent, where=f"{file}: arms: {label}")
            for label, text in comparison.arms.items()
        }
    return comparison, arms


def is_comparison(name: str) -> bool:
    """Return whether a name is that of a shipped comparison or of a file of one."""
    path = Path(name)
    if os.path.isfile(path):
        data = document(path, _ANY).data
        return isinstance(data, Mapping) and "arms" in data
    return name in names_of("comparisons")


def arm_of(text: str, *, settings: Sequence[str] = (), folder: Path = Path(), where: str = "") -> Settings:
    """Return the scenario or the programme that a text stands for.

    Parameters
    ----------
    text
        A programme or a place by name or file, then `+` and a policy, or `+key=value`, as often as need be.
    settings
        `key=value`, set last.
    folder
        Where files are looked for.
    where
        Where the text is written, for what is said if it is wrong.

    Raises
    ------
    ScenarioError
        What is wrong, where, and what would be right.
    """
    base, *added = [text] if os.path.isfile(folder / text) else _PLUS.split(text)
    policies = [one for one in added if "=" not in one]
    given = [*(one for one in added if "=" in one), *settings]
    file, is_programme = _base(base, folder, where or text)
    with _placed([one for one in added if "=" in one], settings, where or text):
        return _loaded(file, policies, given, folder, where or text, is_programme=is_programme)


def _loaded(
    file: Path, policies: Sequence[str], given: Sequence[str], folder: Path, where: str, *, is_programme: bool
) -> Settings:
    if is_programme:
        for policy in policies:
            file_or_shipped(policy, "policies", folder=file.parent, where=where)
        return load_programme(file, policies=policies, settings=given)
    overlays = [file_or_shipped(policy, "policies", folder=folder, where=where) for policy in policies]
    return load(file, policies=overlays, settings=given)


@contextmanager
def _placed(own: Sequence[str], settings: Sequence[str], where: str) -> Iterator[None]:
    """Say what is wrong with settings of an arm's own text where the text is: no `--set` has them."""
    try:
        yield
    except ScenarioError as error:
        # settings of the deployment are known by their whole names
        ours, given = ({f"--set {part}{one.strip()}" for one in of for part in ("", "lfr.")} for of in (own, settings))
        wrong = list(error.errors if isinstance(error, ScenarioErrors) else (error,))
        moved = [ScenarioError(where, one.what, one.allowed) if one.where in ours - given else one for one in wrong]
        raise (moved[0] if len(moved) == 1 else ScenarioErrors(moved)) from None


def _base(name: str, folder: Path, where: str) -> tuple[Path, bool]:
    """Return the file of a place or a programme, and whether it is of a programme."""
    beside = folder / name
    if os.path.isfile(beside):
        data = document(beside, _ANY).data
        return beside, isinstance(data, Mapping) and not _OF_PLACES & set(data)
    for kind, is_programme in (("programmes", True), ("places", False)):
        if is_shipped(kind, name):
            return file_or_shipped(name, kind), is_programme
    other = "; a programme, ".join(instead_of(name, kind) for kind in ("places", "programmes"))
    raise ScenarioError(where, f"no such place or programme ({name})", f"a place, {other}")
