"""Rows as scikit-learn takes them, and its probabilities as the engine takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import emospec


def inputs_of(rows: emospec.Rows, views: Sequence[str]) -> np.ndarray:
    """The views side by side, rows x sum of their widths."""
    return np.hstack([rows.view(name) for name in views]).astype(np.float64)


def probabilities(classifier: Any, inputs: np.ndarray, class_count: int) -> np.ndarray:
    """Rows x ``class_count`` probabilities; a class that ``classifier`` never saw has 0.

    Rows are asked for one at a time: in a larger matrix, their last bits depend on the rows beside them.
    """
    filled = np.zeros((len(inputs), class_count))
    for row, output in zip(inputs, filled):
        output[classifier.classes_] = classifier.predict_proba(row[np.newaxis])[0]
    return filled
