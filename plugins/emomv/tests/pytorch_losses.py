"""Prints the losses of ten steps in PyTorch that `pytorch.rs` expects: the same network, written independently.

    python pytorch_losses.py
"""

import math

import torch
import torch.nn.functional as F

ROWS, VIDEO, MUSIC, BRANCH, EMBEDDING, POOLED, CLASSES, AUXILIARY = 12, 7, 5, 6, 8, 4, 2, 3


def wave(count, start):
    return torch.tensor([math.sin(1.3 * (start + k) + 0.5) for k in range(count)], dtype=torch.float32)


class Parameters(list):
    """Takes the next parameter of a shape, in the order of `Network::parameters_mut`."""

    def take(self, *shape):
        start = sum(p.numel() for p in self)
        self.append((0.4 * wave(math.prod(shape), start)).reshape(shape).requires_grad_())
        return self[-1]

    def linear(self, inputs, outputs):
        weight, bias = self.take(inputs, outputs), self.take(1, outputs)
        return lambda x: x @ weight + bias


def gelu(x):
    return F.gelu(x, approximate="tanh")


def tower(parameters, inputs, retrieval, multi_task):
    branch = parameters.linear(inputs, BRANCH)
    projection, hidden = parameters.linear(BRANCH, EMBEDDING), parameters.linear(EMBEDDING, EMBEDDING)
    auxiliary = parameters.linear(BRANCH if retrieval else EMBEDDING, AUXILIARY) if multi_task else None
    norm = (parameters.take(1, EMBEDDING), parameters.take(1, EMBEDDING)) if retrieval else None

    def forward(x):
        b = branch(x)
        p = projection(b)
        out = gelu(hidden(gelu(p))) + p
        if norm:
            out = F.layer_norm(out, (EMBEDDING,), norm[0][0], norm[1][0])
        e = F.normalize(gelu(out), dim=1)
        return e, auxiliary(gelu(b if retrieval else e)) if auxiliary else None

    return forward


def pool(x, y):
    def sketch(x, step):
        matrix = torch.zeros(EMBEDDING, POOLED)
        for i in range(EMBEDDING):
            matrix[i, (step * i) % POOLED] = 1.0 if i % 3 else -1.0
        return torch.fft.rfft(x @ matrix)

    return torch.fft.irfft(sketch(x, 1) * sketch(y, 3), n=POOLED)


def concatenate(x, y):
    return torch.cat((x, y), dim=1)


FUSIONS = {
    "bilinear": (pool, POOLED),
    "concatenation": (concatenate, 2 * EMBEDDING),
    "product": (torch.mul, EMBEDDING),
}


def losses(retrieval, multi_task, fusion="bilinear"):
    fuse, fused_width = FUSIONS[fusion]
    parameters = Parameters()
    video_tower = tower(parameters, VIDEO, retrieval, multi_task)
    music_tower = tower(parameters, MUSIC, retrieval, multi_task)
    if not retrieval:
        hidden, output = parameters.linear(fused_width, POOLED), parameters.linear(POOLED, CLASSES)
    video, music = 2 * wave(ROWS * VIDEO, 0).reshape(ROWS, VIDEO), 2 * wave(ROWS * MUSIC, 7).reshape(ROWS, MUSIC)
    rows = torch.arange(ROWS)
    target, video_target, music_target = rows % CLASSES, rows * 5 % AUXILIARY, rows * 7 // 2 % AUXILIARY
    optimiser = torch.optim.Adam(parameters, lr=0.01, weight_decay=0.1)
    found = []
    for _ in range(10):
        (x, x_head), (y, y_head) = video_tower(video), music_tower(music)
        if retrieval:
            distance = 1 - F.cosine_similarity(x, y)
            matches = target * distance**2 + (1 - target) * F.relu(0.8 - distance) ** 2
            loss = matches.sum() / (2 * ROWS)
        else:
            loss = F.cross_entropy(output(gelu(hidden(fuse(x, y)))), target)
        if multi_task:
            loss = loss + F.cross_entropy(x_head, video_target) + F.cross_entropy(y_head, music_target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        found.append(loss.item())
    return found


def show(name, found):
    print(name, ", ".join(f"{loss:.7f}" for loss in found))


for retrieval in (False, True):
    for multi_task in (False, True):
        show(f"{retrieval} {multi_task}", losses(retrieval, multi_task))
for fusion in ("concatenation", "product"):
    show(fusion, losses(False, False, fusion))
