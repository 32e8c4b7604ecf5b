"""The fundamental diagram of a walking model: speeds at each density, in one direction and in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.acceptance.flow import CORRIDOR, COUNTER_CORRIDOR, DENSEST_TWO_WAYS, DENSITIES
from sim.acceptance.looping import speeds_of, weidmann_m_s
from sim.acceptance.starting import Floats
from sim.street.walking.models import Walking

__all__ = ["FundamentalDiagram", "fundamental_diagram_of"]


@dataclass(frozen=True)
class FundamentalDiagram:
    """Speeds at each density, for a picture of the model that was walked."""

    model: str
    density_per_m2: tuple[float, ...]
    weidmann_m_s: Floats
    """(densities,)."""
    one_way_m_s: Floats
    """(densities, seeds): not-a-number where bodies of the model had no room."""
    two_ways_m_s: Floats
    """(densities, seeds): not-a-number, too, where two ways were not walked."""

    def as_document(self) -> dict[str, Any]:
        """Return what the picture shows for JSON, in words and as points, with null for what is not a number."""
        columns = (self.density_per_m2, self.weidmann_m_s.tolist(), self.one_way_m_s, self.two_ways_m_s)
        return {
            "said": self.said,
            "points": [
                {
                    "density_per_m2": rho,
                    "weidmann_m_s": weidmann,
                    "one_way_m_s": _finite(one),
                    "two_ways_m_s": _finite(two),
                }
                for rho, weidmann, one, two in zip(*columns, strict=True)
            ],
        }

    @property
    def said(self) -> str:
        """What it shows, in words: the text for who cannot see the picture."""
        parts = [
            f"at {rho:g} per m2 {one.mean():.2f} m/s ({one.mean() / weidmann:.2f} of Weidmann's)"
            for rho, weidmann, one in zip(self.density_per_m2, self.weidmann_m_s, self.one_way_m_s, strict=True)
            if np.isfinite(one).all()
        ]
        return f"Mean speed of {self.model} in one direction: {', '.join(parts)}."


def fundamental_diagram_of(walking: Walking, seeds: Sequence[int]) -> FundamentalDiagram:
    """Walk a model, unless B1 and C7 have, at every density, and in two directions as far as C7 does."""
    one = speeds_of(walking, CORRIDOR, DENSITIES, seeds)
    counted = [rho for rho in DENSITIES if rho <= DENSEST_TWO_WAYS]
    two = np.full(one.shape, np.nan)
    two[: len(counted)] = speeds_of(walking, COUNTER_CORRIDOR, counted, seeds)
    return FundamentalDiagram(walking.kind, DENSITIES, weidmann_m_s(np.array(DENSITIES)), one, two)


def _finite(values: Floats) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values.tolist()]
