from __future__ import annotations

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.dummy import DummyClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

import emospec
from tabular import inputs_of, probabilities


class Svm(emospec.Model):
    """Support vector machine with a Gaussian kernel on the views side by side, each feature standardised.

    Its decision values become probabilities by a softmax whose temperature is learnt from decisions on training rows
    held out in turn. A temperature keeps the order of the decisions, which Platt's scaling turns around where held-out
    decisions happen to be worse than chance. The folds follow the order of the rows, so that nothing is drawn.
    """

    name = "svm"
    source = (
        "Cortes and Vapnik, Support-Vector Networks, Machine Learning 20 (1995); "
        "Guo et al., On Calibration of Modern Neural Networks, ICML 2017."
    )
    tasks = ["classification"]
    stochastic = False
    requires = ["scikit-learn"]

    class Params(emospec.Params):
        cost: float = emospec.param(1.0, "Weight of the margin errors.", exclusive_minimum=0.0)
        gamma: float | None = emospec.param(
            None,
            "Inverse squared width of the kernel; null divides 1 by the number of features and their variance.",
            exclusive_minimum=0.0,
        )
        folds: int = emospec.param(
            5,
            "Folds of the training rows that the temperature is learnt from, at most; no more than rows of the rarest class.",
            minimum=2,
        )

    @threadpool_limits.wrap(limits=1)
    def fit(self, fit):
        self.task = fit.task
        self.class_count = fit.task.class_count(fit.task.target)
        inputs = inputs_of(fit.train, fit.task.views)
        classes = fit.train.classes(fit.task.target)
        self.classifier = _classifier(fit, inputs, classes).fit(inputs, classes)

    @threadpool_limits.wrap(limits=1)
    def predict(self, rows, run):
        inputs = inputs_of(rows, self.task.views)
        return {self.task.target: probabilities(self.classifier, inputs, self.class_count)}


def _classifier(fit: emospec.Fit, inputs: np.ndarray, classes: np.ndarray) -> ClassifierMixin:
    """A classifier that can be fitted to these rows, however few they are."""
    seen, counts = np.unique(classes, return_counts=True)
    if len(seen) == 1:
        return DummyClassifier(strategy="prior")
    gamma = "scale" if fit.params.gamma is None else fit.params.gamma
    machine = make_pipeline(StandardScaler(), SVC(C=fit.params.cost, gamma=gamma))
    folds = min(fit.params.folds, counts.min())
    if folds < 2:
        fit.run.warn(
            "a class has one training row, so probabilities are not learnt from held-out rows"
        )
        everything = np.arange(len(inputs))
        machine = FrozenEstimator(machine.fit(inputs, classes))
        cv = [(everything, everything)]
    else:
        cv = StratifiedKFold(folds)
    return CalibratedClassifierCV(machine, method="temperature", cv=cv, ensemble=False)
