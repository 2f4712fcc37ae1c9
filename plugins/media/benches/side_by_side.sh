#!/usr/bin/env bash
# Describes the same files here and with librosa and OpenCV, one process or thread on each core, after another.
# PYTHON names an interpreter that has librosa and opencv-python-headless; FOLDER holds media files, else some are rendered.
set -euo pipefail
cd "$(dirname "$0")/../../.."
python=${PYTHON:-python3}
folder=${FOLDER:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cargo bench --quiet -p emospec-media --bench render -- "$scratch/small" 12 60
if [ -z "$folder" ]; then
  # Twelve films of a minute, of the size and rate of a music video on the web.
  folder=$scratch/large
  mkdir "$folder"
  find "$scratch/small" -name '*.mp4' | sort | while read -r film; do
    ffmpeg -nostdin -v error -i "$film" -vf "scale=640:360,fps=25,noise=alls=6:allf=t" -c:v libx264 -preset veryfast \
      -pix_fmt yuv420p -c:a copy "$folder/$(basename "$film")"
  done
fi

echo "emospec:"
cargo bench --quiet -p emospec-media --bench extraction -- "$folder"
echo "librosa and OpenCV:"
"$python" plugins/media/benches/side_by_side.py "$folder"

# Memory over a film of three hours and over one of three minutes: it should be alike.
film=$(find "$scratch/small" -name '*.mp4' | sort | head -n 1)
for minutes in 3 180; do
  mkdir "$scratch/$minutes"
  ffmpeg -nostdin -v error -stream_loop -1 -i "$film" -t $((minutes * 60)) -c copy "$scratch/$minutes/film.mp4"
  echo "$minutes minutes:"
  cargo bench --quiet -p emospec-media --bench extraction -- "$scratch/$minutes" 1 both
done
