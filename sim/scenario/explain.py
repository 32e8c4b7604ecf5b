"""What is wrong with a scenario, in plain English, each at its line and column."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.core.errors import ScenarioError, SettingsConflict
from sim.scenario.fields import choices_at, keys_at, paths_to
from sim.scenario.located import Keys, Located, quoted
from sim.scenario.shipped import instead_of

__all__ = ["ScenarioErrors", "explained", "plainly"]

_MOST_TOLD = 40
"""Mistakes of one document that are told; a wrong column of a map may make thousands."""
_LIKE, _VERY_LIKE = 0.6, 0.8
"""How like a key is that is meant; on top of a document, where a key may stand without what it is part of, only one
that is very like it is meant rather than the same key further down."""
_NAMED = {
    "recognition": ("it is `recognition: {profile: NAME}`, and a profile is ", "recognition"),
    "profile": ("it is ", "recognition"),
    "place": ("it is ", "places"),
}
"""Settings that may name what is shipped, and of what kind."""


class ScenarioErrors(ScenarioError):
    """Several mistakes in one scenario, one a line.

    Parameters
    ----------
    errors
        At least one; the first gives `where`, `what` and `allowed`.
    """

    def __init__(self, errors: Sequence[ScenarioError]) -> None:
        first = errors[0]
        super().__init__(first.where, first.what, first.allowed)
        self.errors = tuple(errors)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again, where another process has raised it."""
        return type(self), (self.errors,)

    def __str__(self) -> str:
        """Return every mistake on its own line."""
        return "\n".join(map(str, self.errors))


def explained(error: ValidationError, model: type[BaseModel], located: Located) -> ScenarioError:
    """Translate what pydantic found into an error for the writer of the scenario.

    Parameters
    ----------
    error
        What came of validating `located.data` as `model`.

    Returns
    -------
    ScenarioError
        The mistake, or `ScenarioErrors` if there are several, in the order of the schema.
    """
    items = error.errors(include_url=False)
    around = {item["loc"][:length] for item in items for length in range(len(item["loc"]))}
    # a list is said to be too short if one of its items is wrong and was not counted: that is an echo
    items = [item for item in items if not (item["type"] == "too_short" and item["loc"] in around)]
    found = [(_explained(dict(item), model, located)) for item in items[:_MOST_TOLD]]
    unique = list({str(mistake): mistake for mistake in found}.values())
    if len(items) > _MOST_TOLD:
        where = unique[0].where.partition(":")[0]
        unique.append(ScenarioError(where, f"{len(items) - _MOST_TOLD:,} more mistakes", "mend those above first"))
    return unique[0] if len(unique) == 1 else ScenarioErrors(unique)


def plainly(error: ValidationError | SettingsConflict) -> tuple[str, str]:
    """Return what is wrong with settings that no file holds, and what is allowed: of several mistakes the first."""
    if isinstance(error, SettingsConflict):
        what, _, allowed = str(error).partition("; ")
        return what, allowed
    item = error.errors(include_url=False)[0]
    if item["type"] == "value_error":
        what, _, allowed = str(item["ctx"]["error"]).partition("; ")
        return what, allowed
    what, allowed = _SENTENCES.get(item["type"], _unforeseen)(dict(item))
    return " ".join(filter(None, (f"`{_dotted(item['loc'])}`" if item["loc"] else "", what))), allowed


