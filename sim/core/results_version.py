"""The version of the model's results, which every stored result names."""

from __future__ import annotations

__all__ = ["RESULTS_VERSION"]

RESULTS_VERSION = 10
"""Goes up whenever the same scenario and seed give other results."""
