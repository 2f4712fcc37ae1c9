import emospec


class Protocol(emospec.Params):
    """The benchmark network and its training; the defaults are the published protocol."""

    multi_task: bool = emospec.param(
        False,
        "Also learn the auxiliary target of each view, with weight 1; the task then has to name "
        "them under `auxiliary`.",
    )
    learning_rate: float = emospec.param(1e-4, "Step size of Adam.", minimum=0.0)
    weight_decay: float = emospec.param(0.1, "L2 weight decay, added to the gradient.", minimum=0.0)
    batch_size: int = emospec.param(
        256, "Rows per step; the last batch of an epoch may be smaller.", minimum=1
    )
    epochs: int = emospec.param(1000, "Passes over the training rows at most.", minimum=1)
    patience: int = emospec.param(
        20,
        "Epochs without a lower validation loss after which training stops; the best network is kept.",
        minimum=1,
    )
    branch_width: int = emospec.param(64, "Width that each view is reduced to first.", minimum=1)
    embedding_width: int = emospec.param(64, "Width of the embeddings.", minimum=1)
    pooled_width: int = emospec.param(
        32, "Width of the pooled pair of embeddings, in classification.", minimum=1
    )
    dropout: float = emospec.param(
        0.5, "Share of the elements that are dropped while training.", minimum=0.0, maximum=0.99
    )
    margin: float = emospec.param(
        1.0, "Distance beyond which a mismatched pair costs nothing, in retrieval.", minimum=0.0
    )
