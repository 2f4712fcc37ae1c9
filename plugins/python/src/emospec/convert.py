"""What plugins return, as arrays of the types the engine takes. ``what`` names the values in errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from emospec.error import Error


def matrix(what: str, values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """``values`` as ``float32``, rows x width.

    Raises :class:`emospec.Error` where they are no numbers, ragged, too large for ``float32``, or of another shape.
    """
    array = _numbers(what, values)
    if array.ndim != 2 or array.shape[1] == 0:
        raise Error(f"{what} has shape {array.shape}, and a matrix of rows x width is asked for")
    with np.errstate(over="ignore"):
        narrowed = array.astype("<f4", order="C")
    if np.any(np.isinf(narrowed) & np.isfinite(array)):
        raise Error(f"{what} has numbers too large for float32")
    return narrowed


def numbers(what: str, values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """``values`` as ``float64``, one a row.

    Raises :class:`emospec.Error` where they are no numbers, ragged, or of another shape.
    """
    array = _numbers(what, values)
    if array.ndim != 1:
        raise Error(f"{what} has shape {array.shape}, and one number a row is asked for")
    return array.astype("<f8", order="C")


def class_ids(what: str, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """``values`` as ``int64``, one a row.

    Raises :class:`emospec.Error` where they are no whole numbers, or of another shape.
    """
    array = _numbers(what, values)
    if array.ndim != 1 or (array.size > 0 and array.dtype.kind not in "iu"):
        raise Error(
            f"{what} has shape {array.shape} and type {array.dtype}, "
            "and one class id (a whole number) a row is asked for"
        )
    return array.astype("<i8", order="C")


def texts(what: str, values: Any) -> list[str]:
    """``values`` as a list of ``str``, one a row.

    Raises :class:`emospec.Error` where one is no text.
    """
    texts = [values] if isinstance(values, str) else list(values)
    if isinstance(values, str) or not all(isinstance(text, str) for text in texts):
        raise Error(f"{what} is not a list of str")
    return [str(text) for text in texts]


def _numbers(what: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise Error(f"{what} is ragged, or no array: {error}") from error
    if array.dtype.kind not in "biuf":
        raise Error(f"{what} has elements of type {array.dtype}, and numbers are asked for")
    return array
