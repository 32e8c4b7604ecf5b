"""YAML as steps with places: events of libyaml, scalars by the core schema of YAML 1.2.

libyaml breaks lines at U+0085, U+2028 and U+2029, as YAML 1.1 does; for 1.2 they are letters like others, so that it is
given others in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from yaml.cyaml import CParser
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from sim.core.errors import ScenarioError
from sim.scenario.steps import Closed, Opened, Place, Single, Step

__all__ = ["yaml_document"]

_NULL = re.compile(r"(?:|~|null|Null|NULL)\Z")
_TRUE = re.compile(r"(?:true|True|TRUE)\Z")
_FALSE = re.compile(r"(?:false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z")
_NAN = re.compile(r"\.(?:nan|NaN|NAN)\Z")
_MOST_DIGITS = 400
_UNHELD = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LETTERS = "\x85\u2028\u2029\ufeff"
"""What libyaml takes for more than a letter."""
_PRIVATE = range(0xE000, 0xF8FF)
_TEXT, _MAPPING, _LIST = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))


def yaml_document(text: str, file: str) -> Iterator[Step]:
    """Yield the steps of a document; none where it is empty.

    Parameters
    ----------
    file
        What places are reported under.

    Raises
    ------
    ScenarioError
        If the text is not YAML, or has anchors, aliases, tags, keys that are no texts, or several documents.
    """
    unheld = _UNHELD.search(text)
    if unheld:
        raise ScenarioError(
            _where(file, _place_in(text, unheld.start())),
            f"a character that text cannot hold (U+{ord(unheld[0]):04X})",
        )
    stand_ins = _stand_ins(text)
    events = _events(text.translate(stand_ins) if stand_ins else text, file)
    back = {stand_in: letter for letter, stand_in in stand_ins.items()}
    yield from _steps(events, file, back)


def _stand_ins(text: str) -> dict[int, int]:
    """Return letters that the text does not have for those in it that libyaml would not take for letters."""
    needed = [letter for letter in _LETTERS if letter in text]
    if not needed:
        return {}
    free = (code for code in _PRIVATE if chr(code) not in text)
    return {ord(letter): next(free) for letter in needed}


def _events(text: str, file: str) -> Iterator[Any]:
    parser = CParser(text)
    try:
        while (event := parser.get_event()) is not None:
            yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        parts = (error.context, error.problem)
        said = ": ".join(str(part).strip() for part in parts if part)
        raise ScenarioError(
            _where(file, (mark.line + 1, mark.column + 1)) if mark else file, f"not readable as YAML ({said})"
        ) from None
    finally:
        parser.dispose()


def _steps(events: Iterator[Any], file: str, back: dict[int, int]) -> Iterator[Step]:
    key: tuple[str, Place] | None = None
    # of each list or mapping round here, whether the next node is a key
    awaits: list[bool | None] = []
    n_documents = 0
    for event in events:
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            n_documents += 1
            if n_documents > 1:
                raise ScenarioError(
                    _where(file, at), "not readable as YAML (expected a single document: another begins here)"
                )
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            awaits.pop()
            yield Closed()
        elif isinstance(event, AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent):
            _refuse_specials(event, file, at)
            is_key = bool(awaits) and awaits[-1] is True
            if awaits and awaits[-1] is not None:
                awaits[-1] = not awaits[-1]
            if isinstance(event, ScalarEvent):
                text = event.value.translate(back) if back else event.value
                if is_key:
                    key = (text, at)
                else:
                    yield Single(at, text if event.tag == _TEXT else _value(event, text, file, at), key)
                    key = None
            elif is_key:
                raise ScenarioError(_where(file, at), "a list or mapping used as a key", "keys are plain texts")
            else:
                is_mapping = isinstance(event, MappingStartEvent)
                yield Opened(at, is_mapping, key)
                awaits.append(True if is_mapping else None)
                key = None
        else:
            assert isinstance(event, DocumentEndEvent | StreamEndEvent) or not awaits


def _refuse_specials(event: Any, file: str, at: Place) -> None:
    if isinstance(event, AliasEvent):
        raise ScenarioError(_where(file, at), f"not readable as YAML (found undefined alias {event.anchor!r})")
    if event.anchor is not None:
        raise ScenarioError(
            _where(file, at), f"an anchor (&{event.anchor})", "write the value out wherever it is needed"
        )
    fitting = {ScalarEvent: _TEXT, MappingStartEvent: _MAPPING, SequenceStartEvent: _LIST}[type(event)]
    if event.tag not in (None, fitting):
        raise ScenarioError(_where(file, at), f"a tag ({event.tag})", "texts, numbers, lists and mappings are read")


def _value(event: Any, text: str, file: str, at: Place) -> Any:
    if event.style:
        return text
    if len(text) > _MOST_DIGITS and (_INT.match(text) or _FLOAT.match(text)):
        raise ScenarioError(_where(file, at), f"a number of {len(text)} digits", f"at most {_MOST_DIGITS}")
    return _resolved(text)


def _resolved(text: str) -> Any:
    if _NULL.match(text):
        return None
    if _TRUE.match(text) or _FALSE.match(text):
        return text[0] in "tT"
    if _INT.match(text):
        return int(text)
    if _OCTAL.match(text) or _HEX.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    if _INFINITE.match(text) or _NAN.match(text):
        return float(text.replace(".", "", 1))
    return text


def _place_in(text: str, offset: int) -> Place:
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)


def _where(file: str, at: Place) -> str:
    return f"{file}:{at[0]}:{at[1]}"
