#!/bin/sh
# Runs the comparison of EmoMV-C, four variants of the benchmark with ten seeds each, here and in plain PyTorch by turns,
# from the start of the process to its end with nothing cached, and prints both times and their ratio.
#   benches/comparison.sh [python] [rounds] [seeds]
# Other work on the machine hurts threads that wait for one another: beside it, compare with OMP_NUM_THREADS=1 too.
# EMOSPEC_EMOMV_DIR names the folder that holds DS3_EmoMV_C.
set -eu
cd "$(dirname "$0")/../../.."
python=${1:-python3}
rounds=${2:-3}
seeds=${3:-10}
data=$(cd "${EMOSPEC_EMOMV_DIR:-../shared/emomv}" && pwd)
export EMOSPEC_EMOMV_DIR="$data"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Building is no part of a run.
cargo build --quiet --release -p emospec -p emospec-emomv
export EMOSPEC_CACHE_DIR="$folder/cache"
for round in $(seq 0 "$rounds"); do
    rm -rf "$EMOSPEC_CACHE_DIR"
    start=$(date +%s.%N)
    target/release/emospec run specs/emomv-c-benchmark.yaml --quiet --force --set "seeds=$seeds" --plugin-path plugins --out "$folder/results" \
        > "$folder/tables"
    end=$(date +%s.%N)
    # The first may still have to build the plugin.
    [ "$round" -gt 0 ] || continue
    echo "emospec $start $end"
    # Every fit leaves what it told after each epoch in the cache.
    echo "emospec-epochs $(find "$EMOSPEC_CACHE_DIR" -name report.json -exec grep -oh '"epoch":[0-9]*,"epochs":' {} + | wc -l)"
    start=$(date +%s.%N)
    "$python" plugins/emomv/benches/pytorch_comparison.py "$data" "$seeds" > "$folder/pytorch"
    end=$(date +%s.%N)
    echo "pytorch $start $end"
    awk '$1 == "epochs" { print "pytorch-epochs", $2 }' "$folder/pytorch"
done | awk '
    NF == 3 { seconds[$1] += $3 - $2; runs++ }
    NF == 2 { epochs[$1] += $2 }
    END {
        rounds = runs / 2
        for (side in seconds) {
            each = 1e3 * seconds[side] / epochs[side "-epochs"]
            printf "%-8s %7.1f s a run, %6d epochs, %6.2f ms an epoch, all included\n", side, seconds[side] / rounds,
                epochs[side "-epochs"] / rounds, each
            per_epoch[side] = each
        }
        printf "times faster end to end: %.2f; per epoch: %.2f\n", seconds["pytorch"] / seconds["emospec"],
            per_epoch["pytorch"] / per_epoch["emospec"]
    }'
