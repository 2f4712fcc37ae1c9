from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """What a number may be; ``None`` is no bound."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None

    def schema(self) -> dict[str, float]:
        """The bounds as keys of JSON Schema."""
        keys = {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "exclusiveMinimum": self.exclusive_minimum,
            "exclusiveMaximum": self.exclusive_maximum,
        }
        return {key: bound for key, bound in keys.items() if bound is not None}

    def complaint(self, value: float) -> str | None:
        """What is wrong with ``value``, or ``None``."""
        if self.minimum is not None and value < self.minimum:
            return f"{value} is less than the minimum {self.minimum}"
        if self.maximum is not None and value > self.maximum:
            return f"{value} is more than the maximum {self.maximum}"
        if self.exclusive_minimum is not None and value <= self.exclusive_minimum:
            return f"{value} is not more than {self.exclusive_minimum}"
        if self.exclusive_maximum is not None and value >= self.exclusive_maximum:
            return f"{value} is not less than {self.exclusive_maximum}"
        return None
