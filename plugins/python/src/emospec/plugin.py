from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from emospec.component import Component
from emospec.environment import environment, watched
from emospec.error import Error
from emospec.extractor import Extractor
from emospec.model import Model
from emospec.source import Source

C = TypeVar("C", bound=Component)


class Plugin:
    """The sources, extractors and models that one file offers."""

    def __init__(
        self,
        *,
        name: str,
        version: str,
        summary: str,
        models: Sequence[type[Model]] = (),
        sources: Sequence[type[Source]] = (),
        extractors: Sequence[type[Extractor]] = (),
    ) -> None:
        """A plugin of these classes.

        Raises :class:`emospec.Error` where a class lacks its name, documentation or origin, or a parameter is wrong.
        """
        self._described = {"name": name, "version": version, "summary": summary}
        self._cards: dict[str, list[dict[str, Any]]] = {}
        self.models = self._named("models", models, Model)
        self.sources = self._named("sources", sources, Source)
        self.extractors = self._named("extractors", extractors, Extractor)

    def manifest(self) -> dict[str, Any]:
        """What the plugin says of itself: the manifest of the contract, with two further keys.

        ``environment`` holds the versions that results depend on; ``watch`` the absolute paths whose change makes
        the manifest outdated. Raises :class:`emospec.Error` where a required distribution is not installed.
        """
        components = [*self.models.values(), *self.sources.values(), *self.extractors.values()]
        requires = sorted({name for component in components for name in component.requires})
        return {
            **self._described,
            **self._cards,
            "environment": environment(requires),
            "watch": watched(),
        }

    def _named(self, kind: str, classes: Sequence[type[C]], base: type[C]) -> dict[str, type[C]]:
        named: dict[str, type[C]] = {}
        self._cards[kind] = []
        for component in classes:
            if not (isinstance(component, type) and issubclass(component, base)):
                raise Error(f"{component!r} among the {kind} is no subclass of {base.__name__}")
            card = component.card()
            if card["name"] in named:
                raise Error(f"two of the {kind} are named `{card['name']}`")
            named[card["name"]] = component
            self._cards[kind].append(card)
        return named
