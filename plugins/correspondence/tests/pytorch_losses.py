"""Prints the losses of ten steps in PyTorch that `pytorch.rs` expects: the same networks, written independently.

    python pytorch_losses.py
"""

import math

import torch
import torch.nn.functional as F

ROWS, FIRST, SECOND, CLASSES = 12, 7, 5, 3


def wave(count, start):
    return torch.tensor([math.sin(1.3 * (start + k) + 0.5) for k in range(count)], dtype=torch.float32)


class Parameters(list):
    """Takes the next parameter of a shape, in the order of `layers_mut`."""

    def take(self, *shape):
        start = sum(p.numel() for p in self)
        self.append((0.4 * wave(math.prod(shape), start)).reshape(shape).requires_grad_())
        return self[-1]

    def linear(self, inputs, outputs):
        weight, bias = self.take(inputs, outputs), self.take(1, outputs)
        return lambda x: x @ weight + bias


def l3(parameters):
    left, right = parameters.linear(FIRST, 6), parameters.linear(SECOND, 6)
    hidden, output = parameters.linear(12, 4), parameters.linear(4, CLASSES)
    return lambda x, y: output(F.relu(hidden(torch.cat((F.relu(left(x)), F.relu(right(y))), dim=1))))


def ave(parameters):
    def tower(inputs):
        first, hidden, last = parameters.linear(inputs, 6), parameters.linear(6, 4), parameters.linear(4, 4)
        return lambda x: F.normalize(last(F.relu(hidden(F.relu(first(x))))), dim=1)

    left, right = tower(FIRST), tower(SECOND)
    calibration = parameters.linear(1, CLASSES)
    return lambda x, y: calibration(F.pairwise_distance(left(x), right(y), eps=0.0, keepdim=True))


def acp(fuse, fused_width):
    def network(parameters):
        def projection(inputs):
            first, second = parameters.linear(inputs, 6), parameters.linear(6, 4)
            return lambda x: F.relu(second(F.relu(first(x))))

        left, right = projection(FIRST), projection(SECOND)
        hidden, output = parameters.linear(fused_width, 5), parameters.linear(5, CLASSES)
        return lambda x, y: output(F.relu(hidden(fuse(left(x), right(y)))))

    return network


def losses(network):
    parameters = Parameters()
    forward = network(parameters)
    first, second = 2 * wave(ROWS * FIRST, 0).reshape(ROWS, FIRST), 2 * wave(ROWS * SECOND, 7).reshape(ROWS, SECOND)
    target = torch.arange(ROWS) % CLASSES
    optimiser = torch.optim.Adam(parameters, lr=0.01, weight_decay=0.1)
    found = []
    for _ in range(10):
        loss = F.cross_entropy(forward(first, second), target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        found.append(loss.item())
    return found


networks = {
    "l3": l3,
    "ave": ave,
    "acp concatenation": acp(lambda x, y: torch.cat((x, y), dim=1), 8),
    "acp product": acp(torch.mul, 4),
}
for name, network in networks.items():
    print(name, ", ".join(f"{loss:.7f}" for loss in losses(network)))
