"""What an emulator answers, and how it was tried, on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from sim.emulator.answer import Answer, Asked
from sim.emulator.document import Emulator
from sim.report.layout import print_table, say
from sim.report.numbers import two_digits

__all__ = ["answers_document", "print_answers", "print_tried"]


def print_answers(emulator: Emulator, asked: Asked, found: Sequence[Answer], console: Console) -> None:
    """Print each headline with its range and the emulator's own error, and what they were asked for."""
    say(console, f"{emulator.name} ({emulator.asked}), from {len(emulator.set_rows)} runs")
    settings = [(one.label, f"{_set_to(asked.sliders[one.name])} {one.unit}", one.allowed) for one in emulator.sliders]
    settings += [(one.label, asked.choices[one.name], ", ".join(one.levels)) for one in emulator.choices]
    print_table(console, ("asked for", "", "possible"), settings, words=3)
    rows = [
        (
            f"{one.label}, {one.unit}",
            _number(one.value),
            f"{_number(one.low)} to {_number(one.high)}",
            _number(one.mean),
            _number(one.as_given),
            f"{_number(one.error_low)} to {_number(one.error_high)}",
            _number(one.held_out),
        )
        for one in found
    ]
    heads = ("", "median", "range of 90 %", "mean", "as given", "median, by the\nemulator's error", "off, where\ntried")
    print_table(console, heads, rows)
    say(
        console,
        "The range is over what is uncertain and chance. As given is with those uncertain inputs that the emulator "
        "tells apart as the scenario has them. Off is the root mean square error in runs that the emulator never saw, "
        "over all settings.",
    )


def print_tried(emulator: Emulator, console: Console) -> None:
    """Print how far each headline was off in runs that it did not know."""
    rows = [
        (
            one.label,
            _number(one.held_out.rms_value),
            f"{100 * one.held_out.explained:.0f} %",
            f"{100 * one.held_out.within:.0f} %",
            f"{100 * one.in_range:.0f} %",
            _number(one.left_out.rms_value),
            f"{100 * one.left_out.explained:.0f} %",
            f"{100 * one.left_out.within:.0f} %",
        )
        for one in emulator.headlines
    ]
    kept, runs = emulator.headlines[0].held_out.runs, len(emulator.set_rows)
    heads = (
        "",
        "off (rms),\nkept apart", "variance\nexplained", "within\ntheir 90 %", "in the range\nof answers",
        "off (rms),\na fifth left out", "variance\nexplained", "within\ntheir 90 %",
    )  # fmt: skip
    print_table(console, heads, rows, title=f"{kept} runs kept apart, and {runs} left out a fifth at a time")


def answers_document(emulator: Emulator, asked: Asked, found: Sequence[Answer]) -> dict[str, Any]:
    """Return the same as one document."""
    return {
        "emulator": emulator.asked,
        "ensemble_id": emulator.ensemble_id,
        "results_version": emulator.results_version,
        "asked": {**asked.sliders, **asked.choices},
        "answers": [
            {**asdict(one), "tried": headline.model_dump(mode="json", include={"held_out", "left_out"})}
            for one, headline in zip(found, emulator.headlines, strict=True)
        ],
    }


def _set_to(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _number(value: float) -> str:
    text = f"{abs(value):,.0f}" if abs(value) >= 100 else two_digits(abs(value))
    return text if value >= 0 or text == "0" else f"-{text}"
