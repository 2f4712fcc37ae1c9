import torch
from torch import Tensor, nn


class CompactBilinearPooling(nn.Module):
    """The outer product of two vectors, sketched: Gao et al. (2016), Fukui et al. (2016).

    Each vector is count-sketched with a fixed draw of places and signs; the circular convolution of two sketches is a
    sketch of the outer product.
    """

    def __init__(self, width: int, outputs: int, generator: torch.Generator) -> None:
        super().__init__()
        for name in ("first", "second"):
            places = torch.randint(outputs, (width,), generator=generator)
            signs = torch.randint(2, (width,), generator=generator) * 2.0 - 1.0
            sketch = nn.functional.one_hot(places, outputs) * signs[:, None]
            self.register_buffer(name, sketch)
        self.outputs = outputs

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """Rows x ``outputs``."""
        spectrum = torch.fft.rfft(first @ self.first) * torch.fft.rfft(second @ self.second)
        return torch.fft.irfft(spectrum, n=self.outputs)
