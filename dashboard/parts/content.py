"""What Dash takes as the content of a component."""

from __future__ import annotations

from typing import Any

__all__ = ["Content"]

Content = Any
"""What Dash takes as children: a component, a text, or a list of these."""
