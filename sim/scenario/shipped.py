"""The scenarios that come with the product, found in a checkout and in an installed package alike."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from sim.core.errors import ScenarioError

__all__ = [
    "demo_policies",
    "file_of",
    "file_or_shipped",
    "group_scheme_file",
    "instead_of",
    "is_shipped",
    "names_of",
    "place_file",
    "policy_file",
    "profile_file",
    "profile_names",
    "programme_file",
]

_WORDS = {
    "boroughs": "borough",
    "claims": "claim",
    "comparisons": "comparison",
    "emulators": "emulator",
    "fits": "fit",
    "groups": "scheme of groups",
    "library": "comparison with results",
    "places": "place",
    "policies": "policy",
    "programmes": "programme",
    "recognition": "recognition profile",
    "streets": "street",
    "verdicts": "document of verdicts",
}
_ALSO = {"places": "streets"}
"""Kinds whose names may be of another kind too: a street of a borough is a place, and in no menu of places."""
_JSON = ("emulators", "library", "verdicts")
_LONGEST = 200
_PACKAGED = Path(__file__).parents[1] / "scenarios"
_CHECKOUT = Path(__file__).parents[2] / "scenarios"


def place_file(name: str) -> Path:
    """Return the file of a shipped place, such as "north_end"."""
    return file_of("places", name)


def policy_file(name: str) -> Path:
    """Return the file of a shipped policy, such as "lfr_fixed_2025"."""
    return file_of("policies", name)


def group_scheme_file(name: str) -> Path:
    """Return the file of a shipped scheme of ethnic groups, such as "census_19"."""
    return file_of("groups", name)


def profile_file(name: str) -> Path:
    """Return the file of a shipped recognition profile, such as "met_field_064"."""
    return file_of("recognition", name)


def programme_file(name: str) -> Path:
    """Return the file of a shipped programme, such as "roll_out"."""
    return file_of("programmes", name)


def profile_names() -> tuple[str, ...]:
    """Return the names of all shipped recognition profiles."""
    return names_of("recognition")


def names_of(kind: str) -> tuple[str, ...]:
    """Return the names of what is shipped of a kind: a folder of scenarios, such as "places" or "comparisons"."""
    files = (file for root in (_PACKAGED, _CHECKOUT) for file in (root / kind).glob(f"*{_suffix(kind)}"))
    return tuple(sorted({file.stem for file in files}))


def is_shipped(kind: str, name: object) -> bool:
    """Return whether something is shipped of a kind (see `names_of`) under a name; of places, boroughs' streets too."""
    return name in (*names_of(kind), *_other_names(kind))


def _other_names(kind: str) -> tuple[str, ...]:
    return names_of(_ALSO[kind]) if kind in _ALSO else ()


def demo_policies() -> tuple[tuple[Path, ...], ...]:
    """Return the overlays of each day of the demonstration."""
    return ((policy_file("lfr_fixed_2025"),),)


def file_or_shipped(name: str | Path, kind: str, *, folder: Path = Path(), where: str = "") -> Path:
    """Return the file of a name: one in `folder`, or what is shipped of a kind (see `names_of`).

    Parameters
    ----------
    where
        Where the name is written, for what is said if there is neither; the name itself by default.

    Raises
    ------
    ScenarioError
        If there is neither.
    """
    if not isinstance(name, str | Path):
        raise ScenarioError(where or repr(name), f"not the name of a {_WORDS[kind]}", "a text or a path")
    beside = folder / name
    if os.path.isfile(beside):
        return beside
    if is_shipped(kind, str(name)):
        return file_of(kind, str(name))
    if os.path.isdir(beside):
        raise ScenarioError(
            where or _short(name), f"a folder, and no file ({_short(beside)})", f"the file of a {_WORDS[kind]} in it"
        )
    missing = f"file ({_short(beside)})" if _names_a_file(name) else f"{_WORDS[kind]} ({_short(name)})"
    raise ScenarioError(where or _short(name), f"no such {missing}", instead_of(name, kind))


def _names_a_file(name: str | Path) -> bool:
    return Path(name).suffix.lower() in (".yaml", ".yml", ".json") or len(Path(name).parts) > 1


def instead_of(name: str | Path, kind: str) -> str:
    """Return what would be right in the place of a name: the shipped names that are nearest, and all there are."""
    known, others = names_of(kind), _other_names(kind)
    near = difflib.get_close_matches(Path(name).stem.lower(), [*known, *others], n=3)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    also = f", or a {_WORDS[_ALSO[kind]]} of a borough: {', '.join(others)}" if others else ""
    return f"{meant}a file, or one of {', '.join(known)}{also}"


def _short(name: str | Path) -> str:
    text = str(name)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def file_of(kind: str, name: str) -> Path:
    """Return the file of what is shipped of a kind (see `is_shipped`) under a name."""
    for folder in [kind, *([_ALSO[kind]] if kind in _ALSO else [])]:
        for root in (_PACKAGED, _CHECKOUT):
            file: Path = root / folder / f"{name}{_suffix(kind)}"
            if file.is_file():
                return file
    raise ScenarioError(name, f"no such scenario comes with the product ({kind}/{name}{_suffix(kind)})")


def _suffix(kind: str) -> str:
    """Return how the names of files of a kind end: what people write is YAML, what is made JSON."""
    return ".json" if kind in _JSON else ".yaml"
