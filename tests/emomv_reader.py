"""Reads a folder in the layout of the released EmoMV files with h5py and csv, and checks what each row says.

The features carry their segment's number in their first column (for music, plus 1000), as tests/export.rs wrote them.
"""

import csv
import sys
from pathlib import Path

import h5py

EMOTIONS = ["Exciting", "Fear", "Tense", "Sad", "Relax"]
# Of a segment of number n; tests/export.rs lists the classes the other way round.
EMOTION_OF = [4, 3, 2, 1, 0]
CLOSE = [{1, 2}, {3, 4}]


def read(root, features, labels):
    with h5py.File(root / features.format("SlowFast"), "r") as file:
        video = file["default"][()]
    with h5py.File(root / features.format("VGGish"), "r") as file:
        music = file["data"][()]
    with open(root / labels, newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(video) == len(music), labels
    assert video.ndim == music.ndim == 2 and video.dtype == music.dtype == "float32"
    return video, music, rows


def check_pairs(root, part):
    video, music, rows = read(
        root, "extracted_features/{}_DS4_%s_MATCH_MISMATCH.h5" % part, f"annotation/DS4_{part}_MATCH_MISMATCH_labels.csv"
    )
    for seen, heard, (folder, name, match, video_name, music_name, video_id, music_id) in zip(video, music, rows):
        segments = name.split("_PAIR_")
        video_emotion, music_emotion = int(video_id), int(music_id)
        assert (EMOTIONS[video_emotion], EMOTIONS[music_emotion]) == (video_name, music_name)
        assert [seen[0], heard[0] - 1000] == [int(segments[0]), int(segments[-1])], name
        assert EMOTION_OF[int(segments[0]) % 5] == video_emotion, name
        assert EMOTION_OF[int(segments[-1]) % 5] == music_emotion, name
        if match == "1":
            assert len(segments) == 1 and video_emotion == music_emotion
        else:
            assert match == "0" and len(segments) == 2
            assert video_emotion != music_emotion and {video_emotion, music_emotion} not in CLOSE
        word = "match" if match == "1" else "mismatch"
        assert folder == f"Dataset4/DS4_{part.lower()}_{word}/"
    assert {row[2] for row in rows} == {"0", "1"}
    print(part, len(rows))


def check_gallery(root):
    video, music, rows = read(
        root, "for_retrieval/{}_DS4_TEST_for_retrieval.h5", "for_retrieval/DS4_TEST_labels_for_retrieval.csv"
    )
    for seen, heard, (folder, name, emotion, number) in zip(video, music, rows):
        assert [seen[0], heard[0] - 1000] == [int(name), int(name)]
        assert EMOTIONS[int(number)] == emotion and EMOTION_OF[int(name) % 5] == int(number)
        assert folder == "Dataset4/for_retrieval/DS4_test_for_retrieval/"
    print("gallery", len(rows))


def main():
    root = Path(sys.argv[1])
    for part in ["TRAIN", "VAL", "TEST"]:
        check_pairs(root, part)
    check_gallery(root)


main()
