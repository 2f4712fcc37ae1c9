"""What a plugin's process does when its code misbehaves, or the engine wants it to stop."""

import time
import unittest

import numpy as np

from tests.fake_engine import CLASSIFICATION, FakeEngine

ROWS = {"left": np.ones((2, 3), dtype="f4"), "match": np.array([0, 1])}
VIEWS = {"left": ROWS["left"]}


class Conduct(unittest.TestCase):
    def setUp(self):
        self.engine = FakeEngine("naughty.py").__enter__()
        self.addCleanup(self.engine.__exit__)

    def begin(self, what):
        request = {"params": {"what": what}, "seed": 0, "task": CLASSIFICATION}
        rows = self.engine.rows(ROWS)
        return self.engine.begin(
            "fit", model="naughty", request=request, train=rows, validation=None
        )

    def fit(self, what, task=CLASSIFICATION):
        return self.engine.fit("naughty", task, ROWS, params={"what": what})

    def assert_still_serves(self):
        handle = self.fit("nothing")
        np.testing.assert_array_equal(self.engine.predict(handle, VIEWS)["match"], [[0.5, 0.5]] * 2)

    def test_what_is_printed_goes_to_stderr(self):
        self.assertEqual(self.engine.greeting, {"ready": 1})
        self.fit("print")
        stderr = self.engine.stderr()
        for line in ("printed before it serves", '{"ready": 2}', "raw", "from a child"):
            self.assertIn(line, stderr)
        self.assert_still_serves()

    def test_the_lines_of_the_engine_are_not_on_stdin(self):
        self.fit("read stdin")
        self.assert_still_serves()

    def test_own_error_is_its_message(self):
        answer = self.engine.answer(self.begin("error"))
        self.assertEqual(answer, {"failed": "the data do not suit it"})
        self.assertNotIn("Traceback", self.engine.stderr())
        self.assert_still_serves()

    def test_other_error_has_its_type_and_a_traceback(self):
        answer = self.engine.answer(self.begin("raise"))
        self.assertEqual(answer, {"failed": "ValueError: oh no"})
        self.assertIn("Traceback", self.engine.stderr())
        self.assert_still_serves()

    def test_exit_is_a_failure_of_the_call(self):
        self.assertEqual(self.engine.answer(self.begin("exit")), {"failed": "SystemExit: 3"})
        self.assert_still_serves()

    def test_cancellation_within_a_second(self):
        number = self.begin("endless")
        self.assertEqual(self.engine.line(), {"id": number, "progress": {"epoch": 0}})
        began = time.monotonic()
        self.engine.say({"cancel": number})
        self.assertEqual(self.engine.answer(number), {"cancelled": True})
        self.assertLess(time.monotonic() - began, 1)
        self.assert_still_serves()

    def test_cancellation_of_a_call_that_has_ended_does_nothing(self):
        self.fit("nothing")
        self.engine.say({"cancel": 1})
        self.assert_still_serves()

    def test_end_of_stdin_ends_an_idle_plugin(self):
        self.engine.process.stdin.close()
        self.assertEqual(self.engine.process.wait(1), 0)

    def test_end_of_stdin_ends_a_plugin_during_a_call(self):
        self.begin("deaf")
        self.engine.line()
        self.engine.process.stdin.close()
        self.assertEqual(self.engine.process.wait(1), 0)

    def test_line_that_is_no_message_ends_the_plugin(self):
        self.engine.process.stdin.write(b"hello\n")
        self.engine.process.stdin.flush()
        self.assertEqual(self.engine.process.wait(1), 2)

    def test_interrupt_is_left_to_the_engine(self):
        self.engine.process.send_signal(2)
        self.assert_still_serves()

    def test_forked_child_does_not_speak(self):
        self.fit("fork")
        self.assertEqual(self.engine.told, [])
        self.assertEqual(self.engine.report, {"child": 1})
        self.fit("fork and raise")
        self.assert_still_serves()

    def test_forked_child_does_not_hold_the_channel(self):
        self.fit("orphan")
        self.engine.process.kill()
        self.assertEqual(self.engine.line(), {})

    def test_thread_that_outlives_its_call_is_not_heard(self):
        self.fit("late")
        time.sleep(0.15)
        self.assert_still_serves()
        self.assertEqual(self.engine.told, [])

    def test_text_that_is_no_unicode_is_repaired(self):
        self.fit("surrogate")
        self.assertEqual(self.engine.told, [{"log": {"level": 0, "message": "?"}}])

    def test_outputs_that_are_not_what_is_asked_for(self):
        expected = {
            "ragged": "output `match` is ragged",
            "object": "elements of type object",
            "large": "too large for float32",
            "narrow": "has width 1, and its target 2 classes",
            "short": "has 1 rows, and 2 were asked for",
            "other name": "output `other` was not asked for; these are: `match`",
        }
        for what, message in expected.items():
            with self.subTest(what):
                handle = self.fit(what)
                rows = self.engine.rows(VIEWS)
                answer = self.engine.call("predict", handle=handle, rows=rows)
                self.assertIn(message, answer["failed"])

    def test_regression_gives_numbers(self):
        task = {**CLASSIFICATION, "type": "regression", "classes": {}}
        output = self.engine.predict(self.fit("numbers", task), VIEWS)["match"]
        self.assertEqual(output.dtype, np.float64)
        np.testing.assert_array_equal(output, [0, 1])

    def test_retrieval_gives_embeddings(self):
        task = {**CLASSIFICATION, "type": "retrieval", "views": ["left"]}
        output = self.engine.predict(self.fit("embed", task), VIEWS)["left"]
        self.assertEqual((output.dtype, output.shape), (np.float32, (2, 3)))
