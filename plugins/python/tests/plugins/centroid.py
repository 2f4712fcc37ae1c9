from typing import Literal

import numpy as np

import emospec


class Centroid(emospec.Model):
    """Predicts by the nearest class mean.

    More about it.
    """

    name = "centroid"
    source = "Hastie et al., ESL, 4.3"
    tasks = ["classification"]
    stochastic = False

    class Params(emospec.Params):
        """How means are taken."""

        shrinkage: float = emospec.param(
            0.0, "Share by which means are moved together.", minimum=0.0, maximum=1.0
        )
        norm: Literal["l1", "l2"] = emospec.param("l2", "How lengths are measured.")

    def fit(self, fit):
        task = fit.task
        inputs = np.hstack([fit.train.view(name) for name in task.views])
        classes = fit.train.classes(task.target)
        means = [inputs[classes == c].mean(axis=0) for c in range(task.class_count(task.target))]
        overall = inputs.mean(axis=0)
        share = fit.params.shrinkage
        self.task, self.means = task, np.stack(means) * (1 - share) + overall * share
        rows = 0 if fit.validation is None else fit.validation.count
        fit.run.progress(epoch=1, epochs=1, train_loss=np.float32(0.5))
        fit.run.note(f"{fit.run.threads} thread")
        fit.run.report({"rows": inputs.shape[0], "validation": rows, "nan": float("nan")})

    def predict(self, rows, run):
        inputs = np.hstack([rows.view(name) for name in self.task.views])
        distances = ((inputs[:, None, :] - self.means) ** 2).sum(axis=2)
        nearest = distances.argmin(axis=1)
        return {self.task.target: np.eye(len(self.means))[nearest]}


class Words(emospec.Extractor):
    """Counts the letters of a text."""

    name = "letters"
    source = "Folklore."

    class Params(emospec.Params):
        letters: list[str] = emospec.param(["a", "b"], "What is counted.")

    def extract(self, params, rows, run):
        counts = [[text.count(c) for c in params.letters] for text in rows.text("text")]
        return np.array(counts, dtype=np.int64).reshape(rows.count, len(params.letters))


class Points(emospec.Source):
    """Makes points on a line."""

    name = "points"
    source = "Made up."

    class Params(emospec.Params):
        rows: int = emospec.param(3, "Number of rows.", minimum=1)

    def read(self, params, run):
        column = emospec.SourceColumn
        columns = [
            column("left", "view"),
            column("match", "target", ["no", "yes"]),
            column("score", "target"),
            column("id", "id"),
        ]
        part = {
            "left": [[float(row)] for row in range(params.rows)],
            "match": [row % 2 for row in range(params.rows)],
            "score": np.arange(params.rows) / 2,
            "id": [f"süß {row}" for row in range(params.rows)],
        }
        return emospec.Emitted(columns, {"train": part})


emospec.serve(
    name="first",
    version="1.2.3",
    summary="A plugin for tests.",
    models=[Centroid],
    extractors=[Words],
    sources=[Points],
)
