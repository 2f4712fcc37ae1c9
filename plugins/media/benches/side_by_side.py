"""Describes the files of a folder with librosa and OpenCV, in segments of five seconds, as `extraction` does.

    side_by_side.py FOLDER [PROCESSES]
"""

import concurrent.futures
import pathlib
import resource
import subprocess
import sys
import time

import cv2
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests"))
from reference import RATE, picture, sound  # noqa: E402

SECONDS, FRAME_RATE = 5, 8.0
# One process has one core: the other is the next process's.
cv2.setNumThreads(1)


def describe_sound(path):
    # What librosa.load does with a film: ffmpeg decodes all of it.
    command = ["ffmpeg", "-v", "error", "-i", path, "-vn", "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
    samples = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, dtype="<f4")
    length = SECONDS * RATE
    return [sound(samples[i : i + length]) for i in range(0, len(samples) - length + 1, length)]


def describe_picture(path):
    capture = cv2.VideoCapture(path)
    capture_rate = capture.get(cv2.CAP_PROP_FPS)
    described, frames, taken, read = [], [], 0, 0
    while capture.grab():
        if read / capture_rate >= taken / FRAME_RATE - 1e-9:
            frame = cv2.cvtColor(capture.retrieve()[1], cv2.COLOR_BGR2RGB)
            frames.append(cv2.resize(frame, (64, 48), interpolation=cv2.INTER_AREA))
            taken += 1
            if len(frames) == SECONDS * FRAME_RATE:
                described.append(picture(frames))
                frames = []
        read += 1
    return described


def measured(what, tasks, processes):
    since = time.perf_counter()
    with concurrent.futures.ProcessPoolExecutor(processes) as pool:
        segments = max(sum(pool.map(len_of, tasks)) // len({task[0] for task in tasks}), 1)
    seconds = time.perf_counter() - since
    hours = segments * SECONDS / 3600
    print(f"{what}: {segments} segments, {seconds:.1f} s, {hours * 3600 / seconds:.0f} hours of media an hour")


def len_of(task):
    describe, path = task
    return len(describe(path))


if __name__ == "__main__":
    paths = sorted(str(path) for path in pathlib.Path(sys.argv[1]).rglob("*") if path.is_file())
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    # Compiles what librosa compiles at its first use.
    describe_sound(paths[0])
    for what, kinds in [
        ("sound", [describe_sound]),
        ("picture", [describe_picture]),
        ("both", [describe_sound, describe_picture]),
    ]:
        measured(what, [(kind, path) for path in paths for kind in kinds], processes)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor time: {usage.ru_utime + usage.ru_stime:.1f} s; most memory of one process: {usage.ru_maxrss} kB")
