"""Numbers as people read them: "1 in 12", "8 %", "19,400", always with the digits that they can bear."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

__all__ = [
    "clock_time",
    "count_text",
    "digits_for",
    "in_frequencies",
    "interval_text",
    "percent",
    "ratio_text",
    "signed",
    "true_minus",
    "two_digits",
]

_NARROW = "\u202f"
"""A narrow no-break space: before a percent sign, so that it never stands alone on a line."""
_HYPHEN = re.compile(r"(?<![^\s(\[“])-(?=\.?\d)")
_MOST_DIGITS = 12
_SIX_DIGITS = 5e-6
"""How far a number is off at most, as a share of it, that is written with six digits as margins are."""
_BASES = (10, 100, 1000, 10_000, 100_000, 1_000_000)


def clock_time(start_h: float, t_s: float) -> str:
    """Return the time of day `t_s` seconds after the hour `start_h`, as HH:MM."""
    minutes = int((start_h * 3600 + t_s) // 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def count_text(value: float) -> str:
    """Write a count: whole numbers with commas, expected numbers below 100 with two digits.

    A mean of 0.0672 is written "0.067", of 6.24 "6.2", of 19423.0 "19,423"; 0 is "0".
    """
    if float(value).is_integer() or abs(value) >= 100:
        return f"{round(value):,}"
    return _plain(value)


def percent(share: float) -> str:
    """Write a share as a percentage of two digits: 0.0000034 is "0.00034 %"; 0 is "0 %"."""
    return f"{_plain(share * 100)}{_NARROW}%"


def in_frequencies(share: float) -> str:
    """Write a share from 0 to 1 as a natural frequency.

    Up to a half it is "1 in N"; above that "9 in 10", with the smallest base out of 10, 100, ... that is
    exact to a tenth of what is missing from the whole. 0 is "None", 1 "All".
    """
    if share <= 0:
        return "None"
    if share >= 1:
        return "All"
    if share <= 0.5:
        return f"1 in {_plain(1 / share)}"
    missing = 1 - share
    base = next((b for b in _BASES if abs(round(missing * b) / b - missing) <= missing / 10), _BASES[-1])
    return f"{base - round(missing * base):,} in {base:,}"


def ratio_text(value: float) -> str:
    """Write how many of one thing there are for each of another: "2.2", "3,300"."""
    return _plain(value)


def digits_for(largest: float) -> int:
    """Return after how many decimals a number of this size still has two digits; at least 2."""
    return 2 if largest == 0 else max(2, 1 - math.floor(math.log10(abs(largest))))


def signed(value: float, digits: int = 2) -> str:
    """Write a change with its sign and a true minus; nothing but zeros has no sign."""
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return ("+" if value > 0 else "\u2212") + text


def true_minus(text: str) -> str:
    """Return sentences with a true minus before numbers that have a hyphen; a command is left as it is given."""
    return text if "passerby " in text else _HYPHEN.sub("\u2212", text)


def interval_text(low: float, high: float) -> str:
    """Write a range of whole numbers: "2 to 11", or "3" where it has one value."""
    return count_text(low) if low == high else f"{count_text(low)} to {count_text(high)}"


def two_digits(value: float, *, beside: Sequence[float] = ()) -> str:
    """Write a number that is not known better with two digits: 0.312 is "0.31", 553433 is "550,000", 131.4 is "130".

    Parameters
    ----------
    beside
        What it is held against: it has as many digits as show on which side of each it is: 0.304 beside 0.3 is "0.304".
        Of one that is the same it has the six digits that are written of it, where they are needed.
    """
    digits = next(
        (n for n in range(2, _MOST_DIGITS) if _is_beside(_significant(value, n), value, beside)), _MOST_DIGITS
    )
    if digits > 2:
        after = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        return f"{_significant(value, digits):,.{after}f}"
    return f"{round(_significant(value, 2)):,}" if abs(value) >= 10 else _plain(value)


def _is_beside(written: float, value: float, others: Sequence[float]) -> bool:
    return all(
        math.isclose(written, other, rel_tol=_SIX_DIGITS)
        if value == other
        else (written > other) == (value > other) and (written < other) == (value < other)
        for other in others
    )


def _plain(value: float) -> str:
    if value == 0:
        return "0"
    if abs(value) >= 10:
        return f"{round(_significant(value, 3 if abs(value) >= 100 else 2)):,}"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _significant(value: float, digits: int) -> float:
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))
