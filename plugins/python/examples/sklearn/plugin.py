"""Baselines made with scikit-learn."""

import emospec
from logistic import Logistic
from svm import Svm

emospec.serve(
    name="sklearn",
    version="0.1.0",
    summary="Baselines made with scikit-learn.",
    models=[Logistic, Svm],
)
