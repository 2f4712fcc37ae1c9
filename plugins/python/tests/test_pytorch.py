import importlib.util
import time
import unittest
from pathlib import Path

import numpy as np

from tests.fake_engine import FakeEngine

PLUGIN = Path(__file__).parent.parent / "examples" / "pytorch" / "plugin.py"
CLASSES = {
    "match": ["mismatched", "matched"],
    "left_colour": ["red", "green", "blue"],
    "right_colour": ["red", "green"],
}
AUXILIARY = {"left": "left_colour", "right": "right_colour"}
QUICK = {"epochs": 4, "batch_size": 32, "learning_rate": 0.001}


def task(kind):
    return {
        "type": kind,
        "views": ["left", "right"],
        "target": "match",
        "auxiliary": AUXILIARY,
        "classes": CLASSES,
    }


def pairs(count, seed=0):
    draw = np.random.default_rng(seed)
    columns = {name: draw.normal(size=(count, 6)).astype("f4") for name in ("left", "right")}
    columns["match"] = (columns["left"][:, 0] * columns["right"][:, 0] > 0).astype(np.int64)
    columns["left_colour"] = draw.integers(0, 3, count)
    columns["right_colour"] = draw.integers(0, 2, count)
    return columns


def views(columns):
    return {name: columns[name] for name in ("left", "right")}


@unittest.skipUnless(importlib.util.find_spec("torch"), "PyTorch is not installed")
class PyTorch(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = FakeEngine(PLUGIN)
        cls.addClassCleanup(cls.engine.__exit__)

    def fit(self, kind, params, seed=0, validation=None):
        return self.engine.fit(
            "emomv",
            task(kind),
            pairs(70),
            params={**QUICK, **params},
            seed=seed,
            validation=validation,
        )

    def test_parameters_are_those_of_the_benchmark(self):
        manifest = self.engine.done("manifest")["documents"]["manifest"]
        properties = manifest["models"][0]["params_schema"]["properties"]
        defaults = {name: described["default"] for name, described in properties.items()}
        self.assertEqual(
            defaults,
            {
                "multi_task": False,
                "learning_rate": 1e-4,
                "weight_decay": 0.1,
                "batch_size": 256,
                "epochs": 1000,
                "patience": 20,
                "branch_width": 64,
                "embedding_width": 64,
                "pooled_width": 32,
                "dropout": 0.5,
                "margin": 1.0,
            },
        )
        self.assertIn("torch", manifest["environment"])

    def test_outputs(self):
        expected = {
            "classification": {"match": (70, 2)},
            "retrieval": {"left": (70, 64), "right": (70, 64)},
        }
        auxiliary = {"left_colour": (70, 3), "right_colour": (70, 2)}
        for kind, shapes in expected.items():
            for multi_task in (False, True):
                with self.subTest(kind, multi_task=multi_task):
                    handle = self.fit(kind, {"multi_task": multi_task})
                    outputs = self.engine.predict(handle, views(pairs(70)))
                    found = {name: output.shape for name, output in outputs.items()}
                    self.assertEqual(found, {**shapes, **auxiliary} if multi_task else shapes)
                    for name in set(outputs) & set(CLASSES):
                        np.testing.assert_allclose(outputs[name].sum(axis=1), 1, atol=1e-5)

    def test_outputs_depend_neither_on_batch_nor_on_order(self):
        columns = views(pairs(150, seed=3))
        order = np.random.default_rng(0).permutation(150)
        for kind in ("classification", "retrieval"):
            with self.subTest(kind):
                handle = self.fit(kind, {"multi_task": True})
                outputs = self.engine.predict(handle, columns)
                for indices in (order, [149], []):
                    some = {name: view[np.array(indices, int)] for name, view in columns.items()}
                    for name, output in self.engine.predict(handle, some).items():
                        np.testing.assert_array_equal(output, outputs[name][indices])

    def test_seed_alone_decides(self):
        columns = views(pairs(20))
        outputs = [
            self.engine.predict(self.fit("retrieval", {}, seed=seed), columns)["left"]
            for seed in (1, 1, 2)
        ]
        np.testing.assert_array_equal(outputs[0], outputs[1])
        self.assertFalse(np.array_equal(outputs[0], outputs[2]))

    def test_saved_model_predicts_the_same(self):
        columns = views(pairs(20))
        handle = self.fit("classification", {"multi_task": True})
        file = str(self.engine.new_file())
        self.engine.done("save", handle=handle, file=file)
        request = {"params": {}, "seed": 0, "task": task("classification")}
        loaded = self.engine.done("load", model="emomv", request=request, file=file)["handle"]
        again = self.engine.predict(loaded, columns)
        for name, output in self.engine.predict(handle, columns).items():
            np.testing.assert_array_equal(again[name], output)

    def test_stops_and_keeps_the_best_by_validation(self):
        params = {"epochs": 400, "patience": 3, "learning_rate": 0.01, "weight_decay": 0.0}
        self.fit("classification", params, validation=pairs(30, seed=9))
        losses = [told["progress"]["validation_loss"] for told in self.engine.told]
        self.assertEqual(self.engine.report["epochs"], len(losses))
        self.assertEqual(self.engine.report["best_epoch"], len(losses) - 3)
        self.assertEqual(int(np.argmin(losses)) + 1, len(losses) - 3)

    def test_without_validation_trains_every_epoch(self):
        self.fit("classification", {})
        self.assertEqual(self.engine.report, {"best_epoch": 4, "epochs": 4})

    def test_learns_from_its_rows(self):
        params = {"epochs": 300, "dropout": 0.0, "weight_decay": 0.0, "learning_rate": 0.01}
        outputs = self.engine.predict(self.fit("classification", params), views(pairs(70)))
        agreement = outputs["match"].argmax(axis=1) == pairs(70)["match"]
        self.assertGreater(agreement.mean(), 0.95)

    def test_cancellation_within_a_second(self):
        params = {**QUICK, "epochs": 10**9}
        request = {"params": params, "seed": 0, "task": task("retrieval")}
        rows = self.engine.rows(pairs(70))
        number = self.engine.begin(
            "fit", model="emomv", request=request, train=rows, validation=None
        )
        self.engine.line()
        self.engine.say({"cancel": number})
        began = time.monotonic()
        self.assertEqual(self.engine.answer(number), {"cancelled": True})
        self.assertLess(time.monotonic() - began, 1)

    def test_tasks_that_do_not_suit_it_are_refused(self):
        lacking = {**task("classification"), "auxiliary": {"left": "left_colour"}}
        unmatched = {**task("retrieval"), "target": "left_colour"}
        expected = [
            (lacking, {"multi_task": True}, "the task has none for right"),
            (unmatched, {}, "has 3 classes: give it two"),
        ]
        for asked, params, message in expected:
            with self.subTest(message):
                request = {"params": {**QUICK, **params}, "seed": 0, "task": asked}
                rows = self.engine.rows(pairs(20))
                answer = self.engine.call(
                    "fit", model="emomv", request=request, train=rows, validation=None
                )
                self.assertIn(message, answer["failed"])
