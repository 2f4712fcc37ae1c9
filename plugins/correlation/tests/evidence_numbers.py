"""Writes `evidence_numbers.json`, which `evidence.rs` expects: the evidence model computed independently, its classifiers by
scikit-learn, its correspondence by whole matrices.

    pip install numpy scikit-learn
    python evidence_numbers.py

All arrays are rows x columns. Views cross the contract in single precision, so they are rounded to it here, too.
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression

CLASSES, TRAIN, TEST, WIDE, NARROW = 3, 24, 6, 40, 7
C, RIDGE, WEIGHT = (3.0, 1.0), (1.0, 4.0), 0.5


def draw():
    """Non-negative views about the centre of their class; a column of the narrow one is constant."""
    rng = np.random.RandomState(7)
    count = TRAIN + TEST
    first = rng.randint(CLASSES, size=count)
    match = rng.randint(2, size=count)
    second = np.where(match == 1, first, (first + 1 + rng.randint(CLASSES - 1, size=count)) % CLASSES)
    centres = rng.rand(CLASSES, WIDE), rng.rand(CLASSES, NARROW)
    views = [
        np.round(np.maximum(centre[classes] + 0.5 * rng.randn(count, centre.shape[1]), 0), 3)
        for centre, classes in zip(centres, (first, second))
    ]
    views[1][:, 3] = 0.25
    return views, (first, second), match


def standardise(rows, train):
    rows, train = np.sqrt(rows), np.sqrt(train)
    deviation = train.std(0)
    return (rows - train.mean(0)) / np.where(deviation > 1e-12, deviation, np.inf)


def posterior(train, classes, test, c):
    width = train.shape[1]
    fit = LogisticRegression(C=c / width, tol=1e-12, max_iter=100_000).fit(train, classes)
    assert len(fit.classes_) == CLASSES > 2  # scikit-learn penalises two classes otherwise
    return fit.predict_proba(test)


def correspondence(train, test):
    """s of each test row, from the matched training rows."""
    unit = lambda rows: rows / np.linalg.norm(rows, axis=1, keepdims=True)
    means = [unit(rows).mean(0) for rows in train]
    a, b = (unit(rows) - mean for rows, mean in zip(train, means))
    u, v = (unit(rows) - mean for rows, mean in zip(test, means))
    inverse = lambda x, ridge: np.linalg.inv(x.T @ x + ridge * np.eye(x.shape[1]))
    between = inverse(a, RIDGE[0]) @ a.T @ b @ inverse(b, RIDGE[1])
    return np.einsum("ni,ij,nj->n", u, between, v) / (a @ between @ b.T).std()


views, classes, match = draw()
single = [view.astype(np.float32).astype(float) for view in views]
standardised = [standardise(view, view[:TRAIN]) for view in single]
p, m = (
    posterior(view[:TRAIN], labels[:TRAIN], view[TRAIN:], c) for view, labels, c in zip(standardised, classes, C)
)
counts = np.bincount(np.concatenate([labels[:TRAIN] for labels in classes]), minlength=CLASSES) + 0.5
q = counts / counts.sum()
same = (p * m).sum(1)
z = np.log((p * m / q).sum(1)) - np.log((1 - same) / (1 - (q**2).sum()))
matched = match[:TRAIN] == 1
s = correspondence([view[:TRAIN][matched] for view in standardised], [view[TRAIN:] for view in standardised])
probability = lambda log_odds: 1 / (1 + np.exp(-log_odds))
numbers = {
    "first": views[0].ravel(),
    "second": views[1].ravel(),
    "match": match,
    "first_class": classes[0],
    "second_class": classes[1],
    "first_posterior": p.ravel(),
    "second_posterior": m.ravel(),
    "similarity": (p @ m.T).ravel(),
    "match_by_classes": probability(z),
    "match_by_all": probability(z + WEIGHT * s),
}
lines = (f"{json.dumps(name)}: {json.dumps(values.tolist())}" for name, values in numbers.items())
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
