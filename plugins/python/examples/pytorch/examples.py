from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

import emospec


@dataclass(frozen=True)
class Examples:
    """Rows to learn from, as tensors."""

    views: list[Tensor]
    """The two views, rows x width."""
    pair: Tensor
    """The class of each pair."""
    auxiliary: list[Tensor]
    """The class of each view's auxiliary target; empty in single-task training."""

    @classmethod
    def of(cls, rows: emospec.Rows, task: emospec.Task, auxiliary: Sequence[str]) -> Examples:
        """The examples in ``rows``.

        Raises :class:`emospec.Error` where there are none, or a column is lacking.
        """
        if rows.count == 0:
            raise emospec.Error("there are no rows to learn from")
        targets = [torch.from_numpy(np.array(rows.classes(name))) for name in auxiliary]
        pair = torch.from_numpy(np.array(rows.classes(task.target)))
        return cls([tensor(rows, name) for name in task.pair()], pair, targets)

    def __len__(self) -> int:
        return len(self.pair)

    def take(self, indices: Tensor) -> Examples:
        """The examples at ``indices``."""
        return Examples(
            [view[indices] for view in self.views],
            self.pair[indices],
            [target[indices] for target in self.auxiliary],
        )


def tensor(rows: emospec.Rows, view: str) -> Tensor:
    """A copy of a view as a tensor, rows x width."""
    return torch.from_numpy(np.array(rows.view(view)))
