"""The engine's side of the contract, for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

PLUGINS = Path(__file__).parent / "plugins"
SOURCES = Path(__file__).parent.parent / "src"

CLASSIFICATION = {
    "type": "classification",
    "views": ["left", "right"],
    "target": "match",
    "auxiliary": {},
    "classes": {"match": ["mismatched", "matched"]},
}
DTYPES = {"u8": "u1", "i64": "<i8", "f32": "<f4", "f64": "<f8"}


class FakeEngine:
    """A started plugin, and what it says. To be used in a ``with`` statement."""

    def __init__(self, plugin: Path | str, python: str = sys.executable) -> None:
        path = PLUGINS / plugin
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self._stderr = open(self.folder / "stderr", "w+b")
        paths = [str(SOURCES), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
        }
        # Unbuffered, what is printed before `serve` would come before the greeting.
        environment.pop("PYTHONUNBUFFERED", None)
        self.process = subprocess.Popen(
            [python, path.name],
            cwd=path.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=environment,
        )
        try:
            self.greeting = self.line()
        except ValueError:
            self.__exit__()
            raise
        self.told: list[dict[str, Any]] = []
        self._next_id = 1
        self._next_file = 0

    def __enter__(self) -> FakeEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self._stderr.close()
        self._folder.cleanup()

    def line(self) -> dict[str, Any]:
        """The next line the plugin writes; empty at the end."""
        line = self.process.stdout.readline()
        return json.loads(line) if line else {}

    def say(self, message: dict[str, Any]) -> None:
        """Writes a line."""
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def begin(self, call: str, **fields: Any) -> int:
        """Starts a call; returns its number."""
        number = self._next_id
        self._next_id += 1
        if call in ("read", "extract", "predict"):
            fields["outputs"] = str(self._new_folder())
        scratch = str(self._new_folder())
        self.say({"id": number, "call": call, "threads": 1, "scratch": scratch, **fields})
        return number

    def answer(self, number: int) -> dict[str, Any]:
        """The answer to a call; what came before it is kept in ``told``."""
        self.told = []
        while True:
            message = self.line()
            if message.pop("id", None) != number:
                raise AssertionError(f"not about call {number}: {message}; {self.stderr()}")
            if not {"progress", "log"} & set(message):
                return message
            self.told.append(message)

    def call(self, call: str, **fields: Any) -> dict[str, Any]:
        """The whole answer to a call."""
        return self.answer(self.begin(call, **fields))

    def done(self, call: str, **fields: Any) -> dict[str, Any]:
        """What a call left; an error where it failed."""
        answer = self.call(call, **fields)
        if "done" not in answer:
            raise AssertionError(f"{answer}; {self.stderr()}")
        return answer["done"]

    def fit(self, model: str, task: dict[str, Any], train: Any, **more: Any) -> int:
        """Fits a model; returns its handle."""
        request = {"params": more.get("params", {}), "seed": more.get("seed", 0), "task": task}
        validation = more.get("validation")
        done = self.done(
            "fit",
            model=model,
            request=request,
            train=self.rows(train),
            validation=None if validation is None else self.rows(validation),
        )
        self.report = done.get("documents", {}).get("report")
        return done["handle"]

    def predict(self, handle: int, columns: dict[str, Any]) -> dict[str, np.ndarray]:
        """The outputs of a fitted model by name."""
        done = self.done("predict", handle=handle, rows=self.rows(columns))
        return {column["name"]: self.values(column) for column in done["columns"]}

    def rows(self, columns: dict[str, Any]) -> dict[str, Any]:
        """Writes columns to files; returns the document that names them."""
        documents = [self._column(name, values) for name, values in columns.items()]
        return {"count": len(next(iter(columns.values()))), "columns": documents}

    def values(self, column: dict[str, Any]) -> Any:
        """The values of a column that the plugin wrote."""
        data = np.fromfile(column["file"], DTYPES[column["dtype"]])
        if column["dtype"] == "u8":
            ends = np.fromfile(column["offsets"], "<i8")
            assert column["shape"] == [len(data)]
            return [bytes(data[a:b]).decode() for a, b in zip(ends[:-1], ends[1:])]
        return data.reshape(column["shape"])

    def stderr(self) -> str:
        """What the plugin wrote for people."""
        return (self.folder / "stderr").read_text()

    def new_file(self) -> Path:
        """A path that nothing is at."""
        self._next_file += 1
        return self.folder / str(self._next_file)

    def _new_folder(self) -> Path:
        folder = self.new_file()
        folder.mkdir()
        return folder

    def _column(self, name: str, values: Any) -> dict[str, Any]:
        file = self.new_file()
        document: dict[str, Any] = {"name": name, "file": str(file), "role": "view"}
        if isinstance(values, list):
            encoded = [value.encode() for value in values]
            ends = np.cumsum([0, *map(len, encoded)]).astype("<i8")
            offsets = self.new_file()
            ends.tofile(offsets)
            file.write_bytes(b"".join(encoded))
            return {**document, "dtype": "u8", "shape": [int(ends[-1])], "offsets": str(offsets)}
        dtype = {np.dtype(dtype): name for name, dtype in DTYPES.items()}[values.dtype]
        values.tofile(file)
        return {**document, "dtype": dtype, "shape": list(values.shape)}
