#!/bin/sh
# train_kernels.sh GFLA VIEWS [STAGE [STEPS]] - processor time of each kernel of a training step, by samples of `perf`.
#
# VIEWS: a set as `gfla render` writes it. Prints milliseconds a step, of all cores together, and the share of all
# kernels. Unlike the times of `gfla train view --profile`, which are those of a clock, these hardly change when other
# programs use the same cores. Reading, starting and compiling are left out. Needs perf and PoCL.
set -eu
[ $# -ge 2 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
gfla=$1 views=$2 stage=${3:-full} steps=${4:-20} rate=2000
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
perf record -q -F $rate -o "$out/perf.data" \
    "$gfla" train view --data "$views" -o "$out/run" --stage "$stage" --steps "$steps" --seed 1 -q
perf report -i "$out/perf.data" --sort dso --stdio -n 2>/dev/null | awk -v steps="$steps" -v rate=$rate '
    /%/ && $3 ~ /\.so$/ && $3 !~ /^(lib|ld-)/ { sub(/\.so$/, "", $3); ms[$3] += 1000 * $2 / rate / steps }
    END {
        for (kernel in ms) all += ms[kernel]
        if (all == 0) exit 1
        for (kernel in ms) printf "%9.2f ms %5.1f%%  %s\n", ms[kernel], 100 * ms[kernel] / all, kernel
        printf "%9.2f ms         all kernels\n", all
    }' | sort -rn
