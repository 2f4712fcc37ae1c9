import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

import emospec
from tabular import inputs_of, probabilities


class Logistic(emospec.Model):
    """Multinomial logistic regression on the views side by side, each feature standardised."""

    name = "logistic"
    source = "Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4."
    tasks = ["classification"]
    stochastic = False
    requires = ["scikit-learn"]

    class Params(emospec.Params):
        penalty: float = emospec.param(
            1.0,
            "Weight of half the squared weights beside the summed log loss of the training rows.",
            exclusive_minimum=0.0,
        )
        iterations: int = emospec.param(1000, "Steps of L-BFGS at most.", minimum=1)

    @threadpool_limits.wrap(limits=1)
    def fit(self, fit):
        self.task = fit.task
        self.class_count = fit.task.class_count(fit.task.target)
        inputs = inputs_of(fit.train, fit.task.views)
        classes = fit.train.classes(fit.task.target)
        if len(np.unique(classes)) == 1:
            classifier = DummyClassifier(strategy="prior")
        else:
            params = fit.params
            classifier = LogisticRegression(C=1 / params.penalty, max_iter=params.iterations)
        self.classifier = make_pipeline(StandardScaler(), classifier).fit(inputs, classes)

    @threadpool_limits.wrap(limits=1)
    def predict(self, rows, run):
        inputs = inputs_of(rows, self.task.views)
        return {self.task.target: probabilities(self.classifier, inputs, self.class_count)}
