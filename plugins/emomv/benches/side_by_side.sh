#!/bin/sh
# Trains EmoMV-A-size epochs here and in PyTorch by turns, each on one thread, and prints the ratio.
#   benches/side_by_side.sh [python] [rounds]
set -eu
cd "$(dirname "$0")/.."
python=${1:-python3}
rounds=${2:-3}
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

# The medians, in milliseconds, of the two benches that matter here.
ours() {
    cargo bench --quiet --bench epoch -- classification_single_task |
        awk '
            /classification_single_task/ { name = /products/ ? "products" : "epoch" }
            /─ 4110 / {
                sub(/^[^0-9]*/, "")
                split($0, column, "│"); split(column[3], time, " ")
                factor = time[2] == "s" ? 1000 : time[2] == "ms" ? 1 : 0.001
                print name, time[1] * factor
            }'
}

for round in $(seq "$rounds"); do
    echo "pytorch $("$python" benches/pytorch_epoch.py)"
    ours
done | awk '
    { sum[$1] += $2; count[$1]++ }
    END {
        for (name in sum) mean[name] = sum[name] / count[name]
        printf "PyTorch epoch           %7.1f ms\n", mean["pytorch"]
        printf "our epoch               %7.1f ms   (%.2f of PyTorch)\n", mean["epoch"], mean["epoch"] / mean["pytorch"]
        printf "of it matrix products   %7.1f ms   (%.0f %% is spent outside them)\n", mean["products"],
            100 * (1 - mean["products"] / mean["epoch"])
    }'
