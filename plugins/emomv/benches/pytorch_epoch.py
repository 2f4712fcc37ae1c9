"""One training epoch of the benchmark network at the size of EmoMV-A in plain PyTorch: median milliseconds.

    python pytorch_epoch.py [epochs]
"""

import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

ROWS, VIDEO, MUSIC, BATCH = 4110, 2304, 128, 256


class ProjectionHead(nn.Module):
    def __init__(self, inputs, outputs, normalise, dropout=0.5):
        super().__init__()
        self.projection = nn.Linear(inputs, outputs)
        self.hidden = nn.Linear(outputs, outputs)
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(outputs) if normalise else nn.Identity()

    def forward(self, x):
        projected = self.projection(x)
        hidden = F.gelu(projected, approximate="tanh")
        hidden = F.gelu(self.dropout(self.hidden(hidden)), approximate="tanh")
        out = F.gelu(self.norm(hidden + projected), approximate="tanh")
        return F.normalize(out, dim=1)


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


class Classifier(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.video, self.music = nn.Linear(VIDEO, 64), nn.Linear(MUSIC, 64)
        self.video_head = ProjectionHead(64, 64, normalise=False)
        self.music_head = ProjectionHead(64, 64, normalise=False)
        self.pooling = CompactBilinearPooling(64, 32)
        self.hidden, self.output = nn.Linear(32, 32), nn.Linear(32, classes)

    def forward(self, video, music):
        video = self.video_head(self.video(video))
        music = self.music_head(self.music(music))
        pooled = self.pooling(video, music)
        return self.output(F.gelu(self.hidden(pooled), approximate="tanh"))


def epoch(model, optimiser, video, music, target):
    for rows in torch.randperm(ROWS).split(BATCH):
        optimiser.zero_grad()
        loss = F.cross_entropy(model(video[rows], music[rows]), target[rows])
        loss.backward()
        optimiser.step()
        loss.item()


def main():
    epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    torch.set_num_threads(1)
    torch.manual_seed(1)
    video, music = torch.randn(ROWS, VIDEO), torch.randn(ROWS, MUSIC)
    target = torch.randint(0, 2, (ROWS,))
    model = Classifier()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-4, weight_decay=0.1)
    times = []
    for _ in range(epochs + 2):
        start = time.perf_counter()
        epoch(model, optimiser, video, music, target)
        times.append(1e3 * (time.perf_counter() - start))
    print(f"{statistics.median(times[2:]):.1f}")


if __name__ == "__main__":
    main()
