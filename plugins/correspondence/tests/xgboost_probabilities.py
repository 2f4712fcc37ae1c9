"""Prints the probabilities that `xgboost.rs` expects: the same trees by XGBoost.

    pip install xgboost-cpu==3.2.0 && python xgboost_probabilities.py
"""

import numpy as np
import xgboost

ROWS, FIRST, SECOND = 40, 4, 3


def view(width, salt):
    k = np.arange(ROWS * width)
    return ((k * k * 31 + k * 17 + salt) % 10007 / 10007 - 0.5).astype(np.float32).reshape(ROWS, width)


rows = np.arange(ROWS)
columns = np.concatenate([view(FIRST, 3), view(SECOND, 7)], axis=1)
for classes in (2, 3):
    parameters = {
        "objective": "binary:logistic" if classes == 2 else "multi:softprob",
        "tree_method": "exact",
        "base_score": 0.5,
        "eta": 0.3,
        "max_depth": 3,
        "lambda": 0.7,
        "gamma": 0.05,
        "min_child_weight": 0.6,
    }
    if classes > 2:
        parameters["num_class"] = classes
    data = xgboost.DMatrix(columns, label=rows * 5 % 7 % classes)
    found = xgboost.train(parameters, data, num_boost_round=6).predict(data)
    last = found[:12] if classes == 2 else found[:12, -1]
    print(classes, ", ".join(f"{value:.6f}" for value in last))
