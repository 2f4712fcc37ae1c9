import math

import torch
from torch import nn


def linear(width: int, outputs: int, generator: torch.Generator) -> nn.Linear:
    """A linear layer whose weights and biases are uniform within one over the square root of ``width``."""
    layer = nn.utils.skip_init(nn.Linear, width, outputs)
    bound = 1 / math.sqrt(width)
    nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer
