"""Every call of the contract, to a plugin in its own process."""

import os
import sys
import unittest

import numpy as np

from tests.fake_engine import CLASSIFICATION, FakeEngine

TRAIN = {
    "left": np.array([[0, 0], [1, 0], [4, 4], [5, 4]], dtype="f4"),
    "right": np.array([[0], [0], [1], [1]], dtype="f4"),
    "match": np.array([0, 0, 1, 1]),
}
VIEWS = {name: TRAIN[name] for name in ("left", "right")}
EXPECTED = [[1, 0], [1, 0], [0, 1], [0, 1]]


class Calls(unittest.TestCase):
    def setUp(self):
        self.engine = self.enterContext(FakeEngine("centroid.py"))

    if sys.version_info < (3, 11):

        def enterContext(self, context):
            entered = context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)
            return entered

    def test_greets_with_its_contract(self):
        self.assertEqual(self.engine.greeting, {"ready": 1})

    def test_manifest(self):
        manifest = self.engine.done("manifest")["documents"]["manifest"]
        self.assertEqual(manifest["name"], "first")
        self.assertEqual(manifest["version"], "1.2.3")
        (model,) = manifest["models"]
        self.assertEqual(model["summary"], "Predicts by the nearest class mean.")
        self.assertEqual(model["tasks"], ["classification"])
        self.assertEqual((model["stochastic"], model["similarity"]), (False, "cosine"))
        self.assertEqual(model["params_schema"]["properties"]["norm"]["enum"], ["l1", "l2"])
        self.assertEqual(manifest["sources"][0]["name"], "points")
        self.assertEqual(manifest["extractors"][0]["name"], "letters")

    def test_manifest_names_what_results_depend_on(self):
        manifest = self.engine.done("manifest")["documents"]["manifest"]
        self.assertEqual(manifest["environment"]["numpy"], np.__version__)
        self.assertTrue({"python", "platform", "emospec"} <= set(manifest["environment"]))
        self.assertIn(sys.executable, manifest["watch"])
        self.assertTrue(any(path.endswith("emospec/rows.py") for path in manifest["watch"]))
        self.assertTrue(all(map(os.path.isabs, manifest["watch"])))
        self.assertTrue(all(map(os.path.exists, manifest["watch"])))

    def test_fit_and_predict(self):
        handle = self.engine.fit("centroid", CLASSIFICATION, TRAIN, validation=TRAIN)
        self.assertEqual(
            self.engine.told,
            [
                {"progress": {"epoch": 1, "epochs": 1, "train_loss": 0.5}},
                {"log": {"level": 0, "message": "1 thread"}},
            ],
        )
        self.assertEqual(self.engine.report, {"rows": 4, "validation": 4, "nan": None})
        output = self.engine.predict(handle, VIEWS)["match"]
        self.assertEqual(output.dtype, np.float32)
        np.testing.assert_array_equal(output, EXPECTED)

    def test_outputs_lie_in_their_folder(self):
        handle = self.engine.fit("centroid", CLASSIFICATION, TRAIN)
        (column,) = self.engine.done("predict", handle=handle, rows=self.engine.rows(VIEWS))[
            "columns"
        ]
        self.assertEqual(column["role"], "output")
        self.assertEqual((column["dtype"], column["shape"]), ("f32", [4, 2]))
        self.assertTrue(os.path.isabs(column["file"]))

    def test_a_fit_without_validation_rows(self):
        self.engine.fit("centroid", CLASSIFICATION, TRAIN)
        self.assertEqual(self.engine.report["validation"], 0)

    def test_zero_rows(self):
        handle = self.engine.fit("centroid", CLASSIFICATION, TRAIN)
        none = {name: view[:0] for name, view in VIEWS.items()}
        self.assertEqual(self.engine.predict(handle, none)["match"].shape, (0, 2))

    def test_saved_model_predicts_the_same(self):
        handle = self.engine.fit("centroid", CLASSIFICATION, TRAIN)
        file = self.engine.new_file()
        self.assertEqual(self.engine.done("save", handle=handle, file=str(file)), {})
        request = {"params": {}, "seed": 0, "task": CLASSIFICATION}
        loaded = self.engine.done("load", model="centroid", request=request, file=str(file))
        self.assertNotEqual(loaded["handle"], handle)
        output = self.engine.predict(loaded["handle"], VIEWS)["match"]
        np.testing.assert_array_equal(output, EXPECTED)

    def test_damaged_bytes_are_refused(self):
        file = self.engine.new_file()
        file.write_bytes(b"no model")
        request = {"params": {}, "seed": 0, "task": CLASSIFICATION}
        answer = self.engine.call("load", model="centroid", request=request, file=str(file))
        self.assertIn("the bytes of the saved model are not readable", answer["failed"])

    def test_released_model_is_gone(self):
        handle = self.engine.fit("centroid", CLASSIFICATION, TRAIN)
        self.assertEqual(self.engine.done("release", handle=handle), {})
        answer = self.engine.call("release", handle=handle)
        self.assertEqual(answer["failed"], f"there is no fitted model {handle}")

    def test_extract_from_text(self):
        rows = {"text": ["aab", "", "süßb"]}
        request = {"params": {}, "seed": 0}
        done = self.engine.done(
            "extract", extractor="letters", request=request, rows=self.engine.rows(rows)
        )
        (column,) = done["columns"]
        self.assertEqual((column["name"], column["role"]), ("letters", "view"))
        np.testing.assert_array_equal(self.engine.values(column), [[2, 1], [0, 0], [0, 1]])

    def test_extract_from_zero_rows_of_text(self):
        rows = self.engine.rows({"text": []})
        request = {"params": {}, "seed": 0}
        done = self.engine.done("extract", extractor="letters", request=request, rows=rows)
        self.assertEqual(done["columns"][0]["shape"], [0, 2])

    def test_read(self):
        done = self.engine.done("read", source="points", request={"params": {}, "seed": 0})
        described = done["documents"]["columns"]
        self.assertEqual(described["match"], {"role": "target", "classes": ["no", "yes"]})
        self.assertEqual(described["left"], {"role": "view"})
        self.assertEqual({column["part"] for column in done["columns"]}, {"train"})
        columns = {column["name"]: column for column in done["columns"]}
        self.assertEqual(columns["score"]["dtype"], "f64")
        self.assertEqual(columns["match"]["role"], "target")
        values = {name: self.engine.values(column) for name, column in columns.items()}
        np.testing.assert_array_equal(values["left"], [[0], [1], [2]])
        np.testing.assert_array_equal(values["match"], [0, 1, 0])
        self.assertEqual(values["id"], ["süß 0", "süß 1", "süß 2"])

    def test_names_that_are_not_there(self):
        request = {"params": {}, "seed": 0, "task": CLASSIFICATION}
        rows = self.engine.rows(TRAIN)
        answer = self.engine.call("fit", model="x", request=request, train=rows, validation=None)
        self.assertEqual(answer["failed"], "there is no model `x`; there are: `centroid`")
        answer = self.engine.call("read", source="x", request=request)
        self.assertEqual(answer["failed"], "there is no source `x`; there are: `points`")
        self.assertIn("knows no call `dance`", self.engine.call("dance")["failed"])

    def test_unknown_parameter_is_refused(self):
        request = {"params": {"shrinkag": 1}, "seed": 0, "task": CLASSIFICATION}
        rows = self.engine.rows(TRAIN)
        answer = self.engine.call(
            "fit", model="centroid", request=request, train=rows, validation=None
        )
        self.assertIn("unknown parameter `shrinkag`; did you mean `shrinkage`?", answer["failed"])

    def test_task_the_model_is_not_for_is_refused(self):
        task = {**CLASSIFICATION, "type": "retrieval"}
        request = {"params": {}, "seed": 0, "task": task}
        rows = self.engine.rows(TRAIN)
        answer = self.engine.call(
            "fit", model="centroid", request=request, train=rows, validation=None
        )
        self.assertIn("is for classification, not for retrieval", answer["failed"])

    def test_file_that_is_not_its_shape_is_refused(self):
        rows = self.engine.rows(TRAIN)
        rows["columns"][0]["shape"] = [4, 3]
        request = {"params": {}, "seed": 0, "task": CLASSIFICATION}
        answer = self.engine.call(
            "fit", model="centroid", request=request, train=rows, validation=None
        )
        self.assertIn("the column `left` cannot be read", answer["failed"])


class Refusals(unittest.TestCase):
    def test_undocumented_parameter_is_refused_at_the_start(self):
        with FakeEngine("undocumented.py") as engine:
            self.assertIn("emospec.param", engine.greeting["refused"])
            self.assertIn("Params.width", engine.greeting["refused"])
            self.assertEqual(engine.process.wait(5), 1)

    def test_lacking_distribution_is_named_with_a_remedy(self):
        with FakeEngine("lacking.py") as engine:
            failed = engine.call("manifest")["failed"]
            self.assertIn("-m pip install surely-not-installed", failed)
