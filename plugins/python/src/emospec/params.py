from __future__ import annotations

import dataclasses
import difflib
import inspect
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from emospec.error import Error
from emospec.parameter import KEY, Parameter
from emospec.value_type import ValueType

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):
        return lambda cls: cls


P = TypeVar("P", bound="Params")


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Params:
    """The parameters of a source, extractor or model: one annotated field each, made by :func:`emospec.param`::

        class Params(emospec.Params):
            shrinkage: float = emospec.param(0.0, "Share by which means move together.", minimum=0.0)
            norm: Literal["l1", "l2"] = emospec.param("l2", "How lengths are measured.")

    Types: ``bool``, ``int``, ``float``, ``str``, ``Literal``, ``list`` of these, and each with ``| None``. Subclasses
    are frozen dataclasses with keyword arguments. Values are checked when one is made; a wrong one raises
    :class:`emospec.Error`.
    """

    _description: ClassVar[str] = ""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        cls._description = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
        dataclass(frozen=True, kw_only=True)(cls)

    def __post_init__(self) -> None:
        for name, (value_type, parameter) in self._fields().items():
            try:
                value = value_type.checked(getattr(self, name), parameter.bounds)
            except Error as error:
                raise Error(f"parameter `{name}`: {error}") from None
            object.__setattr__(self, name, value)
        self.check()

    def check(self) -> None:
        """Checks what concerns several parameters; to be overridden.

        Raises :class:`emospec.Error` where they do not suit each other.
        """

    @classmethod
    def of(cls: type[P], values: Mapping[str, Any]) -> P:
        """The parameters with these values, the others at their defaults.

        Raises :class:`emospec.Error` for an unknown key or a wrong value.
        """
        known = list(cls._fields())
        for key in values:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                meant = f"; did you mean `{near[0]}`?" if near else ""
                names = ", ".join(f"`{name}`" for name in known) or "none"
                raise Error(f"unknown parameter `{key}`{meant} (there are: {names})")
        return cls(**values)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """JSON Schema (2020-12) of the parameters, with every default.

        Raises :class:`emospec.Error` where a parameter has no documentation, or a default that is not allowed.
        """
        properties = {}
        for name, (value_type, parameter) in cls._fields().items():
            try:
                default = value_type.checked(parameter.default, parameter.bounds)
            except Error as error:
                raise Error(f"the default of `{cls.__qualname__}.{name}`: {error}") from None
            properties[name] = {
                "description": inspect.cleandoc(parameter.doc),
                **value_type.schema(parameter.bounds),
                "default": default,
            }
        description = {"description": cls._description} if cls._description else {}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": cls.__name__,
            **description,
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }

    @classmethod
    def _fields(cls) -> dict[str, tuple[ValueType, Parameter]]:
        if not dataclasses.is_dataclass(cls):
            return {}
        try:
            annotations = typing.get_type_hints(cls)
        except NameError as error:
            raise Error(f"the types of `{cls.__qualname__}` cannot be resolved: {error}") from None
        fields = {}
        for field in dataclasses.fields(cls):
            parameter = field.metadata.get(KEY)
            if parameter is None or not parameter.doc.strip():
                raise Error(
                    f"`{cls.__qualname__}.{field.name}` lacks a default or a documentation: write "
                    f'`{field.name}: TYPE = emospec.param(DEFAULT, "what it does")`'
                )
            try:
                value_type = ValueType.of(annotations[field.name])
                value_type.check_bounds(parameter.bounds)
            except Error as error:
                raise Error(f"`{cls.__qualname__}.{field.name}`: {error}") from None
            if hasattr(Params, field.name):
                raise Error(f"`{cls.__qualname__}.{field.name}`: the name is taken by `Params`")
            fields[field.name] = (value_type, parameter)
        return fields
