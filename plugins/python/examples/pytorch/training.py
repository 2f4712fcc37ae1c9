from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import torch

import emospec
from draws import Draws
from dropout import Dropout
from examples import Examples
from loss import loss
from network import Network
from protocol import Protocol


@dataclass(frozen=True)
class Best:
    """The network that is kept, and when it was reached."""

    epoch: int
    validation_loss: float
    weights: dict[str, torch.Tensor]


class Training:
    """Trains a network by Adam, and stops it by its loss on validation rows where there are any."""

    def __init__(self, network: Network, params: Protocol, draws: Draws, run: emospec.Run) -> None:
        self._network = network
        self._params = params
        self._run = run
        self._order = draws.order
        self._drop = Dropout(params.dropout, draws.dropout) if params.dropout > 0 else torch.clone
        self._optimiser = torch.optim.Adam(
            network.parameters(), lr=params.learning_rate, weight_decay=params.weight_decay
        )

    def train(self, train: Examples, validation: Examples | None) -> None:
        """Leaves the best network, or without validation rows the last; reports when it was reached.

        Raises :class:`emospec.Error` where a loss is not a number.
        """
        best, epoch = None, 0
        for epoch in range(1, self._params.epochs + 1):
            losses = {"train_loss": self._step_through(train)}
            if validation is not None:
                losses["validation_loss"] = self._loss_of(validation)
            if not all(map(math.isfinite, losses.values())):
                raise emospec.Error(
                    f"the loss is not finite in epoch {epoch}: lower `learning_rate`"
                )
            self._run.progress(epoch=epoch, epochs=self._params.epochs, **losses)
            if validation is None:
                continue
            if best is None or losses["validation_loss"] < best.validation_loss:
                weights = copy.deepcopy(self._network.state_dict())
                best = Best(epoch, losses["validation_loss"], weights)
            elif epoch - best.epoch >= self._params.patience:
                break
        report = {"best_epoch": epoch, "epochs": epoch}
        if best is not None:
            self._network.load_state_dict(best.weights)
            report["best_epoch"] = best.epoch
            report["validation_loss"] = best.validation_loss
        self._run.report(report)

    def _step_through(self, examples: Examples) -> float:
        """One epoch; returns the mean loss of its rows."""
        total = 0.0
        order = torch.randperm(len(examples), generator=self._order)
        for indices in order.split(self._params.batch_size):
            batch = examples.take(indices)
            batch_loss = loss(self._network(batch.views, self._drop), batch, self._params.margin)
            self._optimiser.zero_grad()
            batch_loss.backward()
            self._optimiser.step()
            total += batch_loss.item() * len(batch)
            self._run.check_cancelled()
        return total / len(examples)

    @torch.no_grad()
    def _loss_of(self, examples: Examples) -> float:
        return loss(self._network(examples.views), examples, self._params.margin).item()
