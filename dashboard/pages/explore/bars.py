"""What an emulator says with some settings, as a picture and as numbers at addresses that hold the settings.

/emulators/<name>/bars.svg?threshold=0.6&...    as the page draws it; ?width= one of WIDTHS
/emulators/<name>/bars.csv, bars.json           the numbers, with what is expected unchanged
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import asinh, ceil, floor, log, log10
from typing import Any
from urllib.parse import urlencode

import polars as pl
from flask import Response, abort, request

from dashboard.cache import Packed, packed
from dashboard.library import Library
from dashboard.pages.explore import words
from dashboard.parts.answer import kept_answer
from dashboard.parts.downloads import site_root
from dashboard.parts.emulators import emulators
from dashboard.parts.still import WIDTHS
from sim.core.documents import json_text
from sim.core.errors import RunError
from sim.emulator.answer import Answer, answer_of, asked_of
from sim.emulator.columns import back
from sim.emulator.document import Emulator, Headline
from sim.report.bars_picture import BarRow, bars_svg
from sim.report.numbers import count_text, signed

__all__ = ["FORMS", "address_of", "bars_file", "cited"]

FORMS = {"svg": "image/svg+xml", "csv": "text/csv", "json": "application/json"}
_PAD = 0.02
_DIGITS = 3
"""Of percentage points."""
_APART = 0.09
"""Marks on an axis are so far from each other, as a share of it."""
_NOUGHT = 1e-4


def address_of(name: str, form: str, given: Mapping[str, str] | None = None) -> str:
    """Return where the bars of an emulator are."""
    query = urlencode(given or {})
    return f"/emulators/{name}/bars.{form}" + (f"?{query}" if query else "")


def cited(emulator: Emulator, name: str, given: Mapping[str, str]) -> str:
    """Return how what an emulator says with settings is cited."""
    address = f"{site_root()}{address_of(name, 'json', given)[1:]}"
    return words.citation(
        emulator.name, emulator.created_by_version, emulator.results_version, emulator.ensemble_id, address
    )


def bars_file(library: Library, name: str, form: str) -> Response:
    """Answer with the picture or the numbers of what the query asks for; 400 with what is allowed for what is not."""
    if name not in emulators():
        abort(404)
    emulator, given = emulators()[name], request.args.to_dict()
    width = given.pop("width", str(WIDTHS[1]))
    try:
        _check_width(width)
        asked = asked_of(emulator, given)
    except RunError as error:
        return Response(f"{error}\n", 400, mimetype="text/plain")
    said = asdict(asked)

    def make() -> Packed:
        found = [(one, _answer(emulator, one, given), _answer(emulator, one, {})) for one in emulator.headlines]
        return packed(_AS[form](emulator, name, given, found, int(width)), FORMS[form])

    answer = kept_answer(f"bars {form} {width}", make, of=[name, emulator.ensemble_id, said, given, site_root()])
    how = "attachment" if form == "csv" else "inline"
    answer.headers["Content-Disposition"] = f'{how}; filename="passerby-emulator-{name}-bars.{form}"'
    return answer


def _check_width(width: str) -> None:
    if width not in map(str, WIDTHS):
        raise RunError("width", f"not one that is drawn ({width[:20]})", f"one of {', '.join(map(str, WIDTHS))}")


Found = Sequence[tuple[Headline, Answer | None, Answer | None]]
"""Headlines with what is expected of them now and unchanged; None where the emulator has no answer."""


def _answer(emulator: Emulator, headline: Headline, given: Mapping[str, str]) -> Answer | None:
    try:
        return answer_of(emulator, headline, asked_of(emulator, given))
    except RunError:
        return None


def _svg(emulator: Emulator, name: str, given: Mapping[str, str], found: Found, width: int) -> str:
    set_ = ", ".join(f"{key} {value}" for key, value in given.items()) or words.SETTINGS["none_set"]
    rows = [_row(headline, now, unchanged) for headline, now, unchanged in found]
    return bars_svg(rows, key=words.BARS_KEY, title=f"{emulator.name}: {set_}", width=width)


def _row(headline: Headline, now: Answer | None, unchanged: Answer | None) -> BarRow:
    place, ticks = _axis(headline, unchanged)
    is_signed = headline.scale.kind != "log"

    def number(value: float) -> str:
        return signed(value, _DIGITS) if is_signed else count_text(0.0 if abs(value) < _NOUGHT else value)

    text = str(words.SETTINGS["refused"])
    if now is not None:
        text = f"{number(now.low)} to {number(now.high)} {headline.unit}, middle {number(now.value)}."
    return BarRow(
        label=headline.label,
        text=text,
        ticks=[(place(tick), _tick(tick, is_signed=is_signed)) for tick in ticks],
        now=None if now is None else (place(now.low), place(now.value), place(now.high)),
        error=None if now is None else (place(now.error_low), place(now.error_high)),
        unchanged=None if unchanged is None else (place(unchanged.low), place(unchanged.value), place(unchanged.high)),
    )


def _tick(value: float, *, is_signed: bool) -> str:
    return signed(value, max(0, -floor(log10(abs(value) or 1)))) if is_signed else count_text(value)


def _axis(headline: Headline, unchanged: Answer | None) -> tuple[Callable[[float], float], list[float]]:
    """Return where a value lies on the axis of a headline, which is the same whatever is asked, and its marks."""
    scale = headline.scale
    runs = [back(scale, headline.mean + headline.spread * value) for value in headline.values]
    runs += [] if unchanged is None else [unchanged.low, unchanged.high]
    low, high = min(runs), max(runs)
    size = max(abs(low), abs(high))
    is_log = scale.kind == "log"
    # within a hundredth of what is largest an axis of either sign is even, further out it is of ratios
    bend = max(scale.shift, size / 3000) if is_log else size / 100

    def of(value: float) -> float:
        return log(value + bend) if is_log else asinh(value / bend)

    start = of(max(low, 0.0) if is_log else min(low, 0.0))
    end = of(high if is_log else max(high, 0.0))

    def place(value: float) -> float:
        return min(max(_PAD + (1 - 2 * _PAD) * (of(value) - start) / (end - start), 0.0), 1.0)

    powers = [10.0**power for power in range(floor(log10(bend)), ceil(log10(size)) + 1)]
    marks = [*powers, *(-one for one in powers if low < 0)]
    inside = [one for one in marks if min(low, 0) <= one <= high * 1.0001 and 0.01 <= place(one) <= 0.99]
    kept: list[float] = []
    for mark in [0.0, *sorted(inside, key=abs, reverse=True)]:
        if all(abs(place(other) - place(mark)) > _APART for other in kept):
            kept.append(mark)
    return place, kept


def _table(found: Found) -> pl.DataFrame:
    """Return one row a headline."""
    rows = [
        {
            "name": headline.name,
            "label": headline.label,
            "unit": headline.unit,
            "estimator": headline.estimator,
            "is_answered": now is not None,
            **{key: None if now is None else getattr(now, key) for key in _COLUMNS},
            **{f"unchanged_{key}": None if unchanged is None else getattr(unchanged, key) for key in _OF_UNCHANGED},
            "held_out": headline.held_out.rms_value,
            "held_out_runs": headline.held_out.runs,
            "in_range": headline.in_range,
        }
        for headline, now, unchanged in found
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


_COLUMNS = ("value", "low", "high", "mean", "as_given", "error_low", "error_high")
_OF_UNCHANGED = ("value", "low", "high")


def _csv(emulator: Emulator, name: str, given: Mapping[str, str], found: Found, width: int) -> str:
    return _table(found).write_csv()


def _json(emulator: Emulator, name: str, given: Mapping[str, str], found: Found, width: int) -> str:
    about: dict[str, Any] = {"citation": cited(emulator, name, given)}
    about |= {"emulator": name, "ensemble": emulator.ensemble_id, "settings": dict(given)}
    return json_text({**about, "rows": _table(found).to_dicts()}) + "\n"


_AS = {"svg": _svg, "csv": _csv, "json": _json}
