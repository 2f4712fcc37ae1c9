"""Write sources, extractors and models for ``emospec`` in Python.

A model is a class with its parameters, and one call of :func:`serve` that makes the file a plugin::

    import emospec
    import numpy as np


    class Prior(emospec.Model):
        \"\"\"Predicts the class frequencies of the training rows.\"\"\"

        name = "prior"
        source = "Folklore."
        tasks = ["classification"]
        stochastic = False

        class Params(emospec.Params):
            smoothing: float = emospec.param(0.0, "Rows added to each class.", minimum=0.0)

        def fit(self, fit):
            self.target = fit.task.target
            classes = fit.train.classes(self.target)
            counts = np.bincount(classes, minlength=fit.task.class_count(self.target))
            counts = counts + fit.params.smoothing
            self.frequencies = counts / counts.sum()

        def predict(self, rows, run):
            return {self.target: np.tile(self.frequencies, (rows.count, 1))}


    emospec.serve(name="prior", version="0.1.0", summary="The smallest baseline.", models=[Prior])
"""

from emospec.cancelled import Cancelled
from emospec.emitted import Emitted
from emospec.error import Error
from emospec.extractor import Extractor
from emospec.fit import Fit
from emospec.model import Model
from emospec.parameter import param
from emospec.params import Params
from emospec.plugin import Plugin
from emospec.rows import Rows
from emospec.run import Run
from emospec.serving import serve
from emospec.source import Source
from emospec.source_column import SourceColumn
from emospec.task import Task
from emospec.version import __version__

__all__ = [
    "Cancelled",
    "Emitted",
    "Error",
    "Extractor",
    "Fit",
    "Model",
    "Params",
    "Plugin",
    "Rows",
    "Run",
    "Source",
    "SourceColumn",
    "Task",
    "__version__",
    "param",
    "serve",
]
