from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from bilinear_pooling import CompactBilinearPooling
from draws import Draws
from linear import linear
from projection_head import ProjectionHead, gelu
from protocol import Protocol


@dataclass(frozen=True)
class Layout:
    """What the data and the task make of the network."""

    widths: Sequence[int]
    """Widths of the two views."""
    class_count: int | None
    """Classes of a pair, or ``None`` in retrieval."""
    auxiliary: Sequence[int]
    """Classes of the auxiliary target of each view; empty in single-task training."""


@dataclass(frozen=True)
class Response:
    """What the network says of some rows."""

    embeddings: list[Tensor]
    """Of each view, rows x embedding width, of length one."""
    pair: Tensor | None
    """Scores of the classes of the pair before softmax, in classification."""
    auxiliary: list[Tensor]
    """Scores of the classes of each view's auxiliary target before softmax, in multi-task training."""


class Network(nn.Module):
    """Two branches that embed a view each, and what compares the embeddings."""

    def __init__(self, layout: Layout, params: Protocol, draws: Draws) -> None:
        super().__init__()
        init, is_retrieval = draws.initialisation, layout.class_count is None
        narrow, embedded, pooled = params.branch_width, params.embedding_width, params.pooled_width
        self.branches = nn.ModuleList(linear(width, narrow, init) for width in layout.widths)
        self.heads = nn.ModuleList(
            ProjectionHead(narrow, embedded, is_retrieval, init) for _ in layout.widths
        )
        read = narrow if is_retrieval else embedded
        self.auxiliary = nn.ModuleList(linear(read, count, init) for count in layout.auxiliary)
        self.pooling = None
        if layout.class_count is not None:
            self.pooling = CompactBilinearPooling(embedded, pooled, draws.sketch)
            self.hidden = linear(pooled, pooled, init)
            self.classes = linear(pooled, layout.class_count, init)

    def forward(
        self, views: Sequence[Tensor], drop: Callable[[Tensor], Tensor] = torch.clone
    ) -> Response:
        """The response to rows; ``drop`` is what drops elements while training."""
        branches = [branch(view) for branch, view in zip(self.branches, views)]
        embeddings = [head(branch, drop) for head, branch in zip(self.heads, branches)]
        read = branches if self.pooling is None else embeddings
        auxiliary = [layer(gelu(values)) for layer, values in zip(self.auxiliary, read)]
        pair = None
        if self.pooling is not None:
            pair = self.classes(gelu(self.hidden(self.pooling(*embeddings))))
        return Response(embeddings, pair, auxiliary)
