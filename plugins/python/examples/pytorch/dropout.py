import torch
from torch import Tensor


class Dropout:
    """Drops a share of the elements and scales the others up, by draws from a generator of its own."""

    def __init__(self, share: float, generator: torch.Generator) -> None:
        self._keep = 1 - share
        self._generator = generator

    def __call__(self, values: Tensor) -> Tensor:
        kept = torch.empty_like(values).bernoulli_(self._keep, generator=self._generator)
        return values * kept / self._keep
