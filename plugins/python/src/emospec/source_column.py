from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from emospec.error import Error

ROLES = ("view", "target", "id", "group", "text")


@dataclass(frozen=True)
class SourceColumn:
    """A column that a source makes."""

    name: str
    """Its name."""
    role: Literal["view", "target", "id", "group", "text"]
    """What it is for: a feature matrix; what is learnt; text that names a row; text whose values may not cross a
    split; other text."""
    classes: Sequence[str] | None = None
    """The class names, for a target with classes."""

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise Error(f"the role of column `{self.name}` is none of: {', '.join(ROLES)}")
        if self.classes is not None and self.role != "target":
            raise Error(f"the column `{self.name}` has classes and is no target")

    def document(self) -> dict[str, Any]:
        """The column as the engine reads it."""
        classes = {} if self.classes is None else {"classes": list(self.classes)}
        return {"role": self.role, **classes}
