"""A choice of one out of a few, each with its panel: made in the browser, and kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import html

from dashboard.parts.aria import aria
from dashboard.parts.content import Content
from sim.core.errors import SimError

__all__ = ["Switch"]


@dataclass(frozen=True)
class Switch:
    """A choice by its name in the address, with all options that it can have."""

    name: str
    options: tuple[str, ...]
    """At least two; the first that a page has a panel for is shown where the address names none."""

    def __post_init__(self) -> None:
        if len(self.options) < 2:
            raise SimError(f"switch {self.name}", f"nothing to choose between ({', '.join(self.options) or 'none'})",
                           "two options or more")  # fmt: skip

    def panels(
        self, content: Mapping[str, Content], *, label: str, texts: Mapping[str, str], state: Mapping[str, str]
    ) -> list[Content]:
        """Return the choice and its panels, one of which is shown; a single panel stands without a choice.

        Parameters
        ----------
        content
            What each panel holds, of one or more of the options.
        label
            What is chosen.
        texts
            What each option is called.
        state
            What the address says.
        """
        wanted = state.get(self.name, "")
        chosen = wanted if wanted in content else next(iter(content))
        choice = [self._choice(label, {option: texts[option] for option in content}, chosen)]
        panels = [
            html.Div(inside, id=f"{self.name}-{option}", hidden=option != chosen) for option, inside in content.items()
        ]
        if len(content) < 2:
            return panels
        # the browser shows one of all options' panels, also of those that this page does not offer
        others = [html.Div(id=f"{self.name}-{option}", hidden=True) for option in self.options if option not in content]
        return [*choice, *panels, *others]

    def _choice(self, label: str, texts: Mapping[str, str], chosen: str) -> html.Div:
        return html.Div(
            [
                html.Span(label, className="label", id=f"{self.name}-label"),
                dmc.SegmentedControl(
                    id=self.name, value=chosen, data=[{"value": key, "label": text} for key, text in texts.items()],
                    size="md", radius=4, transitionDuration=0, **aria(label=label),
                ),
            ],
            className="switch",
        )  # fmt: skip
