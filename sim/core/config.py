"""The base of every settings class: frozen, and deaf to keys it does not know."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.core.docstrings import attribute_docstrings, keep_docstring

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
    )

    @property
    def idle(self) -> dict[str, str]:
        """Settings of this part that do nothing as its others are, each with what would have to be otherwise."""
        return {}

    @classmethod
    def meaning(cls, name: str) -> str:
        """Return what a field is for: its description, or the docstring under it, here or in the class it is from."""
        described = cls.model_fields[name].description
        if described:
            return described
        owners = (one for one in cls.__mro__ if name in attribute_docstrings(one))
        return next((attribute_docstrings(one)[name] for one in owners), "")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema with what every field is for.

        Pydantic can read docstrings too, and then does when a class is made: a fifth of the time of a short command.
        """
        schema = handler(core)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, info in cls.model_fields.items():
            if meaning := cls.meaning(name):
                properties[info.alias or name].setdefault("description", meaning)
        return schema

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
