from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from emospec.rows import Rows
from emospec.run import Run
from emospec.task import Task


@dataclass(frozen=True)
class Fit:
    """Everything a fit is given."""

    params: Any
    """The parameters: an instance of the model's ``Params``."""
    task: Task
    """What is asked."""
    train: Rows
    """Views and targets to learn from."""
    validation: Rows | None
    """Views and targets to decide with when to stop, where the split has such rows."""
    seed: int
    """All randomness comes from this number."""
    run: Run
    """Progress, cancellation, threads and scratch space."""

    def generator(self) -> np.random.Generator:
        """A generator that starts from the seed: the same numbers at every call of this function."""
        return np.random.default_rng(self.seed)
