"""Prints the losses of ten steps in PyTorch that `pytorch.rs` expects: the same network, written independently, with
PyTorch's triplet loss over listed triplets.

    python pytorch_triplets.py
"""

import math

import torch

ROWS, FIRST, SECOND, HIDDEN, OUTPUTS, CLASSES = 12, 7, 5, 6, 4, 3


def wave(count, start):
    return torch.tensor([math.sin(1.3 * (start + k) + 0.5) for k in range(count)], dtype=torch.float32)


parameters = []


def linear(inputs, outputs):
    for shape in ((inputs, outputs), (1, outputs)):
        start = sum(p.numel() for p in parameters)
        parameters.append((0.4 * wave(math.prod(shape), start)).reshape(shape).requires_grad_())
    weight, bias = parameters[-2:]
    return lambda x: x @ weight + bias


def tower(inputs):
    layers = [linear(inputs, HIDDEN), linear(HIDDEN, HIDDEN), linear(HIDDEN, OUTPUTS)]

    def forward(x):
        for layer in layers:
            x = torch.tanh(layer(x))
        return torch.sigmoid(x)

    return forward


towers = tower(FIRST), tower(SECOND)
views = 2 * wave(ROWS * FIRST, 0).reshape(ROWS, FIRST), 2 * wave(ROWS * SECOND, 7).reshape(ROWS, SECOND)
classes = [row * 5 % CLASSES for row in range(ROWS)], [row * 7 // 2 % CLASSES for row in range(ROWS)]
triplets = [
    (one, a, p, n)
    for one in (0, 1)
    for a in range(ROWS)
    for p in range(ROWS)
    for n in range(ROWS)
    if classes[1 - one][p] == classes[one][a] != classes[1 - one][n]
]
cost = torch.nn.TripletMarginWithDistanceLoss(
    distance_function=lambda x, y: ((x - y) ** 2).sum(1), margin=0.3, reduction="mean"
)
optimiser = torch.optim.Adam(parameters, lr=0.01)
losses = []
for _ in range(10):
    outputs = [tower(view) for tower, view in zip(towers, views)]
    anchors = torch.stack([outputs[one][a] for one, a, _, _ in triplets])
    positives = torch.stack([outputs[1 - one][p] for one, _, p, _ in triplets])
    negatives = torch.stack([outputs[1 - one][n] for one, _, _, n in triplets])
    loss = cost(anchors, positives, negatives)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    losses.append(loss.item())
print(", ".join(f"{loss:.7f}" for loss in losses))
