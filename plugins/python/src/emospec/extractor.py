from __future__ import annotations

from typing import Any

import numpy.typing as npt

from emospec.component import Component
from emospec.rows import Rows
from emospec.run import Run


class Extractor(Component):
    """Turns columns into a view."""

    def extract(self, params: Any, rows: Rows, run: Run) -> npt.ArrayLike:
        """The view, rows x width, for the rows given.

        Raises :class:`emospec.Error` where the rows do not suit it.
        """
        raise NotImplementedError
