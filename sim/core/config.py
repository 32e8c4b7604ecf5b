"""The base of every settings class: frozen, and deaf to keys it does not know."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from sim.core.docstrings import keep_docstring

__all__ = ["Config", "value_of"]


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

    @property
    def idle(self) -> dict[str, str]:
        """Settings of this part that do nothing as its others are, each with what would have to be otherwise."""
        return {}

    def __init_subclass__(cls, **settings: Any) -> None:
        """Keep what a class says of itself: it is in the schema."""
        super().__init_subclass__(**settings)
        keep_docstring(cls)


def value_of(settings: Any, key: str) -> Any:
    """Return a setting by its name with dots; None where a part of the way is not there."""
    for part in key.split("."):
        if isinstance(settings, dict):
            settings = settings.get(part)
        elif isinstance(settings, Config):
            fields = type(settings).model_fields.items()
            name = next((name for name, info in fields if (info.alias or name) == part), None)
            settings = None if name is None else getattr(settings, name)
        else:
            return None
    return settings
