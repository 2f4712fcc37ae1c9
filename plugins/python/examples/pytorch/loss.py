from torch import Tensor
from torch.nn import functional

from examples import Examples
from network import Response


def loss(response: Response, examples: Examples, margin: float) -> Tensor:
    """The mean loss of the rows.

    Of the pair: cross entropy in classification; in retrieval the contrastive loss of Hadsell, Chopra and LeCun (2006)
    at cosine distance. Beside it the cross entropy of each auxiliary target, with weight 1.
    """
    if response.pair is None:
        total = contrastive_loss(response.embeddings, examples.pair, margin)
    else:
        total = functional.cross_entropy(response.pair, examples.pair)
    for scores, classes in zip(response.auxiliary, examples.auxiliary):
        total = total + functional.cross_entropy(scores, classes)
    return total


def contrastive_loss(embeddings: list[Tensor], matched: Tensor, margin: float) -> Tensor:
    """Half the mean of y d² + (1 - y) max(0, margin - d)², with d = 1 - cosine, y 1 where ``matched``."""
    first, second = embeddings
    distance = 1 - (first * second).sum(dim=1)
    near = matched * distance**2
    far = (1 - matched) * (margin - distance).clamp(min=0) ** 2
    return (near + far).mean() / 2
