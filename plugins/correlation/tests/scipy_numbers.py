"""Prints the numbers that `scipy.rs` expects, computed independently: canonical directions by the generalised symmetric
eigenproblem of the whole covariance matrices, cluster pairs by listing them, logistic regression by scikit-learn.

    pip install numpy scipy scikit-learn
    python scipy_numbers.py
"""

import numpy as np
from scipy.linalg import block_diag, eigh
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

ROWS, NARROW, WIDE, SECOND, K, RIDGE, PENALTY = 12, 5, 30, 4, 3, 0.05, 0.1


def view(width, salt):
    k = np.arange(ROWS * width)
    return ((k * k * 31 + k * 17 + salt) % 10007 / 10007 - 0.5).astype(np.float32).astype(float).reshape(ROWS, width)


rows = np.arange(ROWS)
matched = rows[rows % 3 != 2]
target = (rows % 3 != 2).astype(int)
classes = [rows % 4 % 3, rows * 5 // 3 % 4 % 3]
wide, narrow, second = view(WIDE, 3), view(NARROW, 5), view(SECOND, 7)


def directions(x, y, weights, total):
    """Weighted samples (x, y) -> correlations and maps. The weights sum to 1; covariances are times `total`."""
    means = [weights @ x, weights @ y]
    x, y = x - means[0], y - means[1]
    covariance = lambda a, b: total * np.einsum("n,ni,nj->ij", weights, a, b)
    sxx = covariance(x, x) + RIDGE * np.eye(x.shape[1])
    syy = covariance(y, y) + RIDGE * np.eye(y.shape[1])
    sxy = covariance(x, y)
    zero = lambda n: np.zeros((n, n))
    values, vectors = eigh(
        np.block([[zero(len(sxx)), sxy], [sxy.T, zero(len(syy))]]), block_diag(sxx, syy)
    )
    top = vectors[:, np.argsort(-values)[:K]] * np.sqrt(2)
    return np.sort(values)[::-1][:K], means, (top[: x.shape[1]], top[x.shape[1] :])


def cosines(x, y, means, maps):
    u, v = (x - means[0]) @ maps[0], (y - means[1]) @ maps[1]
    return (u / np.linalg.norm(u, axis=1, keepdims=True)) @ (v / np.linalg.norm(v, axis=1, keepdims=True)).T


def show(name, *arrays):
    for array in arrays:
        print(name, ", ".join(f"{value:.9f}" for value in np.ravel(array)))


def cca(x, y):
    n = len(matched)
    return directions(x[matched], y[matched], np.full(n, 1 / n), n / (n - 1))


def c_cca(x, y, b):
    pairs = [(i, j) for i in rows for j in rows if classes[0][i] == classes[1][j]]
    i, j = np.concatenate([np.column_stack([matched, matched]), pairs]).T
    n = len(matched)
    weights = np.concatenate([np.full(n, b / n), np.full(len(pairs), (1 - b) / len(pairs))])
    return directions(x[i], y[j], weights, n / (n - 1))


def report(name, x, y, fitted):
    show(name, fitted[0], cosines(x, y, *fitted[1:])[:2, :4])


report("cca narrow", narrow, second, cca(narrow, second))
report("cca wide", wide, second, cca(wide, second))
reduced = [PCA(3).fit(x[matched]).transform(x) for x in (wide, second)]
report("cca components", *reduced, cca(*reduced))
report("c-cca narrow", narrow, second, c_cca(narrow, second, 0.2))
report("c-cca wide", wide, second, c_cca(wide, second, 0.2))


def probabilities(x, y, binary):
    x = StandardScaler().fit_transform(x) / np.sqrt(x.shape[1])
    # Two classes have one weight vector in scikit-learn, but two here, each half as long.
    c = (2 if binary else 1) / (PENALTY * len(x))
    return LogisticRegression(C=c, tol=1e-12, max_iter=100_000).fit(x, y).predict_proba(x)


_, means, maps = cca(narrow, second)
u, v = (narrow - means[0]) @ maps[0], (second - means[1]) @ maps[1]
features = np.hstack([u, v, u * v, np.abs(u - v)])
show("cca-logistic", probabilities(features, target, True)[:6, 1])
posteriors = [probabilities(x, y, False) for x, y in zip((narrow, second), classes)]
show("posterior", (np.sqrt(posteriors[0]) @ np.sqrt(posteriors[1]).T)[:2, :4])
