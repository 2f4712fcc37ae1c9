"""Rows, tasks, runs and components outside a process."""

import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

import emospec
from emospec import convert
from emospec.environment import environment


class RowsTest(unittest.TestCase):
    rows = emospec.Rows(
        {
            "left": np.zeros((2, 3), dtype=np.float32),
            "match": np.array([0, 1]),
            "score": np.array([0.5, 1.5]),
            "id": ["a", "b"],
        }
    )

    def test_columns_by_kind(self):
        self.assertEqual((self.rows.count, self.rows.names), (2, ["id", "left", "match", "score"]))
        self.assertEqual(self.rows.view("left").shape, (2, 3))
        self.assertEqual(self.rows.classes("match").tolist(), [0, 1])
        self.assertEqual(self.rows.numbers("score").tolist(), [0.5, 1.5])
        self.assertEqual(self.rows.text("id"), ["a", "b"])

    def test_column_that_is_not_there(self):
        with self.assertRaisesRegex(emospec.Error, "no view `middle`; there are: `id`, `left`"):
            self.rows.view("middle")
        with self.assertRaisesRegex(emospec.Error, "the column `left` is not a target of numbers"):
            self.rows.numbers("left")
        with self.assertRaisesRegex(emospec.Error, "is not a text column"):
            self.rows.text("match")

    def test_some_of_the_rows(self):
        taken = self.rows.take([1])
        self.assertEqual((taken.count, taken.text("id")), (1, ["b"]))

    def test_lengths_differ(self):
        with self.assertRaisesRegex(emospec.Error, "has 1 rows, and others have 2"):
            emospec.Rows({"a": ["x", "y"], "b": ["x"]})


class TaskTest(unittest.TestCase):
    def test_helpers_of_a_task(self):
        task = emospec.Task("classification", ("a", "b"), "match", {}, {"match": ("no", "yes")})
        self.assertEqual((task.class_count("match"), task.pair()), (2, ("a", "b")))
        with self.assertRaisesRegex(emospec.Error, "has no classes"):
            task.class_count("score")
        with self.assertRaisesRegex(emospec.Error, "the task has 1"):
            emospec.Task("classification", ("a",), "match").pair()


class FitTest(unittest.TestCase):
    def test_generator_follows_the_seed(self):
        rows, run = emospec.Rows({}, 0), emospec.Run.detached()
        task = emospec.Task("regression", (), "score")
        fits = [emospec.Fit(None, task, rows, None, seed, run) for seed in (2**64 - 1, 1)]
        first = fits[0].generator().random(3)
        np.testing.assert_array_equal(first, fits[0].generator().random(3))
        self.assertFalse(np.array_equal(first, fits[1].generator().random(3)))

    def test_a_detached_run_goes_on(self):
        run = emospec.Run.detached()
        run.progress(epoch=1)
        run.warn("unheard")
        run.report({"a": np.int64(1), "b": np.array([0.5])})
        self.assertEqual(run.documents["report"], {"a": 1, "b": [0.5]})
        with self.assertRaises(TypeError):
            run.report({"a": object()})


class ConvertTest(unittest.TestCase):
    def test_what_is_no_column(self):
        for call, values in [
            (convert.matrix, [1.0, 2.0]),
            (convert.matrix, [["a"]]),
            (convert.matrix, [[1j]]),
            (convert.numbers, [[1.0]]),
            (convert.class_ids, [0.5]),
            (convert.texts, "abc"),
            (convert.texts, [1]),
        ]:
            with self.subTest(values), self.assertRaises(emospec.Error):
                call("it", values)

    def test_infinite_values_pass_to_the_engine_which_refuses_them(self):
        self.assertTrue(np.isinf(convert.matrix("it", [[np.inf]])).all())


class ComponentTest(unittest.TestCase):
    def test_definitions_that_are_refused(self):
        class Documented(emospec.Model):
            """A summary."""

            name, source, tasks = "documented", "Made up.", ["regression"]

        class Nameless(Documented):
            """A summary."""

            name = ""

        class Undocumented(Documented):
            pass

        class Rootless(Documented):
            """A summary."""

            source = " "

        class Aimless(Documented):
            """A summary."""

            tasks = ["cooking"]

        class Demanding(Documented):
            """A summary."""

            requires = ["numpy>=1"]

        expected = {
            Nameless: "lacks a name",
            Undocumented: "lacks a docstring",
            Rootless: "where it is from",
            Aimless: "is not a list of: classification",
            Demanding: "without versions",
        }
        for model, message in expected.items():
            with self.subTest(message), self.assertRaisesRegex(emospec.Error, message):
                emospec.Plugin(name="p", version="1", summary="", models=[model])
        with self.assertRaisesRegex(emospec.Error, "two of the models"):
            emospec.Plugin(name="p", version="1", summary="", models=[Documented, Documented])
        with self.assertRaisesRegex(emospec.Error, "no subclass of Source"):
            emospec.Plugin(name="p", version="1", summary="", sources=[Documented])


class EnvironmentTest(unittest.TestCase):
    def test_versions_of_what_is_required(self):
        self.assertEqual(environment(["NumPy"])["numpy"], np.__version__)

    def test_what_a_requirement_needs_in_turn_counts_too(self):
        needs = {
            "emospec-test-a": ["Emospec.Test_B[x] >=1 ; python_version > '3'", "not-installed"],
            "emospec-test-b": [
                "emospec-test-a",
                "emospec-test-c; extra == 'x'",
                "emospec-test-d; extra == 'y'",
            ],
            "emospec-test-c": [],
            "emospec-test-d": [],
        }
        with tempfile.TemporaryDirectory() as folder:
            for name, requirements in needs.items():
                info = Path(folder) / f"{name.replace('-', '_')}-1.5.dist-info"
                info.mkdir()
                lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.5"]
                lines += [f"Requires-Dist: {requirement}" for requirement in requirements]
                (info / "METADATA").write_text("\n".join(lines) + "\n")
            sys.path.append(folder)
            self.addCleanup(sys.path.remove, folder)
            found = environment(["emospec-test-a"])
        made = {name: version for name, version in found.items() if "test" in name}
        expected = {f"emospec-test-{letter}": "1.5" for letter in "abc"}
        self.assertEqual(made, expected)
