from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from emospec.cancelled import Cancelled
from emospec.plain import to_plain

Tell = Callable[[Mapping[str, Any]], None]


class Run:
    """Progress, cancellation, threads and scratch space of a call. Any thread may use it until the call returns."""

    def __init__(
        self, threads: int, scratch: str | Path, tell: Tell, stop: threading.Event
    ) -> None:
        self.threads = threads
        """Threads the call may use."""
        self.scratch = Path(scratch)
        """A folder the call may write to; it is removed afterwards. Nothing else may be written."""
        self.documents: dict[str, Any] = {}
        self._tell_engine = tell
        self._stop = stop
        self._lock = threading.Lock()
        self._ended = False
        self._process = os.getpid()

    @classmethod
    def detached(cls) -> Run:
        """A run outside the engine, for tests: one thread, the folder for temporary files, nothing heard."""
        return cls(1, tempfile.gettempdir(), lambda _: None, threading.Event())

    def progress(
        self,
        *,
        epoch: int,
        epochs: int | None = None,
        train_loss: float | None = None,
        validation_loss: float | None = None,
    ) -> None:
        """Reports progress, and ends the call where the engine asked it to stop: call it once an epoch.

        ``epoch`` is the number of epochs or steps done, ``epochs`` of those there are at most.
        Raises :class:`emospec.Cancelled`.
        """
        told = {
            "epoch": int(epoch),
            "epochs": None if epochs is None else int(epochs),
            "train_loss": None if train_loss is None else float(train_loss),
            "validation_loss": None if validation_loss is None else float(validation_loss),
        }
        self._tell({"progress": {key: value for key, value in told.items() if value is not None}})
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Ends the call where the engine asked it to stop: call it in long loops.

        Raises :class:`emospec.Cancelled`.
        """
        if self._stop.is_set():
            raise Cancelled

    def note(self, message: str) -> None:
        """Leaves a line for people."""
        self._tell({"log": {"level": 0, "message": str(message)}})

    def warn(self, message: str) -> None:
        """Leaves a warning for people."""
        self._tell({"log": {"level": 1, "message": str(message)}})

    def report(self, facts: Mapping[str, Any]) -> None:
        """Leaves facts about the fit beside its results.

        Raises ``TypeError`` where one cannot be written as JSON.
        """
        self.documents["report"] = to_plain(dict(facts))

    def end(self) -> None:
        """Silences the run: whatever a thread still says of it is dropped."""
        with self._lock:
            self._ended = True

    def _tell(self, message: Mapping[str, Any]) -> None:
        if os.getpid() != self._process:
            return
        with self._lock:
            if not self._ended:
                self._tell_engine(message)
