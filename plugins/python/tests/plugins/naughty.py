"""A model that does what its parameter says."""

import os
import subprocess
import sys
import threading
import time

import numpy as np

import emospec

print("printed before it serves")


class Naughty(emospec.Model):
    """Does as it is told."""

    name = "naughty"
    source = "Made up."
    tasks = ["classification", "regression", "retrieval"]

    class Params(emospec.Params):
        what: str = emospec.param("nothing", "What to do.")

    def fit(self, fit):
        self.what = fit.params.what
        self.target = fit.task.target
        run = fit.run
        if self.what == "print":
            print('{"ready": 2}')
            os.write(1, b"raw\n")
            subprocess.run(["echo", "from a child"], check=True)
        elif self.what == "read stdin":
            subprocess.run(["cat"], check=True)
            if sys.stdin.read() != "":
                raise RuntimeError("stdin is not empty")
        elif self.what == "error":
            raise emospec.Error("the data do not suit it")
        elif self.what == "raise":
            raise ValueError("oh no")
        elif self.what == "exit":
            sys.exit(3)
        elif self.what == "endless":
            for epoch in range(10**9):
                try:
                    run.progress(epoch=epoch)
                except Exception:
                    pass
                time.sleep(0.01)
        elif self.what == "deaf":
            run.note("deaf")
            time.sleep(60)
        elif self.what == "fork":
            child = os.fork()
            if child == 0:
                run.progress(epoch=1)
                return
            _, status = os.waitpid(child, 0)
            run.report({"child": os.waitstatus_to_exitcode(status)})
        elif self.what == "fork and raise":
            child = os.fork()
            if child == 0:
                raise ValueError("in the child")
            os.waitpid(child, 0)
        elif self.what == "orphan":
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
        elif self.what == "late":
            threading.Timer(0.05, lambda: run.progress(epoch=7)).start()
        elif self.what == "surrogate":
            run.note("\udc80")

    def predict(self, rows, run):
        count = rows.count
        if self.what == "ragged":
            return {self.target: [[1.0], [1.0, 2.0]]}
        if self.what == "object":
            return {self.target: np.array([None] * count)}
        if self.what == "large":
            return {self.target: np.full((count, 2), 1e300)}
        if self.what == "narrow":
            return {self.target: np.ones((count, 1))}
        if self.what == "short":
            return {self.target: np.ones((count - 1, 2)) / 2}
        if self.what == "other name":
            return {"other": np.ones((count, 2)) / 2}
        if self.what == "numbers":
            return {self.target: np.arange(count, dtype=np.float32)}
        if self.what == "embed":
            return {name: rows.view(name).astype(np.float16) for name in rows.names}
        return {self.target: np.ones((count, 2), order="F") / 2}


emospec.serve(name="naughty", version="1", summary="For tests.", models=[Naughty])
