import emospec
import numpy as np


class Baseline(emospec.Model):
    """Predicts the class frequencies of the training rows."""

    name = "NAME"
    source = "Folklore."
    tasks = ["classification"]
    stochastic = False
    requires = []  # installed distributions that results depend on, such as "scikit-learn"

    class Params(emospec.Params):
        smoothing: float = emospec.param(
            0.0, "Rows added to each class before counting.", minimum=0.0
        )

    def fit(self, fit):
        self.target = fit.task.target
        counts = np.full(fit.task.class_count(self.target), fit.params.smoothing)
        for class_id in fit.train.classes(self.target):
            counts[class_id] += 1
        self.probabilities = counts / counts.sum()

    def predict(self, rows, run):
        return {self.target: np.tile(self.probabilities, (rows.count, 1))}


emospec.serve(name="NAME", version="0.1.0", summary="A baseline of my own.", models=[Baseline])
