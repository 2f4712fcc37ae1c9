"""The comparison of `comparison.sh` in plain PyTorch: four variants of the benchmark on EmoMV-C, each with some seeds.

    python pytorch_comparison.py FOLDER [seeds]

FOLDER holds DS3_EmoMV_C. One process, torch's default threads. Prints a line of metrics for each variant, then
`epochs N` and `training SECONDS`, the time of all epochs with their validation.
"""

import copy
import csv
import statistics
import sys
import time
from pathlib import Path

import h5py
import torch
import torch.nn.functional as F
from torch import nn

VIDEO, MUSIC, EMOTIONS = 2304, 128, 5
BATCH, EPOCHS, PATIENCE, MARGIN = 256, 1000, 20, 1.0


def gelu(x):
    return F.gelu(x, approximate="tanh")


class ProjectionHead(nn.Module):
    def __init__(self, inputs, outputs, normalise, dropout=0.5):
        super().__init__()
        self.projection = nn.Linear(inputs, outputs)
        self.hidden = nn.Linear(outputs, outputs)
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(outputs) if normalise else nn.Identity()

    def forward(self, x):
        projected = self.projection(x)
        hidden = gelu(self.dropout(self.hidden(gelu(projected))))
        return F.normalize(gelu(self.norm(hidden + projected)), dim=1)


class CompactBilinearPooling(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.outputs = outputs
        for name in ("first", "second"):
            sketch = torch.zeros(inputs, outputs)
            signs = 2.0 * torch.randint(0, 2, (inputs,)) - 1.0
            sketch[torch.arange(inputs), torch.randint(0, outputs, (inputs,))] = signs
            self.register_buffer(name, sketch)

    def forward(self, x, y):
        x, y = torch.fft.rfft(x @ self.first), torch.fft.rfft(y @ self.second)
        return torch.fft.irfft(x * y, n=self.outputs)


class Network(nn.Module):
    """Returns the embeddings, the scores of the pair (classification) and those of the emotions (multi-task)."""

    def __init__(self, retrieval, multi_task):
        super().__init__()
        self.retrieval, self.multi_task = retrieval, multi_task
        self.branches = nn.ModuleList([nn.Linear(VIDEO, 64), nn.Linear(MUSIC, 64)])
        self.heads = nn.ModuleList(ProjectionHead(64, 64, normalise=retrieval) for _ in range(2))
        if multi_task:
            self.emotions = nn.ModuleList(nn.Linear(64, EMOTIONS) for _ in range(2))
        if not retrieval:
            self.pooling = CompactBilinearPooling(64, 32)
            self.hidden, self.output = nn.Linear(32, 32), nn.Linear(32, 2)

    def forward(self, video, music):
        branches = [branch(view) for branch, view in zip(self.branches, (video, music))]
        embeddings = [head(branch) for head, branch in zip(self.heads, branches)]
        pair, emotions = None, []
        if self.multi_task:
            read = branches if self.retrieval else embeddings
            emotions = [layer(gelu(values)) for layer, values in zip(self.emotions, read)]
        if not self.retrieval:
            pair = self.output(gelu(self.hidden(self.pooling(*embeddings))))
        return embeddings, pair, emotions


def loss_of(model, video, music, match, *emotions):
    embeddings, pair, scores = model(video, music)
    if model.retrieval:
        distance = 1 - (embeddings[0] * embeddings[1]).sum(dim=1)
        near = match * distance**2
        far = (1 - match) * (MARGIN - distance).clamp(min=0) ** 2
        loss = (near + far).mean() / 2
    else:
        loss = F.cross_entropy(pair, match)
    for score, emotion in zip(scores, emotions):
        loss = loss + F.cross_entropy(score, emotion)
    return loss


def train(model, rows, validation):
    """Leaves the best network; returns the number of epochs."""
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-4, weight_decay=0.1)
    best, best_epoch, weights = float("inf"), 0, None
    for epoch in range(1, EPOCHS + 1):
        model.train()
        for indices in torch.randperm(len(rows[0])).split(BATCH):
            optimiser.zero_grad()
            loss = loss_of(model, *[column[indices] for column in rows])
            loss.backward()
            optimiser.step()
        model.eval()
        with torch.no_grad():
            loss = loss_of(model, *validation).item()
        if loss < best:
            best, best_epoch, weights = loss, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= PATIENCE:
            break
    model.load_state_dict(weights)
    return epoch


