from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy.typing as npt

from emospec.source_column import SourceColumn


@dataclass(frozen=True)
class Emitted:
    """What a source makes: columns, and their values part by part."""

    columns: Sequence[SourceColumn]
    """The columns."""
    parts: Mapping[str, Mapping[str, npt.ArrayLike]]
    """The values of each part, by the name of the column. A view is rows x width; a target with classes, whole
    numbers; another target, numbers; anything else, a list of ``str``."""
