from __future__ import annotations

import math
import types
import typing
from dataclasses import dataclass
from typing import Any, Literal, Union

from emospec.bounds import Bounds
from emospec.error import Error

SCALARS: dict[Any, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}


@dataclass(frozen=True)
class ValueType:
    """The type of a parameter, as JSON Schema has it.

    ``kind`` is ``boolean``, ``integer``, ``number``, ``string`` or ``array``.
    """

    kind: str
    choices: tuple[Any, ...] = ()
    item: ValueType | None = None
    nullable: bool = False

    @classmethod
    def of(cls, annotation: Any) -> ValueType:
        """The type that ``annotation`` stands for.

        Raises :class:`emospec.Error` where a spec cannot give such a value.
        """
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if annotation in SCALARS:
            return cls(SCALARS[annotation])
        if origin is Literal:
            kinds = {SCALARS.get(type(choice)) for choice in arguments}
            kind = kinds.pop()
            if kind is not None and not kinds:
                return cls(kind, choices=arguments)
        if origin is list and len(arguments) == 1:
            return cls("array", item=cls.of(arguments[0]))
        if origin in (Union, types.UnionType):
            others = [argument for argument in arguments if argument is not type(None)]
            if len(others) == 1:
                only = cls.of(others[0])
                return cls(only.kind, only.choices, only.item, nullable=True)
        raise Error(
            f"the type {annotation} is none a parameter can have: use bool, int, float, str, "
            "Literal of one of them, list, or one of these with `| None`"
        )

    def schema(self, bounds: Bounds) -> dict[str, Any]:
        """JSON Schema (2020-12) of the type; numbers inside ``bounds``."""
        schema: dict[str, Any] = {"type": [self.kind, "null"] if self.nullable else self.kind}
        if self.choices:
            schema["enum"] = [*self.choices, None] if self.nullable else list(self.choices)
        if self.item is not None:
            schema["items"] = self.item.schema(bounds)
        elif self.kind in ("integer", "number"):
            schema.update(bounds.schema())
        return schema

    def check_bounds(self, bounds: Bounds) -> None:
        """Raises :class:`emospec.Error` where there are ``bounds`` and the type has no numbers."""
        kind = self.kind if self.item is None else self.item.kind
        if bounds.schema() and kind not in ("integer", "number"):
            raise Error(f"bounds are for numbers, and this is of type {kind}")

    def checked(self, value: Any, bounds: Bounds) -> Any:
        """``value`` as its Python type: whole numbers become ``float`` where a number is asked for.

        Raises :class:`emospec.Error` where it is of another type, none of the choices, or out of bounds.
        """
        if value is None and self.nullable:
            return None
        value = self._converted(value, bounds)
        if self.choices and value not in self.choices:
            choices = ", ".join(repr(choice) for choice in self.choices)
            raise Error(f"{value!r} is none of {choices}")
        if self.kind in ("integer", "number"):
            complaint = bounds.complaint(value)
            if complaint is not None:
                raise Error(complaint)
        return value

    def _converted(self, value: Any, bounds: Bounds) -> Any:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if self.kind == "boolean" and isinstance(value, bool):
            return value
        if self.kind == "string" and isinstance(value, str):
            return value
        if self.kind == "number" and is_number and math.isfinite(value):
            return float(value)
        if self.kind == "integer" and is_number and math.isfinite(value) and value == int(value):
            return int(value)
        if self.item is not None and isinstance(value, (list, tuple)):
            return [self.item.checked(element, bounds) for element in value]
        raise Error(f"{value!r} is not of type {self.kind}{' or null' if self.nullable else ''}")
