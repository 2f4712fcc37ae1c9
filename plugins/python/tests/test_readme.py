import re
import tempfile
import unittest
from pathlib import Path

import numpy as np

from tests.fake_engine import CLASSIFICATION, FakeEngine

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


class Readme(unittest.TestCase):
    def test_the_plugin_of_the_readme_works(self):
        plugin = BLOCK.findall(README.read_text())[0]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "plugin.py"
            file.write_text(plugin)
            with FakeEngine(file) as engine:
                rows = {"left": np.ones((4, 1), dtype="f4"), "match": np.array([0, 1, 1, 1])}
                task = {**CLASSIFICATION, "views": ["left"]}
                handle = engine.fit("prior", task, rows)
                output = engine.predict(handle, {"left": rows["left"]})["match"]
        np.testing.assert_array_equal(output, [[0.25, 0.75]] * 4)

    def test_the_trial_of_the_readme_works(self):
        plugin, trial = BLOCK.findall(README.read_text())
        names = {}
        exec(plugin.partition("emospec.serve(")[0] + trial, names)
        np.testing.assert_array_equal(names["model"].frequencies, [0.5, 0.5])
