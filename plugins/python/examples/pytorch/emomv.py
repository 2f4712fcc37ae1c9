from __future__ import annotations

import os

import numpy as np
import torch

import emospec
from draws import Draws
from examples import Examples, tensor
from network import Layout, Network
from protocol import Protocol
from training import Training

BLOCK = 64
"""Rows predicted at a time, always as many: in a matrix of another shape, their last bits may differ."""


class EmoMv(emospec.Model):
    """The benchmark network of EmoMV: embeds the two views of a pair, to classify or to retrieve.

    The views should be standardised. In retrieval the target has to have two classes, the second of which is a match.
    """

    name = "emomv"
    source = "Thao, Roig and Herremans, EmoMV, Information Fusion 91 (2023)."
    tasks = ["classification", "retrieval"]
    requires = ["torch"]
    Params = Protocol

    def fit(self, fit):
        _prepare_torch(fit.run)
        task = self.task = fit.task
        self.auxiliary = _auxiliary_targets(task) if fit.params.multi_task else []
        train = Examples.of(fit.train, task, self.auxiliary)
        validation = None
        if fit.validation is not None:
            validation = Examples.of(fit.validation, task, self.auxiliary)
        draws = Draws.of(fit.seed)
        self.network = Network(_layout(task, self.auxiliary, train), fit.params, draws)
        Training(self.network, fit.params, draws, fit.run).train(train, validation)

    @torch.no_grad()
    def predict(self, rows, run):
        _prepare_torch(run)
        views = [tensor(rows, name) for name in self.task.pair()]
        blocks = [self._block(views, start, run) for start in range(0, max(rows.count, 1), BLOCK)]
        return {
            name: np.concatenate([block[name] for block in blocks])[: rows.count]
            for name in blocks[0]
        }

    def _block(self, views, start, run):
        """The outputs of a block of rows, filled up with zeros."""
        run.check_cancelled()
        padded = [torch.zeros(BLOCK, view.shape[1]) for view in views]
        for block, view in zip(padded, views):
            block[: len(view) - start] = view[start : start + BLOCK]
        response = self.network(padded)
        outputs = {}
        if response.pair is not None:
            outputs[self.task.target] = response.pair.softmax(dim=1).numpy()
        else:
            embeddings = [embedding.numpy() for embedding in response.embeddings]
            outputs.update(zip(self.task.pair(), embeddings))
        for target in self.auxiliary:
            shared = [s for t, s in zip(self.auxiliary, response.auxiliary) if t == target]
            outputs[target] = torch.stack([s.softmax(dim=1) for s in shared]).mean(dim=0).numpy()
        return outputs


def _prepare_torch(run: emospec.Run) -> None:
    """One thread, whatever the call may use: with more, sums are split in another way and last bits differ. The cache
    of torch's compiler, which an optimiser makes a folder for, goes where the call may write."""
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(run.scratch)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def _auxiliary_targets(task: emospec.Task) -> list[str]:
    lacking = [view for view in task.pair() if view not in task.auxiliary]
    if lacking:
        raise emospec.Error(
            f"`multi_task` learns an auxiliary target for each view, and the task has none for "
            f"{' and '.join(lacking)}: name it under `auxiliary`, or set `multi_task: false`"
        )
    return [task.auxiliary[view] for view in task.pair()]


def _layout(task: emospec.Task, auxiliary: list[str], train: Examples) -> Layout:
    class_count = task.class_count(task.target)
    is_retrieval = task.kind == "retrieval"
    if is_retrieval and class_count != 2:
        raise emospec.Error(
            f"retrieval learns from pairs that match or do not, and the target `{task.target}` "
            f"has {class_count} classes: give it two, the second for a match"
        )
    return Layout(
        widths=[view.shape[1] for view in train.views],
        class_count=None if is_retrieval else class_count,
        auxiliary=[task.class_count(target) for target in auxiliary],
    )
