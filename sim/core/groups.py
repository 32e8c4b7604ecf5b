"""Schemes of ethnic groups: which groups a scenario tells apart, and how they stand to coarser ones.

Settings by group are marked by their type: `GroupShares` are shares of a whole, `ByGroup` values of each group.
`in_groups` spells them out for a scheme: a group without a value of its own has that of the group which it is part of,
and of a share its part, by how many people were counted. So one data file makes every setting, published for five
groups, usable for nineteen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from pydantic.fields import FieldInfo

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.nearest import nearest
from sim.core.shares import Shares

__all__ = ["ByGroup", "Group", "GroupScheme", "GroupShares", "in_groups", "spell_out"]

_T = TypeVar("_T")
_C = TypeVar("_C", bound=Config)
_MOST = 25
"""As many as a map can tell apart by colour and shape."""
_NAME = r"^[A-Za-z][A-Za-z0-9_]*$"


class _Split:
    """Marks shares of a whole: what is given for a group is divided among its parts."""


class _Inherited:
    """Marks values of each group: what is given for a group holds for its parts."""


GroupShares = Annotated[Shares[str], _Split()]
"""Shares of a whole by group; a group left out has none."""
ByGroup = Annotated[dict[str, _T], _Inherited()]
"""`ByGroup[float]`: a value for each group; what a group left out has, its field says."""


class Group(Config):
    """One ethnic group of a scheme."""

    label: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")
    """What pages, reports and tables call it; settings and documents have its name."""
    part_of: str | None = None
    """The group of a coarser scheme that it is part of, whose values it has where it has none of its own."""
    counted: float | None = Field(default=None, gt=0, le=1e10)
    """People counted in it, where it is part of another: shares are divided among the parts by these counts."""

    @model_validator(mode="after")
    def _parts_are_counted(self) -> Group:
        if (self.part_of is None) != (self.counted is None):
            missing = "counted" if self.counted is None else "part_of"
            raise SettingsConflict((), f"`{missing}` is missing; a group that is part of another has both, or neither")
        return self


class GroupScheme(Config):
    """The ethnic groups that a scenario tells apart."""

    name: str = Field(min_length=1, max_length=200)
    """What the scheme is called where results are shown."""
    source: str = Field(min_length=1, max_length=1000)
    """Whose groups and counts these are."""
    groups: dict[Annotated[str, Field(pattern=_NAME, max_length=60)], Group] = Field(min_length=1, max_length=_MOST)
    """The groups, by the names that settings use (letters, digits and underscores), in the order in which results show
    them; at most 25."""

    @model_validator(mode="after")
    def _is_flat(self) -> GroupScheme:
        for name, group in self.groups.items():
            if group.part_of in self.groups:
                raise SettingsConflict(
                    ("groups", name, "part_of"),
                    f"{group.part_of} is a group of this scheme too; nobody is in two groups: leave out the one or the "
                    "other",
                )
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The groups in the order of every array by group; G of them."""
        return tuple(self.groups)

    def label(self, name: str) -> str:
        """Return what a group is called where results are shown."""
        return self.groups[name].label

    @property
    def labels(self) -> dict[str, str]:
        """What the groups are called where results are shown, by name."""
        return {name: group.label for name, group in self.groups.items()}

    @property
    def how_divided(self) -> str:
        """How what is known of coarser groups alone is divided among their parts, in words; empty without any."""
        wholes = dict.fromkeys(group.part_of for group in self.groups.values() if group.part_of is not None)
        if not wholes:
            return ""
        return (
            f"{self.name}: shares of residents, passers-by and lists that are known of {', '.join(wholes)} alone are "
            f"divided among their parts by these counts, in every borough alike, and no borough's own: {self.source}"
        )

    def known_as(self, known: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Return under which of the names in `known` the groups go: their own, or that of what they are part of.

        Returns
        -------
        tuple
            The names, each once; and which of them each group goes under (G,).

        Raises
        ------
        ValueError
            If a group goes under none; see `unknown_to`.
        """
        absent = self.unknown_to(known)
        if absent:
            raise ValueError(f"nothing is known of {', '.join(absent)}; known are {', '.join(known)}")
        meant = [name if name in known else str(group.part_of) for name, group in self.groups.items()]
        names = tuple(dict.fromkeys(meant))
        return names, np.array([names.index(name) for name in meant], np.int64)

    def unknown_to(self, known: Sequence[str]) -> tuple[str, ...]:
        """Return the groups that are not in `known`, nor what they are part of."""
        return tuple(name for name, group in self.groups.items() if name not in known and group.part_of not in known)

    def check(self, key: str, path: tuple[str | int, ...], *, is_given: bool = True) -> None:
        """Refuse a key that is neither a group nor what one is part of.

        Parameters
        ----------
        key, path
            The key, and the keys that lead to what holds it.
        is_given
            Whether somebody has given it; if it is of a default, the scheme is what lacks it.

        Raises
        ------
        SettingsConflict
            With the nearest name, or all there are.
        """
        wholes = [group.part_of for group in self.groups.values() if group.part_of is not None]
        allowed = list(dict.fromkeys([*self.groups, *wholes]))
        if key in allowed:
            return
        where = ".".join(map(str, path))
        if not is_given:
            raise SettingsConflict(
                ("groups",),
                f"the scheme ({self.name}) has no {key}, nor a part of it, which `{where}` has by default; add one, or "
                f"give `{where}` for {', '.join(self.groups)}",
            )
        near = nearest(key, allowed)
        raise SettingsConflict(
            (*path, key),
            f"unknown key `{key}` in `{where}`; "
            + (f"did you mean `{near[0]}`?" if near else f"the groups are {', '.join(allowed)}"),
            is_key=True,
        )


def in_groups(settings: _C, scheme: GroupScheme, path: tuple[str | int, ...] = ()) -> _C:
    """Return settings with everything by group spelled out for the groups of a scheme; the same object if it was.

    Parameters
    ----------
    path
        The keys that lead to `settings`, for what is said of mistakes.

    Raises
    ------
    SettingsConflict
        If something is given for a group that the scheme does not have, or a share both for a group and for a part.
    """
    changed = {}
    for name, info in type(settings).model_fields.items():
        value = getattr(settings, name)
        mark = _mark_of(info)
        if mark is None:
            spelled = _inside(value, scheme, (*path, name))
        else:
            spelled = _spelled(value, mark, scheme, (*path, name), is_given=name in settings.model_fields_set)
        if spelled is not value:
            changed[name] = spelled
    return settings.model_copy(update=changed) if changed else settings


def spell_out(settings: Config, scheme: GroupScheme) -> None:
    """Spell out settings in place, while they are being made; see `in_groups`."""
    spelled = in_groups(settings, scheme)
    for name in type(settings).model_fields:
        if getattr(spelled, name) is not getattr(settings, name):
            # settings are frozen for everybody else
            object.__setattr__(settings, name, getattr(spelled, name))


def _inside(value: Any, scheme: GroupScheme, path: tuple[str | int, ...]) -> Any:
    """Return settings, or a list or mapping of them, spelled out; anything else as it is."""
    if isinstance(value, Config):
        return in_groups(value, scheme, path)
    if isinstance(value, tuple) and value and isinstance(value[0], Config):
        parts = tuple(in_groups(part, scheme, (*path, k)) for k, part in enumerate(value))
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
    if isinstance(value, Mapping) and value and isinstance(next(iter(value.values())), Config):
        inside = {key: in_groups(part, scheme, (*path, key)) for key, part in value.items()}
        return value if all(inside[key] is value[key] for key in value) else inside
    return value


def _spelled(
    value: Mapping[str, float] | None, mark: type, scheme: GroupScheme, path: tuple[str | int, ...], *, is_given: bool
) -> Mapping[str, float] | None:
    """Return shares or values by group, spelled out as they are marked."""
    if value is None:
        return None
    for key in value:
        scheme.check(key, path, is_given=is_given)
    if all(key in scheme.groups for key in value):
        return value
    return _split(value, scheme, path) if mark is _Split else _inherited(value, scheme)


def _split(shares: Mapping[str, float], scheme: GroupScheme, path: tuple[str | int, ...]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for group in scheme.groups.values():
        if group.part_of is not None and group.counted is not None:
            totals[group.part_of] = totals.get(group.part_of, 0.0) + group.counted
    found = {}
    for name, group in scheme.groups.items():
        whole, counted = group.part_of, group.counted
        if whole is None or counted is None or whole not in shares:
            if name in shares:
                found[name] = shares[name]
        elif name in shares:
            raise SettingsConflict(
                (*path, name), f"a share is given for {whole} and for its part {name}; give the whole or its parts"
            )
        else:
            found[name] = shares[whole] * counted / totals[whole]
    return found


def _inherited(values: Mapping[str, _T], scheme: GroupScheme) -> dict[str, _T]:
    found = {}
    for name, group in scheme.groups.items():
        if name in values:
            found[name] = values[name]
        elif group.part_of is not None and group.part_of in values:
            found[name] = values[group.part_of]
    return found


def _mark_of(info: FieldInfo) -> type | None:
    """Return how a field is marked, also where it may be null."""
    metadata = [*info.metadata, *(item for part in get_args(info.annotation) for item in _metadata(part))]
    return next((type(item) for item in metadata if isinstance(item, (_Split, _Inherited))), None)


def _metadata(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__metadata__", ())
