"""The benchmark network of EmoMV in PyTorch."""

import emospec
from emomv import EmoMv

emospec.serve(
    name="pytorch",
    version="0.1.0",
    summary="The benchmark network of EmoMV in PyTorch.",
    models=[EmoMv],
)