def _explained(item: dict[str, Any], model: type[BaseModel], located: Located) -> ScenarioError:
    path, rest = _path_in(located.data, item["loc"])
    if item["type"] == "extra_forbidden":
        return _unknown_key(path, model, located)
    if item["type"] == "missing":
        missing = ".".join(map(str, (*path, *rest[-1:])))
        named = _NAMED.get(missing.rpartition(".")[2])
        allowed = "" if named is None else f"{named[0]}{instead_of('', named[1])}"
        return ScenarioError(str(located.value_at(path)), f"`{missing}` is missing", allowed)
    if item["type"] == "value_error":
        return _refused(item["ctx"]["error"], path, located)
    if item["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return _wrong_kind(item, path, located)
    if item["type"] in ("literal_error", "enum"):
        return _wrong_choice(item, path, model, located)
    what, allowed = _SENTENCES.get(item["type"], _unforeseen)(item)
    return ScenarioError(str(located.value_at(path)), f"{_subject(path)} {what} ({quoted(item['input'])})", allowed)


def _path_in(data: Any, loc: Sequence[str | int]) -> tuple[Keys, Keys]:
    """Follow pydantic's location through the data; what is in neither (tags, missing keys) is the rest."""
    path: Keys = ()
    rest: Keys = ()
    for part in loc:
        inside = isinstance(data, dict) and part in data
        inside = inside or (isinstance(data, list) and isinstance(part, int) and part < len(data))
        if inside:
            path, data, rest = (*path, part), data[part], ()
        else:
            rest = (*rest, part)
    return path, rest


def _unknown_key(path: Keys, model: type[BaseModel], located: Located) -> ScenarioError:
    key = str(path[-1])
    known = keys_at(model, path[:-1], located.data)
    place = f" in `{_dotted(path[:-1])}`" if path[:-1] else ""
    near = difflib.get_close_matches(key, known, n=1, cutoff=_LIKE if path[:-1] else _VERY_LIKE)
    elsewhere = [] if near else [_dotted(one) for one in paths_to(model, key, located.data)]
    if not elsewhere:
        near = difflib.get_close_matches(key, known, n=1, cutoff=_LIKE)
    if key in keys_at(model, path[:-1]):
        allowed = "it belongs to another `kind`"
    elif near:
        allowed = f"did you mean `{near[0]}`?"
    elif elsewhere:
        allowed = f"did you mean `{elsewhere[0]}`?"
    else:
        allowed = f"keys here are {', '.join(known)}" if known else ""
    return ScenarioError(str(located.key_at(path)), f"unknown key `{key}`{place}", allowed)


def _refused(refusal: Exception, path: Keys, located: Located) -> ScenarioError:
    """Report what a validator of ours refused; a `path` on its error says which part is meant."""
    inner: Keys = tuple(getattr(refusal, "path", ()))
    subject = f"`{_dotted(path)}`: " if path and not inner else ""
    what, _, allowed = str(refusal).partition("; ")
    meant = path + inner
    at = located.key_at if getattr(refusal, "is_key", False) else located.value_at
    where = (located.setting_in(meant) if meant else None) or at(meant)
    return ScenarioError(str(where), f"{subject}{what}", allowed)


def _wrong_kind(item: Mapping[str, Any], path: Keys, located: Located) -> ScenarioError:
    # a kind that may be left out is read by a function of that name
    discriminator = str(item["ctx"]["discriminator"]).strip("'").removesuffix("()")
    if item["type"] == "union_tag_not_found":
        return ScenarioError(str(located.value_at(path)), f"`{_dotted((*path, discriminator))}` is missing")
    known = [name.strip().strip("'") for name in item["ctx"]["expected_tags"].split(",")]
    given = item["input"][discriminator]
    where = str(located.value_at((*path, discriminator)))
    return ScenarioError(
        where,
        f"{_subject((*path, discriminator))} has no such choice ({quoted(given)})",
        _one_of(known, given),
    )


def _wrong_choice(item: Mapping[str, Any], path: Keys, model: type[BaseModel], located: Located) -> ScenarioError:
    if item["loc"] and item["loc"][-1] == "[key]":
        known = [name.strip().strip("'") for name in item["ctx"]["expected"].replace(" or ", ", ").split(",")]
        return ScenarioError(
            str(located.key_at(path)),
            f"unknown key `{path[-1]}` in `{_dotted(path[:-1])}`",
            _one_of(known, item["input"]),
        )
    known = [str(choice) for choice in choices_at(model, path)] or [item["ctx"]["expected"]]
    return ScenarioError(
        str(located.value_at(path)),
        f"{_subject(path)} has no such choice ({quoted(item['input'])})",
        _one_of(known, item["input"]),
    )


def _one_of(known: Sequence[str], given: Any) -> str:
    near = difflib.get_close_matches(str(given), known, n=1)
    listed = known[0] if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}"
    return f"did you mean `{near[0]}`?" if near else f"it must be {listed}"


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(map(str, path))


def _subject(path: Keys) -> str:
    return f"`{_dotted(path)}`" if path else "the file"


_Sentence = Callable[[Mapping[str, Any]], tuple[str, str]]


def _bound(words: str, key: str) -> _Sentence:
    return lambda item: ("is out of bounds", f"it must be {words} {item['ctx'][key]:g}")


def _kind(allowed: str) -> _Sentence:
    return lambda item: ("is of the wrong kind", f"it must be {allowed}")


def _text(item: Mapping[str, Any]) -> tuple[str, str]:
    how = ", in quotation marks" if isinstance(item["input"], int | float) else ""
    return "is of the wrong kind", f"it must be a text{how}"


def _length(words: str, key: str, unit: str) -> _Sentence:
    return lambda item: (
        f"is too {words}",
        f"it must have {'at least' if words == 'short' else 'at most'} "
        f"{item['ctx'][key]} {unit if item['ctx'][key] == 1 else unit + 's'}",
    )


def _unforeseen(item: Mapping[str, Any]) -> tuple[str, str]:
    message = str(item["msg"])
    return "is not right", message[:1].lower() + message[1:]


_NUMBER, _WHOLE, _TRUTH = "a number", "a whole number", "true or false"
_LIST, _MAPPING = "a list", "a mapping (key: value)"

_SENTENCES: Mapping[str, _Sentence] = {
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("at most", "le"),
    "finite_number": _kind("a finite number"),
    "float_type": _kind(_NUMBER),
    "float_parsing": _kind(_NUMBER),
    "int_type": _kind(_WHOLE),
    "int_parsing": _kind(_WHOLE),
    "int_from_float": _kind(_WHOLE),
    "bool_type": _kind(_TRUTH),
    "bool_parsing": _kind(_TRUTH),
    "string_type": _text,
    "list_type": _kind(_LIST),
    "tuple_type": _kind(_LIST),
    "set_type": _kind(_LIST),
    "frozen_set_type": _kind(_LIST),
    "dict_type": _kind(_MAPPING),
    "model_type": _kind(_MAPPING),
    "model_attributes_type": _kind(_MAPPING),
    "none_required": _kind("null"),
    "string_too_short": _length("short", "min_length", "character"),
    "string_too_long": _length("long", "max_length", "character"),
    "too_short": _length("short", "min_length", "item"),
    "too_long": _length("long", "max_length", "item"),
}
