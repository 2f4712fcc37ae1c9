from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def to_plain(value: Any) -> Any:
    """``value`` as JSON can carry it: arrays as lists, numbers that are not finite as ``None``.

    Raises ``TypeError`` for what JSON has no form for.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, np.generic):
        return to_plain(value.item())
    if isinstance(value, np.ndarray):
        return to_plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): to_plain(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(element) for element in value]
    raise TypeError(f"a {type(value).__name__} cannot be written as JSON")


def to_line(message: Mapping[str, Any]) -> bytes:
    """A message as one line."""
    return json.dumps(to_plain(message), allow_nan=False).encode("ascii") + b"\n"
