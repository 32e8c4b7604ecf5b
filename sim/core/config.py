"""The base of every settings class: frozen, and deaf to keys it does not know."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Config"]


class Config(BaseModel):
    """Settings of one part of the model.

    A config is read from a scenario file, never changed afterwards, and refuses any key that no
    behaviour reads. Numbers must be numbers: a quoted "3" is a wrong type, and neither infinity nor
    not-a-number is allowed.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=False,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )
