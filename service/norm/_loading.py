"""Reading one TOML file of the norm into a frozen model."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from service.errors import NormFault

Model = TypeVar("Model", bound=BaseModel)


class Frozen(BaseModel):
    """Base of all models of the norm: immutable, and a misspelt key in the data is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_toml(file_name: str) -> dict[str, Any]:
    """The table in ``file_name`` beside this module. Raises :class:`NormFault` where it is not TOML."""
    text = resources.files("service.norm").joinpath(file_name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NormFault(f"service/norm/{file_name}: {error}") from error


def as_model(model: type[Model], table: object, where: str) -> Model:
    """``table`` as ``model``. Raises :class:`NormFault` naming ``where`` and every field that does not fit."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise NormFault(f"service/norm/{where}: {faults}") from error
