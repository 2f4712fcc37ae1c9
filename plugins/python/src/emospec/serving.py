from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any, NoReturn, TypeVar

from emospec.cancelled import Cancelled
from emospec.channel import Channel
from emospec.column_file import read_rows
from emospec.component import Component
from emospec.error import Error
from emospec.extractor import Extractor
from emospec.fit import Fit
from emospec.model import Model
from emospec.outputs import write_parts, write_predictions, write_view
from emospec.plugin import Plugin
from emospec.run import Run
from emospec.source import Source
from emospec.task import Task

CONTRACT = 1
"""The version of the plugin contract spoken here."""

Document = dict[str, Any]
C = TypeVar("C", bound=Component)


def serve(
    *,
    name: str,
    version: str,
    summary: str,
    models: Sequence[type[Model]] = (),
    sources: Sequence[type[Source]] = (),
    extractors: Sequence[type[Extractor]] = (),
) -> NoReturn:
    """Serves the engine until it is gone: the last line of a plugin's file. stdin and stdout belong to the engine from
    here on; what is printed goes to stderr.

    Raises :class:`emospec.Error` where a class lacks its name, documentation or origin, or a parameter is wrong.
    """
    if sys.stdin.isatty():
        print("This is a plugin of emospec: the engine starts it.", file=sys.stderr)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Channel()
    try:
        plugin = Plugin(
            name=name,
            version=version,
            summary=summary,
            models=models,
            sources=sources,
            extractors=extractors,
        )
    except Error as error:
        channel.say({"refused": str(error)})
        raise
    channel.say({"ready": CONTRACT})
    serving = Serving(plugin)
    while True:
        call, stop = channel.next_call()
        channel.say({"id": call["id"], **serving.answer(call, stop, channel)})


class Serving:
    """Answers calls, one at a time, and keeps the fitted models between them."""

    def __init__(self, plugin: Plugin) -> None:
        self._plugin = plugin
        self._process = os.getpid()
        self._fitted: dict[int, tuple[Model, Task]] = {}
        self._next_handle = 1

    def answer(self, call: Document, stop: Event, channel: Channel) -> Document:
        """The answer to a call: ``done``, ``failed`` or ``cancelled``."""

        def tell(message: Any) -> None:
            channel.say({"id": call["id"], **message})

        run = None
        try:
            run = Run(call["threads"], call["scratch"], tell, stop)
            return {"done": self._done(call, run)}
        except Cancelled:
            return {"cancelled": True}
        except Error as error:
            return {"failed": str(error)}
        except BaseException as error:
            traceback.print_exc()
            kind, message = type(error).__name__, str(error)
            return {"failed": f"{kind}: {message}" if message else kind}
        finally:
            if os.getpid() != self._process:
                os._exit(1)
            if run is not None:
                run.end()

    def _done(self, call: Document, run: Run) -> Document:
        answers = {
            "manifest": self._manifest,
            "read": self._read,
            "extract": self._extract,
            "fit": self._fit,
            "predict": self._predict,
            "save": self._save,
            "load": self._load,
            "release": self._release,
        }
        answer = answers.get(call["call"])
        if answer is None:
            raise Error(
                f"this plugin knows no call `{call['call']}`: its emospec package is too old"
            )
        return answer(call, run)

    def _manifest(self, call: Document, run: Run) -> Document:
        return {"documents": {"manifest": self._plugin.manifest()}}

    def _read(self, call: Document, run: Run) -> Document:
        source = _found(self._plugin.sources, call["source"], "source")
        params = source.Params.of(call["request"]["params"])
        emitted = source().read(params, run)
        columns = write_parts(call["outputs"], emitted)
        described = {column.name: column.document() for column in emitted.columns}
        return {"documents": {"columns": described}, "columns": columns}

    def _extract(self, call: Document, run: Run) -> Document:
        extractor = _found(self._plugin.extractors, call["extractor"], "extractor")
        params = extractor.Params.of(call["request"]["params"])
        rows = read_rows(call["rows"])
        view = extractor().extract(params, rows, run)
        return {"columns": write_view(call["outputs"], extractor.name, view, rows.count)}

    def _fit(self, call: Document, run: Run) -> Document:
        kind = _found(self._plugin.models, call["model"], "model")
        request, validation = call["request"], call.get("validation")
        fit = Fit(
            params=kind.Params.of(request["params"]),
            task=_task(kind, request),
            train=read_rows(call["train"]),
            validation=None if validation is None else read_rows(validation),
            seed=request["seed"],
            run=run,
        )
        model = kind()
        model.fit(fit)
        return {"documents": run.documents, "handle": self._keep(model, fit.task)}

    def _predict(self, call: Document, run: Run) -> Document:
        model, task = self._model(call)
        rows = read_rows(call["rows"])
        outputs = model.predict(rows, run)
        return {"columns": write_predictions(call["outputs"], outputs, task, rows.count)}

    def _save(self, call: Document, run: Run) -> Document:
        model, _ = self._model(call)
        data = model.save()
        if not isinstance(data, bytes):
            raise Error("`save` returned no bytes")
        Path(call["file"]).write_bytes(data)
        return {}

    def _load(self, call: Document, run: Run) -> Document:
        kind = _found(self._plugin.models, call["model"], "model")
        task = _task(kind, call["request"])
        model = kind()
        model.load(Path(call["file"]).read_bytes())
        return {"handle": self._keep(model, task)}

    def _release(self, call: Document, run: Run) -> Document:
        self._model(call)
        del self._fitted[call["handle"]]
        gc.collect()
        return {}

    def _keep(self, model: Model, task: Task) -> int:
        handle = self._next_handle
        self._next_handle += 1
        self._fitted[handle] = (model, task)
        return handle

    def _model(self, call: Document) -> tuple[Model, Task]:
        handle = call["handle"]
        if handle not in self._fitted:
            raise Error(f"there is no fitted model {handle}")
        return self._fitted[handle]


def _found(components: dict[str, type[C]], name: str, what: str) -> type[C]:
    if name not in components:
        names = ", ".join(f"`{known}`" for known in components) or "none"
        raise Error(f"there is no {what} `{name}`; there are: {names}")
    return components[name]


def _task(kind: type[Model], request: Document) -> Task:
    task = Task.of(request["task"])
    if task.kind not in kind.tasks:
        raise Error(f"the model `{kind.name}` is for {', '.join(kind.tasks)}, not for {task.kind}")
    return task
