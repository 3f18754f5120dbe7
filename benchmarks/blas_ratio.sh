#!/bin/sh
# blas_ratio.sh CONV_BENCH [TEXT [ROUNDS]] - the convolutions that CLBlast multiplies (im2col and a product, algorithm "gemm") with the
# parameters that `gfla tune --blas` stored, and with CLBlast's own: GFLOP per second of the clock and of processor time, forward and data
# gradient, and their ratios. TEXT: layers of conv_bench (default "1: 128->128"); ROUNDS (3): processes of each, in turns; the best counts.
# First `gfla tune --blas`, on the same GFLA_DEVICE.
set -eu
conv_bench=$1 text=${2:-1: 128->128} rounds=${3:-3}
i=0
while [ "$i" -lt "$rounds" ]; do
  for mode in off read; do
    GFLA_TUNE=$mode "$conv_bench" -i gemm "$text" | sed -n "s/^all, by count.*gemm/$mode/p"
  done
  i=$((i + 1))
done | awk '
{ for (i = 3; i <= NF; i++) if ($i > best[$1, i]) best[$1, i] = $i }
END {
    split("forward, clock|forward, processor|data gradient, clock|data gradient, processor", names, "|")
    split("3 4 6 7", columns, " ")
    printf "%-26s %8s %8s %6s\n", "GFLOP/s", "own", "tuned", "ratio"
    for (n = 1; n <= 4; n++) {
        own = best["off", columns[n]]; tuned = best["read", columns[n]]
        printf "%-26s %8.1f %8.1f %6.2f\n", names[n], own, tuned, own ? tuned / own : 0
    }
}'
