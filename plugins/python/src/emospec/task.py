from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from emospec.error import Error

TaskKind = Literal["classification", "retrieval", "regression"]
KINDS = ("classification", "retrieval", "regression")


@dataclass(frozen=True)
class Task:
    """What is asked of a model."""

    kind: TaskKind
    """``classification``, ``retrieval`` or ``regression``."""
    views: tuple[str, ...]
    """The views, in order."""
    target: str
    """The target to learn."""
    auxiliary: Mapping[str, str] = field(default_factory=dict)
    """For each view, a further target that may be learnt from it."""
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The class names of every target that has classes."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Task:
        """The task that a document of the engine describes."""
        classes = document.get("classes", {})
        return cls(
            kind=document["type"],
            views=tuple(document["views"]),
            target=document["target"],
            auxiliary=dict(document.get("auxiliary", {})),
            classes={target: tuple(names) for target, names in classes.items()},
        )

    def class_count(self, target: str) -> int:
        """The number of classes of a target.

        Raises :class:`emospec.Error` where the target is a number.
        """
        if target not in self.classes:
            raise Error(
                f"the target `{target}` has no classes; this model needs a target with `classes`"
            )
        return len(self.classes[target])

    def pair(self) -> tuple[str, str]:
        """The two views of a task that compares a pair.

        Raises :class:`emospec.Error` where the task has another number of views.
        """
        if len(self.views) != 2:
            raise Error(
                f"this model compares two views, but the task has {len(self.views)}: "
                "name two under `views`"
            )
        return self.views[0], self.views[1]
