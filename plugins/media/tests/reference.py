"""The features of media/sound and media/picture by librosa 0.11, OpenCV and NumPy, on the samples and frames they are given.

Run by itself, with numpy, librosa and opencv-python-headless, it makes reference.json, which tests/reference.rs compares
with: the features of a signal and of frames that both make alike.
"""

import json
import pathlib

import cv2
import librosa
import numpy as np

RATE, FRAME, HOP, BANDS = 22_050, 2048, 512, 40
CLASSES = ["c", "c_sharp", "d", "d_sharp", "e", "f", "f_sharp", "g", "g_sharp", "a", "a_sharp", "b"]
MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])


def over_time(features, name, values):
    values = np.asarray(values, dtype=np.float64)
    features[f"{name}_mean"] = float(values.mean())
    features[f"{name}_deviation"] = float(values.std())


def sound(samples):
    features = {}
    power = np.abs(librosa.stft(samples, n_fft=FRAME, hop_length=HOP)) ** 2
    magnitude = np.sqrt(power)
    mel = librosa.power_to_db(librosa.feature.melspectrogram(S=power, sr=RATE, n_mels=BANDS))
    for band in range(BANDS):
        over_time(features, f"mel_{band}", mel[band])
    chroma = librosa.feature.chroma_stft(S=power, sr=RATE, n_fft=FRAME, tuning=0.0)
    for name, values in zip(CLASSES, chroma):
        over_time(features, f"chroma_{name}", values)
    means = chroma.mean(axis=1)
    best = [max(np.corrcoef(means, np.roll(profile, tonic))[0, 1] for tonic in range(12)) for profile in (MAJOR, MINOR)]
    features["majorness"] = float(best[0] - best[1])
    rms = librosa.feature.rms(y=samples, frame_length=FRAME, hop_length=HOP)[0].astype(np.float64)
    over_time(features, "level", 10 * np.log10(np.maximum(rms**2, 1e-10)))
    square = np.mean(samples.astype(np.float64) ** 2)
    features["loudness"] = float(10 * np.log10(max(square, 1e-10)))
    features["crest"] = float(20 * np.log10(np.abs(samples).max()) - features["loudness"])
    strength = librosa.onset.onset_strength(S=mel, sr=RATE, hop_length=HOP, n_fft=FRAME)
    over_time(features, "onset_strength", strength)
    onsets = librosa.onset.onset_detect(onset_envelope=strength, sr=RATE, hop_length=HOP)
    features["onset_rate"] = len(onsets) / (len(samples) / RATE)
    tempogram = librosa.feature.tempogram(onset_envelope=strength, sr=RATE, hop_length=HOP, win_length=344)
    features["tempo"] = float(librosa.feature.tempo(onset_envelope=strength, sr=RATE, hop_length=HOP)[0])
    features["pulse"] = float(tempogram.mean(axis=1)[round(60 * RATE / (HOP * features["tempo"]))])
    over_time(features, "centroid", librosa.feature.spectral_centroid(S=magnitude, sr=RATE)[0])
    over_time(features, "bandwidth", librosa.feature.spectral_bandwidth(S=magnitude, sr=RATE)[0])
    over_time(features, "rolloff", librosa.feature.spectral_rolloff(S=magnitude, sr=RATE)[0])
    over_time(features, "flatness", librosa.feature.spectral_flatness(S=magnitude)[0])
    over_time(features, "zero_crossings", librosa.feature.zero_crossing_rate(samples, frame_length=FRAME, hop_length=HOP)[0])
    return features


def picture(frames, rate=8.0, cut=0.5):
    """Frames are bytes of red, green and blue, height x width x 3."""
    series, hues, features = {}, [], {}
    last_luma, last_colours, motion, change = None, None, [], []

    def note(name, value):
        series.setdefault(name, []).append(float(value))

    for frame in frames:
        rgb = frame.astype(np.float32) / 255
        mean, deviation = cv2.meanStdDev(rgb)
        for channel, name in enumerate(["red", "green", "blue"]):
            note(name, mean[channel, 0])
        for channel, name in enumerate(["red", "green", "blue"]):
            note(f"{name}_spread", deviation[channel, 0])
        hue, saturation, value = cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV))
        # OpenCV's hues are a little less than those that bins begin with.
        counts = np.histogram(hue + 1e-3, bins=12, range=(0, 360), weights=saturation * value)[0]
        hues.append(counts / hue.size)
        luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
        luma_mean, luma_deviation = cv2.meanStdDev(luma)
        note("brightness", luma_mean[0, 0])
        note("contrast", luma_deviation[0, 0])
        note("saturation", saturation.mean())
        red_green = rgb[..., 0] - rgb[..., 1]
        yellow_blue = (rgb[..., 0] + rgb[..., 1]) / 2 - rgb[..., 2]
        spread = np.hypot(red_green.std(), yellow_blue.std())
        note("colourfulness", spread + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()))
        colours = cv2.calcHist([frame], [0, 1, 2], None, [4, 4, 4], [0, 256] * 3) / hue.size
        if last_luma is not None:
            motion.append(float(cv2.absdiff(luma, last_luma).mean()))
            change.append(float(np.abs(colours - last_colours).sum() / 2))
        last_luma, last_colours = luma, colours
    for name in ["red", "green", "blue", "red_spread", "green_spread", "blue_spread"]:
        over_time(features, name, series[name])
    for bin, value in enumerate(np.mean(hues, axis=0)):
        features[f"hue_{bin * 30}"] = float(value)
    for name in ["brightness", "contrast", "saturation", "colourfulness"]:
        over_time(features, name, series[name])
    over_time(features, "motion", motion)
    features["motion_most"] = max(motion)
    features["cut_rate"] = sum(value > cut for value in change) / (len(frames) / rate)
    return features


def signal():
    """Six seconds: chords that change every second, beats, a rising tone and noise."""
    n = np.arange(6 * RATE, dtype=np.float64)
    t = n / RATE
    out = np.zeros(len(n))
    chords = [[220.0, 277.18, 329.63], [246.94, 293.66, 369.99], [196.0, 246.94, 293.66]]
    for second in range(6):
        inside = (t >= second) & (t < second + 1)
        for hertz in chords[second % 3]:
            out += inside * 0.1 * np.sin(2 * np.pi * hertz * t)
    beat = np.mod(t, 0.5)
    out += 0.3 * np.exp(-30 * beat) * np.sin(2 * np.pi * 90 * beat)
    out += 0.05 * np.sin(2 * np.pi * (400 + 500 * t) * t)
    state, noise = 12345, np.empty(len(n))
    for i in range(len(n)):
        state = (state * 1103515245 + 12345) % 2**31
        noise[i] = state / 2**30 - 1
    out += 0.01 * noise
    return out.astype(np.float32)


def frames():
    """Forty frames of 64 x 48 that move, with a cut every ten."""
    y, x = np.mgrid[0:48, 0:64]
    made = []
    for index in range(40):
        scene = index // 10
        red = (x * (3 + scene) + index * 5) % 256
        green = (y * 5 + scene * 70) % 256
        blue = (x * y // 8 + index * (scene + 1) * 3 + scene * 90) % 256
        made.append(np.stack([red, green, blue], axis=-1).astype(np.uint8))
    return made


if __name__ == "__main__":
    made = {"sound": sound(signal()), "picture": picture(frames())}
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(made, indent=0) + "\n")
