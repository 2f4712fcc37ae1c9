from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union

import numpy as np
import numpy.typing as npt

from emospec.error import Error

Values = Union["npt.NDArray[Any]", list[str]]


class Rows:
    """Named columns of equal length, in read-only arrays.

    A two-dimensional column of ``float32`` is a view, one of ``int64`` class ids, one of ``float64`` numbers, and a
    list of ``str`` text.
    """

    def __init__(self, columns: Mapping[str, Values], count: int | None = None) -> None:
        """Rows with these ``columns``; ``count`` is needed where there are none.

        Raises :class:`emospec.Error` where their lengths differ.
        """
        self._columns = dict(columns)
        lengths = {name: len(values) for name, values in self._columns.items()}
        if count is None:
            count = next(iter(lengths.values()), 0)
        for name, length in lengths.items():
            if length != count:
                raise Error(f"the column `{name}` has {length} rows, and others have {count}")
        self.count = count
        """Number of rows."""

    @property
    def names(self) -> list[str]:
        """The names of the columns, sorted."""
        return sorted(self._columns)

    def view(self, name: str) -> npt.NDArray[np.float32]:
        """A view, ``float32``, rows x width.

        Raises :class:`emospec.Error` where there is no view of that name.
        """
        return self._array("view", name, np.float32, 2)

    def classes(self, name: str) -> npt.NDArray[np.int64]:
        """The class ids of a target, ``int64``, one a row.

        Raises :class:`emospec.Error` where there is no target with classes of that name.
        """
        return self._array("target with classes", name, np.int64, 1)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """The values of a target of numbers, ``float64``, one a row.

        Raises :class:`emospec.Error` where there is no target of numbers of that name.
        """
        return self._array("target of numbers", name, np.float64, 1)

    def text(self, name: str) -> list[str]:
        """The texts of an id, group or text column, one a row.

        Raises :class:`emospec.Error` where there is no text column of that name.
        """
        values = self._columns.get(name)
        if not isinstance(values, list):
            raise self._absent("text column", name)
        return values

    def take(self, indices: Sequence[int] | npt.NDArray[Any]) -> Rows:
        """The rows at ``indices``, in that order."""
        indices = np.asarray(indices, dtype=np.int64)
        taken: dict[str, Values] = {}
        for name, values in self._columns.items():
            if isinstance(values, list):
                taken[name] = [values[index] for index in indices]
            else:
                taken[name] = values[indices]
        return Rows(taken, len(indices))

    def _array(self, wanted: str, name: str, dtype: type, dimensions: int) -> npt.NDArray[Any]:
        values = self._columns.get(name)
        if isinstance(values, np.ndarray):
            if values.dtype == dtype and values.ndim == dimensions:
                return values
        raise self._absent(wanted, name)

    def _absent(self, wanted: str, name: str) -> Error:
        if name in self._columns:
            return Error(f"the column `{name}` is not a {wanted}")
        names = ", ".join(f"`{other}`" for other in self.names) or "none"
        return Error(f"there is no {wanted} `{name}`; there are: {names}")
