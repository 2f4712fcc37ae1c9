from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import Any, TypeVar

from emospec.bounds import Bounds

T = TypeVar("T")

KEY = "emospec"
"""Under which the metadata of a dataclass field hold its :class:`Parameter`."""


@dataclass(frozen=True)
class Parameter:
    """What is known of a parameter beside its name and type."""

    doc: str
    bounds: Bounds
    default: Any


def param(
    default: T,
    doc: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    exclusive_minimum: float | None = None,
    exclusive_maximum: float | None = None,
) -> T:
    """A parameter of :class:`emospec.Params`: its default, and a sentence that says what it does.

    The bounds are for numbers and for the elements of lists of numbers. A unit belongs into ``doc``.
    """
    bounds = Bounds(minimum, maximum, exclusive_minimum, exclusive_maximum)
    metadata = {KEY: Parameter(doc, bounds, default)}
    return dataclasses.field(default_factory=lambda: copy.deepcopy(default), metadata=metadata)
