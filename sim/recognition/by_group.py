"""Numbers by ethnic group, complete, and laid out in the order of `ETHNIC_GROUPS`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from sim.events import ETHNIC_GROUPS, EthnicGroup

__all__ = ["ByGroup", "as_array"]

_V = TypeVar("_V")


def as_array(values: Mapping[EthnicGroup, float]) -> NDArray[np.float64]:
    """Return `values` as an array (G,) in the order of `ETHNIC_GROUPS`; a missing group has 0."""
    return np.array([values.get(group, 0.0) for group in ETHNIC_GROUPS])


def _complete(values: Mapping[EthnicGroup, _V]) -> Mapping[EthnicGroup, _V]:
    missing = [group for group in ETHNIC_GROUPS if group not in values]
    if missing:
        raise ValueError(f"no value for {', '.join(missing)}; give all of {', '.join(ETHNIC_GROUPS)}")
    return values


ByGroup = Annotated[dict[EthnicGroup, _V], AfterValidator(_complete)]
"""`ByGroup[Rate]`: one value for each ethnic group, none left out."""
