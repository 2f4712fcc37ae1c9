"""Prints the losses that `pytorch.rs` expects: the same networks, written independently, and where
pytorch-metric-learning has the loss, that library's.

    pip install torch pytorch-metric-learning
    python pytorch_losses.py
"""

import math

import torch
import torch.nn.functional as F
from pytorch_metric_learning.losses import NTXentLoss, SupConLoss

ROWS, LEFT, RIGHT, CLASSES, STEPS = 12, 7, 5, 3, 6


def wave(count, start):
    return torch.tensor([math.sin(1.3 * (start + k) + 0.5) for k in range(count)], dtype=torch.float32)


VIEWS = 2 * wave(ROWS * LEFT, 0).reshape(ROWS, LEFT), 2 * wave(ROWS * RIGHT, 7).reshape(ROWS, RIGHT)
ROW = torch.arange(ROWS)
LABELS = ROW * 5 % CLASSES, ROW * 7 // 2 % CLASSES


class Parameters(list):
    """Takes the next parameter of a shape, in the order of `Learner::parameters_mut`."""

    def take(self, *shape):
        start = sum(p.numel() for p in self)
        self.append((0.4 * wave(math.prod(shape), start)).reshape(shape).requires_grad_())
        return self[-1]

    def linear(self, inputs, outputs):
        weight, bias = self.take(inputs, outputs), self.take(1, outputs)
        return lambda x, training: x @ weight + bias

    def product(self, inputs, outputs):
        weight = self.take(inputs, outputs)
        return lambda x, training: x @ weight

    def normalised(self, inputs, width):
        """A linear layer without a bias, which normalisation would take away, and batch normalisation."""
        weight, scale, shift = self.take(inputs, width), self.take(1, width), self.take(1, width)
        mean, variance, batches = torch.zeros(width), torch.ones(width), 0

        def forward(x, training):
            nonlocal batches
            batches += training
            momentum = max(0.1, 1 / max(batches, 1))
            return F.batch_norm(x @ weight, mean, variance, scale[0], shift[0], training, momentum)

        return forward

    def tower(self, *layers):
        """Makes each layer when its turn comes, so that parameters are taken in order."""
        made = [layer() for layer in layers]

        def forward(x, training):
            for layer in made:
                x = layer(x, training)
            return x

        return forward


def plain(function):
    return lambda: lambda x, training: function(x)


RELU, TANH, UNIT = plain(F.relu), plain(torch.tanh), plain(lambda x: F.normalize(x, dim=1))


def losses(name, build, optimiser):
    parameters = Parameters()
    loss = build(parameters)
    optimiser = optimiser(parameters)
    trained, predicted = [], []
    for step in range(STEPS):
        with torch.no_grad():
            predicted.append(loss(False, step / STEPS).item())
        optimiser.zero_grad()
        value = loss(True, step / STEPS)
        value.backward()
        optimiser.step()
        trained.append(value.item())
    for kind, values in ("training", trained), ("validation", predicted):
        print(name, kind, ", ".join(f"{value:.7f}" for value in values))


def infonce(masks_same_class):
    def build(p):
        towers = [p.tower(lambda: p.linear(w, 6), RELU, lambda: p.linear(6, 4), UNIT) for w in (LEFT, RIGHT)]

        def loss(training, progress):
            u, v = (tower(view, training) for tower, view in zip(towers, VIEWS))
            if not masks_same_class:
                library, own = NTXentLoss(temperature=0.07), ROW.clone()  # the same labels would leave out the diagonal
                return (library(u, ROW, ref_emb=v, ref_labels=own) + library(v, ROW, ref_emb=u, ref_labels=own)) / 2
            same = (LABELS[0][:, None] == LABELS[1][None, :]) & ~torch.eye(ROWS, dtype=torch.bool)
            similarities = (u @ v.T / 0.07).masked_fill(same, -math.inf)
            return (F.cross_entropy(similarities, ROW) + F.cross_entropy(similarities.T, ROW)) / 2

        return loss

    return build


