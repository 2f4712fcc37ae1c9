"""What a call returned, checked and written for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from emospec import convert
from emospec.column_file import write_column
from emospec.emitted import Emitted
from emospec.error import Error
from emospec.rows import Values
from emospec.source_column import SourceColumn
from emospec.task import Task


def write_predictions(
    folder: str, outputs: Mapping[str, npt.ArrayLike], task: Task, count: int
) -> list[dict[str, Any]]:
    """Writes the outputs of a model for ``count`` rows.

    Raises :class:`emospec.Error` where one is missing, was not asked for, or is not what its target asks for.
    """
    if not isinstance(outputs, Mapping):
        raise Error("`predict` returned no dict of outputs by name")
    embedded = task.views if task.kind == "retrieval" else ()
    required = embedded or (task.target,)
    allowed = [*required, *task.auxiliary.values()]
    for name in outputs:
        if name not in allowed:
            raise Error(f"output `{name}` was not asked for; these are: {_listed(allowed)}")
    for name in required:
        if name not in outputs:
            raise Error(f"output `{name}` is missing; there are: {_listed(outputs)}")
    written = []
    for index, (name, values) in enumerate(outputs.items()):
        what = f"output `{name}`"
        array: npt.NDArray[Any]
        if name in embedded or name in task.classes:
            array = convert.matrix(what, values)
        else:
            array = convert.numbers(what, values)
        if len(array) != count:
            raise Error(f"{what} has {len(array)} rows, and {count} were asked for")
        if name not in embedded and name in task.classes:
            classes = task.class_count(name)
            if array.shape[1] != classes:
                raise Error(f"{what} has width {array.shape[1]}, and its target {classes} classes")
        written.append(write_column(folder, f"output-{index}", name, "output", array))
    return written


def write_view(folder: str, name: str, view: npt.ArrayLike, count: int) -> list[dict[str, Any]]:
    """Writes the view that an extractor computed for ``count`` rows.

    Raises :class:`emospec.Error` where it is no matrix of that many rows.
    """
    array = convert.matrix("the extracted view", view)
    if len(array) != count:
        raise Error(f"the extracted view has {len(array)} rows, and {count} were asked for")
    return [write_column(folder, "output-0", name, "view", array)]


def write_parts(folder: str, emitted: Emitted) -> list[dict[str, Any]]:
    """Writes what a source made.

    Raises :class:`emospec.Error` where a column is not described, or its values are not what its role asks for.
    """
    if not isinstance(emitted, Emitted):
        raise Error("`read` returned no `emospec.Emitted`")
    described = {column.name: column for column in emitted.columns}
    written: list[dict[str, Any]] = []
    for part, columns in emitted.parts.items():
        lengths = set()
        for name, given in columns.items():
            if name not in described:
                raise Error(f"column `{name}` is not described; these are: {_listed(described)}")
            values = _column_values(part, described[name], given)
            lengths.add(len(values))
            stem = f"output-{len(written)}"
            written.append(write_column(folder, stem, name, described[name].role, values, part))
        if len(lengths) > 1:
            raise Error(f"the columns of part `{part}` have different numbers of rows")
    return written


def _column_values(part: str, column: SourceColumn, values: npt.ArrayLike) -> Values:
    what = f"column `{column.name}` of part `{part}`"
    if column.role == "view":
        return convert.matrix(what, values)
    if column.role != "target":
        return convert.texts(what, values)
    if column.classes is None:
        return convert.numbers(what, values)
    ids = convert.class_ids(what, values)
    if ids.size and not (0 <= ids.min() and ids.max() < len(column.classes)):
        raise Error(f"{what} has class ids outside its {len(column.classes)} classes")
    return ids


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