def accuracy_f1_auc(scores, truth):
    predicted, positive = scores.argmax(dim=1), scores[:, 1] - scores[:, 0]
    hits = ((predicted == 1) & (truth == 1)).sum().item()
    f1 = 2 * hits / ((predicted == 1).sum() + (truth == 1).sum()).item()
    matched, mismatched = positive[truth == 1][:, None], positive[truth == 0][None, :]
    auc = ((matched > mismatched).float() + (matched == mismatched).float() / 2).mean().item()
    return [(predicted == truth).float().mean().item(), f1, auc]


def map_and_hits(query, gallery, query_class, gallery_class):
    order = (query @ gallery.T).argsort(dim=1, descending=True)
    relevant = (gallery_class[order] == query_class[:, None]).float()
    ranks = torch.arange(1, len(gallery) + 1)
    precision = relevant.cumsum(dim=1) / ranks
    average = (precision * relevant).sum(dim=1) / relevant.sum(dim=1)
    hits = [relevant[:, :k].amax(dim=1).mean().item() for k in (1, 3, 5)]
    return [average.mean().item(), *hits]


def read(folder, video, music, labels, columns):
    with h5py.File(folder / video) as file:
        video = torch.tensor(file["default"][:], dtype=torch.float32)
    with h5py.File(folder / music) as file:
        music = torch.tensor(file["data"][:], dtype=torch.float32)
    with open(folder / labels, newline="") as file:
        lines = list(csv.reader(file))
    return [video, music, *[torch.tensor([int(line[at]) for line in lines]) for at in columns]]


def load(folder):
    parts = []
    for part in ("TRAIN", "VAL"):
        stem = f"DS3_{part}_MATCH_MISMATCH"
        video, music = (f"extracted_features/{name}_{stem}.h5" for name in ("SlowFast", "VGGish"))
        parts.append(read(folder, video, music, f"annotation/{stem}_labels.csv", [2, 5, 6]))
    video, music = (f"for_retrieval/{name}_DS3_VAL_for_retrieval.h5" for name in ("SlowFast", "VGGish"))
    parts.append(read(folder, video, music, "for_retrieval/DS3_VAL_labels_for_retrieval.csv", [3]))
    for view in range(2):
        mean = parts[0][view].mean(dim=0)
        deviation = parts[0][view].std(dim=0, unbiased=False)
        deviation[deviation == 0] = 1
        for part in parts:
            part[view] = (part[view] - mean) / deviation
    return parts


def main():
    rows, validation, gallery = load(Path(sys.argv[1]) / "DS3_EmoMV_C")
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    epochs, training = 0, 0.0
    for retrieval in (False, True):
        for multi_task in (False, True):
            values = []
            for seed in range(1, seeds + 1):
                torch.manual_seed(seed)
                model = Network(retrieval, multi_task)
                start = time.perf_counter()
                epochs += train(model, rows, validation)
                training += time.perf_counter() - start
                with torch.no_grad():
                    if retrieval:
                        (video, music), _, _ = model(*gallery[:2])
                        emotion = gallery[2]
                        values.append(
                            map_and_hits(video, music, emotion, emotion)
                            + map_and_hits(music, video, emotion, emotion)
                        )
                    else:
                        values.append(accuracy_f1_auc(model(*validation[:2])[1], validation[2]))
            means = " ".join(f"{statistics.mean(column):.3f}" for column in zip(*values))
            print("retrieval" if retrieval else "classification", "multi" if multi_task else "single", means)
    print("epochs", epochs)
    print("training", training)


if __name__ == "__main__":
    main()
