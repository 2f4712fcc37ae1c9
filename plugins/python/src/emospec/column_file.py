"""Columns as the raw little-endian files that cross between engine and plugin."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from emospec.error import Error
from emospec.rows import Rows, Values

DTYPES = {"u8": "<u1", "i64": "<i8", "f32": "<f4", "f64": "<f8"}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def read_rows(document: Mapping[str, Any]) -> Rows:
    """The rows that the engine names, mapped read-only.

    Raises :class:`emospec.Error` where a file is not what the document says.
    """
    columns = {column["name"]: _read_column(column) for column in document["columns"]}
    return Rows(columns, document["count"])


def write_column(
    folder: str, stem: str, name: str, role: str, values: Values, part: str | None = None
) -> dict[str, Any]:
    """Writes a column under ``folder``, in files named after ``stem``; returns the document that names it."""
    file = os.path.join(os.path.abspath(folder), stem)
    document: dict[str, Any] = {"name": name, "role": role, "file": file}
    if part is not None:
        document["part"] = part
    if isinstance(values, list):
        encoded = [text.encode("utf-8") for text in values]
        ends = np.cumsum([0, *map(len, encoded)]).astype("<i8")
        document["offsets"] = file + ".offsets"
        _write(document["offsets"], ends)
        array = np.frombuffer(b"".join(encoded), dtype="<u1")
    else:
        array = values
    _write(file, array)
    little_endian = array.dtype.newbyteorder("<").str.replace("|", "<")
    document.update(dtype=NAMES[little_endian], shape=list(array.shape))
    return document


def _write(file: str, array: npt.NDArray[Any]) -> None:
    with open(file, "wb") as opened:
        opened.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")


def _read_column(column: Mapping[str, Any]) -> Values:
    try:
        array = _mapped(column["file"], DTYPES[column["dtype"]], column["shape"])
        if column["dtype"] != "u8":
            return array
        length = os.path.getsize(column["offsets"]) // 8
        ends = _mapped(column["offsets"], "<i8", [length])
        data = array.tobytes()
        return [data[start:end].decode("utf-8") for start, end in zip(ends[:-1], ends[1:])]
    except (OSError, ValueError, KeyError) as error:
        raise Error(f"the column `{column['name']}` cannot be read: {error}") from error


def _mapped(file: str, dtype: str, shape: list[int]) -> npt.NDArray[Any]:
    announced = math.prod(shape) * np.dtype(dtype).itemsize
    size = os.path.getsize(file)
    if size != announced:
        raise ValueError(f"its file has {size} bytes, which is not its shape")
    if size == 0:
        array = np.empty(shape, dtype)
        array.flags.writeable = False
        return array
    return np.asarray(np.memmap(file, dtype=dtype, mode="r", shape=tuple(shape)))