def supcon(p):
    towers = [p.tower(lambda: p.normalised(w, 6), RELU, lambda: p.linear(6, 4), UNIT) for w in (LEFT, RIGHT)]
    library, own = SupConLoss(temperature=0.07), [labels.clone() for labels in LABELS]

    def loss(training, progress):
        u, v = (tower(view, training) for tower, view in zip(towers, VIEWS))
        within = library(u, LABELS[0]) + library(v, LABELS[1])
        across = library(u, LABELS[0], ref_emb=v, ref_labels=own[1]) + library(v, LABELS[1], ref_emb=u, ref_labels=own[0])
        return (within + across) / 4

    return loss


def cbvmr(p):
    left = p.tower(lambda: p.product(LEFT, 6), lambda: p.normalised(6, 4), UNIT)
    right = p.tower(lambda: p.product(RIGHT, 6), lambda: p.product(6, 5), lambda: p.normalised(5, 4), UNIT)
    hardest, compared = 5, 8

    def ranking(s):
        others = s.masked_fill(torch.eye(ROWS, dtype=torch.bool), -math.inf).topk(hardest).values
        return F.relu(0.1 - s.diag()[:, None] + others).mean()

    def structure(x, u):
        x = F.normalize(x, dim=1)
        before, after = ((-a @ a.T)[:compared, :compared] for a in (x, u))
        steps = [d[:, :-1] - d[:, 1:] for d in (before, after)]
        return ((steps[0].sign() - steps[1].sign()) * -steps[1]).mean()

    def loss(training, progress):
        u, v = left(VIEWS[0], training), right(VIEWS[1], training)
        s = u @ v.T
        return ranking(s) + 3 * ranking(s.T) + 0.2 * structure(VIEWS[0], u) + 0.2 * structure(VIEWS[1], v)

    return loss


def dscmr(p):
    towers = [p.tower(lambda: p.linear(w, 6), RELU) for w in (LEFT, RIGHT)]
    shared, classifier = p.linear(6, 4), p.linear(4, CLASSES)
    one_hot = [F.one_hot(labels, CLASSES).float() for labels in LABELS]

    def likelihood(x, y, x_hot, y_hot):
        half = F.cosine_similarity(x[:, None], y[None, :], dim=2) / 2
        return (F.softplus(half) - x_hot @ y_hot.T * half).mean()

    def loss(training, progress):
        u, v = (shared(tower(view, training), training) for tower, view in zip(towers, VIEWS))
        label = sum((classifier(x, training) - y).norm(dim=1).mean() for x, y in zip((u, v), one_hot))
        a, b = one_hot
        discrimination = likelihood(u, u, a, a) + likelihood(u, v, a, b) + likelihood(v, v, b, b)
        return label + 0.5 * discrimination + 0.1 * (u - v).norm(dim=1).mean()

    return loss


def acmr(p):
    left = p.tower(lambda: p.linear(LEFT, 6), TANH, lambda: p.linear(6, 4), TANH)
    right = p.tower(lambda: p.linear(RIGHT, 5), TANH, lambda: p.linear(5, 6), TANH, lambda: p.linear(6, 4), TANH)
    classifier = p.linear(4, CLASSES)
    domain = p.tower(lambda: p.linear(4, 3), lambda: p.linear(3, 2))
    differ = LABELS[0][:, None] != LABELS[1][None, :]

    def loss(training, progress):
        u, v = left(VIEWS[0], training), right(VIEWS[1], training)
        label = sum(F.cross_entropy(classifier(x, training), y) for x, y in zip((u, v), LABELS))
        pair = (u - v).square().sum(1).mean().sqrt()
        apart = (F.relu(2 - torch.cdist(u, v).square()) * differ).mean()
        total = label + 2 * pair + 0.5 * apart
        if training:
            strength = 2 / (1 + math.exp(-10 * progress)) - 1
            for x, side in (u, 0), (v, 1):
                reversed = (1 + strength) * x.detach() - strength * x
                total = total + F.cross_entropy(domain(reversed, training), torch.full((ROWS,), side))
        return total

    return loss


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.01)


def adam_w(parameters):
    return torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.1)


losses("infonce", infonce(False), adam_w)
losses("infonce, masked", infonce(True), adam_w)
losses("supcon", supcon, adam_w)
losses("cbvmr", cbvmr, adam)
losses("dscmr", dscmr, adam)
losses("acmr", acmr, adam)
