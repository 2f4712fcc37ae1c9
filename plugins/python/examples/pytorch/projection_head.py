from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from linear import linear


def gelu(values: Tensor) -> Tensor:
    """The Gaussian error linear unit in its tanh form."""
    return functional.gelu(values, approximate="tanh")


class ProjectionHead(nn.Module):
    """Turns the output of a branch into an embedding of length one.

    With p a linear map of the input, h = gelu(dropout(linear(gelu(p)))) and N a layer norm or nothing, the embedding
    is gelu(N(h + p)) over its length.
    """

    def __init__(self, width: int, outputs: int, has_norm: bool, generator: torch.Generator):
        super().__init__()
        self.projection = linear(width, outputs, generator)
        self.hidden = linear(outputs, outputs, generator)
        self.norm = nn.LayerNorm(outputs) if has_norm else nn.Identity()

    def forward(self, branch: Tensor, drop: Callable[[Tensor], Tensor]) -> Tensor:
        """Rows x ``outputs``."""
        projected = self.projection(branch)
        hidden = gelu(drop(self.hidden(gelu(projected))))
        return functional.normalize(gelu(self.norm(hidden + projected)), dim=1)
