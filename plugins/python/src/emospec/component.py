from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from emospec.error import Error
from emospec.params import Params as NoParams

NAME = re.compile(r"[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*")


class Component:
    """What sources, extractors and models have in common. The first line of the docstring is the summary."""

    name: ClassVar[str]
    """Its name inside the plugin."""
    source: ClassVar[str]
    """The paper, book, formula or data it follows."""
    requires: ClassVar[Sequence[str]] = ()
    """The installed distributions that results depend on, by the names ``pip`` knows; what these need is added."""
    Params: ClassVar[type[NoParams]] = NoParams
    """The parameters."""

    @classmethod
    def card(cls) -> dict[str, Any]:
        """What people and the engine know of the component.

        Raises :class:`emospec.Error` where something is lacking or wrong.
        """
        name = getattr(cls, "name", None)
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise Error(f'`{cls.__qualname__}` lacks a name: write `name = "..."` in the class')
        source = getattr(cls, "source", None)
        if not isinstance(source, str) or not source.strip():
            raise Error(
                f'`{cls.__qualname__}` does not say where it is from: write `source = "..."`'
            )
        documentation = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
        if not documentation:
            raise Error(f"`{cls.__qualname__}` lacks a docstring: its first line is the summary")
        if isinstance(cls.requires, str) or not all(map(NAME.fullmatch, cls.requires)):
            raise Error(
                f"`{cls.__qualname__}.requires` is not a list of distributions' names "
                "(without versions: those that are installed count)"
            )
        return {
            "name": name,
            "summary": documentation.splitlines()[0].strip(),
            "source": source,
            "params_schema": cls.Params.schema(),
        }
