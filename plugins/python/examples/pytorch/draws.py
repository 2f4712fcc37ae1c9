from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch


@dataclass(frozen=True)
class Draws:
    """One generator for each purpose, so that drawing more for one changes no other."""

    initialisation: torch.Generator
    sketch: torch.Generator
    order: torch.Generator
    dropout: torch.Generator

    @classmethod
    def of(cls, seed: int) -> Draws:
        """The generators of a seed."""
        streams = np.random.SeedSequence(seed).spawn(4)
        states = [int(stream.generate_state(1, np.uint64)[0]) for stream in streams]
        return cls(*[torch.Generator().manual_seed(state) for state in states])
