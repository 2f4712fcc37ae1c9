from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import numpy.typing as npt

from emospec.component import Component
from emospec.error import Error
from emospec.fit import Fit
from emospec.rows import Rows
from emospec.run import Run
from emospec.task import KINDS, TaskKind

SIMILARITIES = ("cosine", "dot", "euclidean")


class Model(Component):
    """A model: :meth:`fit` leaves what it learnt in attributes, :meth:`predict` uses them.

    It is made without arguments. What results rest on: the same seed gives the same bytes; how rows are ordered and
    batched does not matter, nor does the number of threads; nothing is written outside ``run.scratch``.
    """

    tasks: ClassVar[Sequence[TaskKind]]
    """The kinds of task it can be asked: ``classification``, ``retrieval``, ``regression``."""
    stochastic: ClassVar[bool] = True
    """Whether another seed may give another result."""
    similarity: ClassVar[Literal["cosine", "dot", "euclidean"]] = "cosine"
    """How its retrieval embeddings are compared."""

    def fit(self, fit: Fit) -> None:
        """Learns from ``fit.train``.

        Raises :class:`emospec.Error` where data or parameters do not suit it: the sentence is shown in the table's
        note.
        """
        raise NotImplementedError

    def predict(self, rows: Rows, run: Run) -> Mapping[str, npt.ArrayLike]:
        """Predicts for rows that have the views only.

        | task | output | shape |
        | --- | --- | --- |
        | classification | named as the target | rows x classes probabilities that sum to one |
        | regression | named as the target | rows |
        | retrieval | named as each view | rows x K embeddings, the same K for every view |
        | any | named as an auxiliary target (optional) | as for a target of its kind |
        """
        raise NotImplementedError

    def save(self) -> bytes:
        """The bytes the model is restored from: a pickle of its attributes."""
        return pickle.dumps(self.__dict__, protocol=5)

    def load(self, data: bytes) -> None:
        """Restores what :meth:`save` gave.

        Raises :class:`emospec.Error` where ``data`` are not such bytes.
        """
        try:
            attributes = pickle.loads(data)
            self.__dict__.update(attributes)
        except Exception as error:
            raise Error(f"the bytes of the saved model are not readable: {error}") from error

    @classmethod
    def card(cls) -> dict[str, Any]:
        """What people and the engine know of the model.

        Raises :class:`emospec.Error` where something is lacking or wrong.
        """
        card = super().card()
        tasks = getattr(cls, "tasks", None)
        if isinstance(tasks, str) or not tasks or not set(tasks) <= set(KINDS):
            raise Error(f"`{cls.__qualname__}.tasks` is not a list of: {', '.join(KINDS)}")
        if cls.similarity not in SIMILARITIES:
            raise Error(f"`{cls.__qualname__}.similarity` is none of: {', '.join(SIMILARITIES)}")
        card.update(tasks=list(tasks), stochastic=bool(cls.stochastic), similarity=cls.similarity)
        return card
