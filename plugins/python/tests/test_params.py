import unittest
from typing import Literal, Optional

import emospec


class Params(emospec.Params):
    """Everything there is."""

    rate: float = emospec.param(1, "Step size.", exclusive_minimum=0.0, maximum=1.0)
    width: int = emospec.param(64, "Width.", minimum=1)
    kind: Literal["a", "b"] = emospec.param("a", "Which.")
    maybe: Optional[int] = emospec.param(None, "Or nothing.")
    either: Literal["x"] | None = emospec.param(None, "Or nothing.")
    flags: list[bool] = emospec.param([True], "Some.")
    sizes: list[float] | None = emospec.param(None, "Sizes.", minimum=0.0)


class Schema(unittest.TestCase):
    def test_schema(self):
        schema = Params.schema()
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertEqual(schema["description"], "Everything there is.")
        self.assertIs(schema["additionalProperties"], False)
        self.assertEqual(
            schema["properties"],
            {
                "rate": {
                    "description": "Step size.",
                    "type": "number",
                    "exclusiveMinimum": 0.0,
                    "maximum": 1.0,
                    "default": 1.0,
                },
                "width": {
                    "description": "Width.",
                    "type": "integer",
                    "minimum": 1,
                    "default": 64,
                },
                "kind": {
                    "description": "Which.",
                    "type": "string",
                    "enum": ["a", "b"],
                    "default": "a",
                },
                "maybe": {
                    "description": "Or nothing.",
                    "type": ["integer", "null"],
                    "default": None,
                },
                "either": {
                    "description": "Or nothing.",
                    "type": ["string", "null"],
                    "enum": ["x", None],
                    "default": None,
                },
                "flags": {
                    "description": "Some.",
                    "type": "array",
                    "items": {"type": "boolean"},
                    "default": [True],
                },
                "sizes": {
                    "description": "Sizes.",
                    "type": ["array", "null"],
                    "items": {"type": "number", "minimum": 0.0},
                    "default": None,
                },
            },
        )

    def test_a_model_without_parameters_takes_none(self):
        schema = emospec.Params.schema()
        self.assertEqual((schema["properties"], schema["additionalProperties"]), ({}, False))
        with self.assertRaisesRegex(emospec.Error, "there are: none"):
            emospec.Params.of({"x": 1})

    def test_definitions_that_are_refused(self):
        class Untold(emospec.Params):
            x: int = emospec.param(1, " ")

        class Odd(emospec.Params):
            x: dict[str, int] = emospec.param({}, "A map.")

        class OutOfBounds(emospec.Params):
            x: int = emospec.param(0, "At least one.", minimum=1)

        class Bounded(emospec.Params):
            x: str = emospec.param("", "A text.", minimum=1)

        class Taken(emospec.Params):
            check: bool = emospec.param(True, "A name of the base.")

        expected = {
            Untold: "lacks a default or a documentation",
            Odd: "is none a parameter can have",
            OutOfBounds: "0 is less than the minimum 1",
            Bounded: "bounds are for numbers",
            Taken: "the name is taken",
        }
        for params, message in expected.items():
            with self.subTest(params.__name__), self.assertRaisesRegex(emospec.Error, message):
                params.schema()


class Values(unittest.TestCase):
    def test_defaults(self):
        params = Params()
        self.assertEqual((params.rate, params.width, params.maybe), (1.0, 64, None))
        self.assertIsInstance(params.rate, float)
        self.assertIsNot(Params().flags, Params().flags)

    def test_given_values(self):
        params = Params.of({"rate": 0.5, "width": 2.0, "maybe": 3, "sizes": [1, 2.5]})
        self.assertEqual((params.rate, params.maybe, params.sizes), (0.5, 3, [1.0, 2.5]))
        self.assertIsInstance(params.width, int)

    def test_values_that_are_refused(self):
        expected = [
            ({"rat": 1}, "unknown parameter `rat`; did you mean `rate`?"),
            ({"rate": 0}, "parameter `rate`: 0.0 is not more than 0.0"),
            ({"rate": 2}, "parameter `rate`: 2.0 is more than the maximum 1.0"),
            ({"rate": float("nan")}, "parameter `rate`: nan is not of type number"),
            ({"width": 1.5}, "parameter `width`: 1.5 is not of type integer"),
            ({"width": True}, "parameter `width`: True is not of type integer"),
            ({"width": None}, "parameter `width`: None is not of type integer"),
            ({"kind": "c"}, "parameter `kind`: 'c' is none of 'a', 'b'"),
            ({"maybe": "x"}, "parameter `maybe`: 'x' is not of type integer or null"),
            ({"sizes": [-1]}, "parameter `sizes`: -1.0 is less than the minimum 0.0"),
            ({"flags": True}, "parameter `flags`: True is not of type array"),
        ]
        for values, message in expected:
            with self.subTest(values):
                with self.assertRaises(emospec.Error) as raised:
                    Params.of(values)
                self.assertIn(message, str(raised.exception))

    def test_check_of_several_parameters(self):
        class Ordered(emospec.Params):
            low: int = emospec.param(0, "Lowest.")
            high: int = emospec.param(1, "Highest.")

            def check(self):
                if self.low > self.high:
                    raise emospec.Error("`low` is more than `high`")

        self.assertEqual(Ordered(high=3).high, 3)
        with self.assertRaisesRegex(emospec.Error, "more than `high`"):
            Ordered(low=2)
