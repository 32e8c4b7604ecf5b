"""Until when what a report rests on should be used: a fixed time after the newest of its evidence.

What was measured for this product itself does not count: it says nothing newer of any force, street or system. There is
no clock in it: the same result has the same date, whenever its report is made.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sim.core.config import Config
from sim.core.errors import EvidenceError
from sim.evidence.register import Entry, assumed

__all__ = ["Validity", "ValiditySettings", "newest_day", "validity_of"]

_DATE = re.compile(r"(?<!\d)(\d{4})(?:-(0[1-9]|1[0-2])(?!\d))?(?:-(\d{2})(?!\d))?(?!\d)")
_YEAR = 12
_OWN = "Passerby's own"
"""How the source of what was measured for this product begins."""


class ValiditySettings(Config):
    """How long evidence is used."""

    months: int = assumed(
        24,
        "no guidance fixes a period; forces publish their use of facial recognition yearly and put new versions of "
        "their systems to use in between, so that after two years a report rests on practice and systems that may be "
        "gone",
        unit="months",
        low=12,
        high=36,
        ge=1,
        le=120,
    )
    """From the newest evidence until it should be looked at again."""


@dataclass(frozen=True)
class Validity:
    """Until when, and why."""

    until: date
    newest: Entry
    """The newest evidence."""
    on: date
    """The last day that it is of."""
    months: int
    of: str
    """Of which evidence it is the newest."""

    @property
    def rule(self) -> str:
        """Say how the date comes about."""
        newest = f"{self.newest.id}: {self.newest.source}"
        return (
            f"{self.months} months after {_said(self.on)}, the last day of the newest evidence {self.of} ({newest}). "
            f"How many months is assumed: {_WHY} ({_LOW} to {_HIGH} were considered)."
        )


def validity_of(
    evidence: Iterable[Entry], *, of: str = "of the register", settings: ValiditySettings | None = None
) -> Validity:
    """Return until when a report that rests on this evidence should be used.

    Parameters
    ----------
    evidence
        Entries of the register, at least one with a date.
    of
        What is said of which evidence it is.

    Raises
    ------
    EvidenceError
        If none has a date.
    """
    months = (settings or ValiditySettings()).months
    others = [one for one in evidence if not one.source.startswith(_OWN)]
    dated = [(day, one) for one in others if (day := newest_day(one.date)) is not None]
    if not dated:
        raise EvidenceError("evidence", "nothing that this rests on has a date", "at least one entry with a date")
    on, newest = max(dated, key=lambda pair: (pair[0], pair[1].id))
    return Validity(_months_after(on, months), newest, on, months, of)


def newest_day(text: str) -> date | None:
    """Return the last day of a date of the register: "2025", "2025-10", "2025-10-31" or two with a slash between."""
    found = [_last_day(*parts) for parts in _DATE.findall(text)]
    return max(found, default=None)


def _last_day(year: str, month: str, day: str) -> date:
    in_month = int(month) if month else _YEAR
    return date(int(year), in_month, int(day) if day else monthrange(int(year), in_month)[1])


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, _YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_EXTRA = ValiditySettings.model_fields["months"].json_schema_extra
_ABOUT = _EXTRA if isinstance(_EXTRA, dict) else {}
_WHY, _LOW, _HIGH = _ABOUT.get("assumption"), _ABOUT.get("low"), _ABOUT.get("high")
