"""Makes front_ends.json, which tests/front_ends.rs compares with: run it with Python, numpy and librosa 0.11.

VGGish's arithmetic is that of mel_features.py of its release, musicnn's that of its release under librosa 0.7.
"""

import json
import pathlib

import librosa
import numpy as np

RATE = 16_000
KEPT_FRAMES = [0, 1, 37, 95]


def signal(samples):
    n = np.arange(samples, dtype=np.float64)
    state, noise = 12345, np.empty(samples)
    for i in range(samples):
        state = (state * 1103515245 + 12345) % 2**31
        noise[i] = state / 2**30 - 1
    t = n / RATE
    tone = 0.4 * np.sin(2 * np.pi * 440 * t) + 0.2 * np.sin(2 * np.pi * (200 + 900 * t) * t)
    return (tone + 0.02 * noise).astype(np.float32)


def vggish(samples):
    window, hop, fft, bands, low, high = 400, 160, 512, 64, 125.0, 7500.0
    hann = 0.5 - 0.5 * np.cos(2 * np.pi / window * np.arange(window))
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), window)[::hop]
    magnitude = np.abs(np.fft.rfft(frames * hann, fft))

    def mel(hertz):
        return 1127.0 * np.log(1.0 + hertz / 700.0)

    bins = mel(np.linspace(0.0, RATE / 2, magnitude.shape[1]))
    edges = np.linspace(mel(low), mel(high), bands + 2)
    weights = np.empty((magnitude.shape[1], bands))
    for i in range(bands):
        left, middle, right = edges[i : i + 3]
        weights[:, i] = np.maximum(0.0, np.minimum((bins - left) / (middle - left), (right - bins) / (right - middle)))
    weights[0, :] = 0.0
    return np.log(magnitude @ weights + 0.01)


def musicnn(samples):
    mel = librosa.feature.melspectrogram(
        y=samples, sr=RATE, n_fft=512, hop_length=256, n_mels=96, pad_mode="reflect"
    )
    return np.log10(10_000 * mel.T.astype(np.float32) + 1)


def kept(frames):
    return {"frames": frames.shape[0], "values": [[round(float(v), 6) for v in frames[i]] for i in KEPT_FRAMES]}


def bank(htk, norm):
    weights = librosa.filters.mel(sr=22_050, n_fft=2048, n_mels=40, fmin=30.0, fmax=8000.0, htk=htk, norm=norm)
    return {
        "sums": [float(v) for v in weights.sum(1)],
        "peaks": [float(v) for v in weights.max(1)],
        "places": [int(v) for v in weights.argmax(1)],
    }


samples = signal(2 * RATE)
golden = {
    "kept_frames": KEPT_FRAMES,
    "vggish": kept(vggish(samples)),
    "musicnn": kept(musicnn(samples)),
    "slaney": bank(False, "slaney"),
    "htk": bank(True, None),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
