"""What can be asked for: days, or a comparison of programmes. A worker reads from the ledger which of them it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from dashboard.jobs.comparison import KIND, ComparisonRequest
from sim.core.errors import StoreError
from sim.store.cost import Cost, check_cost, cost_of
from sim.store.requests import DAY, Request

__all__ = ["Asked", "asked_of", "checked_cost"]

Asked: TypeAlias = Request | ComparisonRequest


def asked_of(kind: str, document: Mapping[str, Any]) -> Asked:
    """Make what is asked for of what its `document` wrote.

    Raises
    ------
    StoreError
        If it is none.
    ScenarioError
        If this version of the model refuses its settings.
    """
    if kind == DAY:
        return Request.of(document)
    if kind == KIND:
        return ComparisonRequest.of(document)
    raise StoreError("job", f"of a kind that no worker does ({kind!r})", f"{DAY} or {KIND}")


def checked_cost(asked: Asked) -> Cost:
    """Return what it is expected to cost.

    Raises
    ------
    RunError
        If that is more than a page may ask for.
    """
    return check_cost(cost_of(asked) if isinstance(asked, Request) else asked.cost)
