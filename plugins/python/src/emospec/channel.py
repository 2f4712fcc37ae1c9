from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Mapping
from typing import Any

from emospec.plain import to_line

LONGEST_LINE = 16 * 1024 * 1024

Call = tuple[dict[str, Any], threading.Event]


class Channel:
    """The lines between engine and plugin, on what were stdin and stdout.

    File descriptor 1 leads to stderr instead, so that what plugin code prints is kept for people, and file descriptor
    0 to nothing, so that neither plugin code nor its child processes read the engine's lines. The plugin ends when the
    engine's lines do, even while a call runs: then nobody waits for it.
    """

    def __init__(self) -> None:
        self._input = os.dup(0)
        self._output = os.dup(1)
        self._is_open = True
        self._lock = threading.Lock()
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        _redirect_standard_streams()
        os.register_at_fork(after_in_child=self._leave)
        threading.Thread(target=self._listen, name="emospec", daemon=True).start()

    def next_call(self) -> Call:
        """Waits for the next call; its event is set once the engine asks it to stop."""
        return self._calls.get()

    def say(self, message: Mapping[str, Any]) -> None:
        """Writes a line. Where nobody reads any more, the process ends."""
        line = memoryview(to_line(message))
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._output, line) :]
            except BrokenPipeError:
                os._exit(0)

    def _leave(self) -> None:
        """Closes the channel in a forked child: it ends with this process, not with its children."""
        if self._is_open:
            self._is_open = False
            os.close(self._input)
            os.close(self._output)

    def _listen(self) -> None:
        lines = open(self._input, "rb", closefd=False)
        latest, stop = None, threading.Event()
        while True:
            try:
                line = lines.readline(LONGEST_LINE)
            except OSError:
                line = b""
            if not line:
                os._exit(0)
            try:
                message = json.loads(line)
                if "cancel" in message:
                    if message["cancel"] == latest:
                        stop.set()
                    continue
                latest, stop = message["id"], threading.Event()
            except (ValueError, KeyError, TypeError):
                print("emospec: the engine wrote a line that is no message", file=sys.stderr)
                os._exit(2)
            self._calls.put((message, stop))


def _redirect_standard_streams() -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdin = open(0, closefd=False)
    sys.stdout.flush()
    sys.stdout = sys.stderr
