import importlib.util
import unittest
from pathlib import Path

import numpy as np

from tests.fake_engine import FakeEngine

PLUGIN = Path(__file__).parent.parent / "examples" / "sklearn" / "plugin.py"
MODELS = ("logistic", "svm")
TASK = {
    "type": "classification",
    "views": ["left", "right"],
    "target": "colour",
    "auxiliary": {},
    "classes": {"colour": ["red", "green", "blue", "grey"]},
}


def pairs(classes, seed=0):
    """Views that tell the class, one column of them constant."""
    classes = np.asarray(classes, dtype=np.int64)
    left = np.random.default_rng(seed).normal(size=(len(classes), 5)) + classes[:, None]
    left[:, 0] = 3
    right = np.random.default_rng(seed + 1).normal(size=(len(classes), 3))
    return {"left": left.astype("f4"), "right": right.astype("f4"), "colour": classes}


def views(columns):
    return {name: columns[name] for name in TASK["views"]}


@unittest.skipUnless(importlib.util.find_spec("sklearn"), "scikit-learn is not installed")
class Sklearn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = FakeEngine(PLUGIN)
        cls.addClassCleanup(cls.engine.__exit__)

    def predicted(self, model, train, test):
        handle = self.engine.fit(model, TASK, train)
        return handle, self.engine.predict(handle, views(test))["colour"]

    def assert_probabilities(self, output, rows):
        self.assertEqual(output.shape, (rows, 4))
        np.testing.assert_allclose(output.sum(axis=1), 1, atol=1e-6)

    def test_environment_names_what_scikit_learn_needs(self):
        manifest = self.engine.done("manifest")["documents"]["manifest"]
        self.assertTrue({"scikit-learn", "scipy", "numpy"} <= set(manifest["environment"]))

    def test_learns_and_gives_classes_it_never_saw_nothing(self):
        train, test = pairs([0, 1, 3] * 30), pairs([0, 1, 3] * 10, seed=5)
        for model in MODELS:
            with self.subTest(model):
                _, output = self.predicted(model, train, test)
                self.assert_probabilities(output, 30)
                self.assertTrue((output[:, 2] == 0).all())
                self.assertGreater((output.argmax(axis=1) == test["colour"]).mean(), 0.7)

    def test_outputs_depend_neither_on_batch_nor_on_order(self):
        test = pairs([0, 1, 2, 3] * 10, seed=5)
        order = np.random.default_rng(0).permutation(40)
        for model in MODELS:
            with self.subTest(model):
                handle, output = self.predicted(model, pairs([0, 1, 2, 3] * 20), test)
                mixed = {name: view[order] for name, view in views(test).items()}
                np.testing.assert_array_equal(
                    self.engine.predict(handle, mixed)["colour"], output[order]
                )
                one = {name: view[7:8] for name, view in views(test).items()}
                np.testing.assert_array_equal(
                    self.engine.predict(handle, one)["colour"], output[7:8]
                )
                none = {name: view[:0] for name, view in views(test).items()}
                self.assertEqual(self.engine.predict(handle, none)["colour"].shape, (0, 4))

    def test_same_rows_give_the_same_bytes(self):
        train = pairs([0, 1, 2, 3] * 20)
        for model in MODELS:
            with self.subTest(model):
                _, first = self.predicted(model, train, train)
                _, second = self.predicted(model, train, train)
                np.testing.assert_array_equal(first, second)

    def test_one_class_is_predicted_for_certain(self):
        for model in MODELS:
            for count in (1, 5):
                with self.subTest(model, count=count):
                    _, output = self.predicted(model, pairs([1] * count), pairs([0, 1]))
                    np.testing.assert_array_equal(output, [[0, 1, 0, 0]] * 2)

    def test_one_row_of_a_class(self):
        for model in MODELS:
            with self.subTest(model):
                _, output = self.predicted(model, pairs([0, 0, 0, 1]), pairs([0, 1, 2]))
                self.assert_probabilities(output, 3)

    def test_saved_model_predicts_the_same(self):
        train, request = pairs([0, 1] * 10), {"params": {}, "seed": 0, "task": TASK}
        for model in MODELS:
            with self.subTest(model):
                handle, output = self.predicted(model, train, train)
                file = str(self.engine.new_file())
                self.engine.done("save", handle=handle, file=file)
                loaded = self.engine.done("load", model=model, request=request, file=file)
                again = self.engine.predict(loaded["handle"], views(train))["colour"]
                np.testing.assert_array_equal(again, output)
