"""What stands on days of a programme's calendar: deployments, pauses, public meetings, open days; and its months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Self

from pydantic import model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.evidence.register import chosen

__all__ = ["CalendarEntry", "Meeting", "OpenDay", "Pause", "month_begins"]


_MONTHS = 12


def month_begins(begins: date, month: int) -> date:
    """Return the first day of a month of a programme, which counts from 0.

    Months are calendar months from the day on which the programme begins: where a month has no such day, its last.
    """
    years, index = divmod(begins.month - 1 + month, _MONTHS)
    year = begins.year + years
    return date(year, index + 1, min(begins.day, monthrange(year, index + 1)[1]))


class CalendarEntry(Config):
    """One deployment of a calendar."""

    place: str
    """The name of a street of the programme."""
    on: date
    """The day."""
    start_h: float = chosen(11.0, unit="hour of the day", ge=0, lt=24)
    """When it begins."""
    duration_h: float = chosen(5.6, unit="h", gt=0, le=12)
    """How long it lasts."""
    team: str = "a"
    """Which team goes."""


class Pause(Config):
    """A time without deployments: "pause and review"."""

    begins: date
    """The first day without."""
    ends: date | None = None
    """The first day on which there are deployments again; null if there are none."""

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.ends is not None and self.ends <= self.begins:
            raise SettingsConflict(
                ("ends",),
                f"the pause ends before it begins ({self.ends}, begins {self.begins}); it must end "
                "on a later day, or be null",
            )
        return self


class Meeting(Config):
    """A public meeting about the deployments."""

    on: date
    """The day."""


class OpenDay(Config):
    """People are invited to see a deployment in operation: the first one on or after a day."""

    on: date
    """The day; where nothing is deployed on it or later, the open day is not held."""
