from __future__ import annotations

from typing import Any

from emospec.component import Component
from emospec.emitted import Emitted
from emospec.run import Run


class Source(Component):
    """Makes the columns of a dataset."""

    def read(self, params: Any, run: Run) -> Emitted:
        """Makes every column of every part: the same for the same parameters, on every machine.

        Raises :class:`emospec.Error` where the parameters cannot be met.
        """
        raise NotImplementedError
