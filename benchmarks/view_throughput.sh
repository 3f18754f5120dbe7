#!/bin/sh
# view_throughput.sh GFLA [MODEL...] - views per second of `gfla render` at 128 and 256 pixels, and samples per second and GFLOP/s of both
# stages of `gfla train view` at the sizes of the shipped weights (128 pixels, width 32, batch 8). MODEL: what gfla render takes, e.g.
# furniture libraries (viewsynth/data/fetch-furniture); without it, tables of a few boxes that this script makes.
# Renders at most GFLA_BENCH_MODELS (24) models and trains GFLA_BENCH_STEPS (150) steps; the figures of the last 50 count, so that
# building kernels and decoding pictures for the first time do not. Nothing else should run on the machine.
set -eu
gfla=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

box() { # X0 Y0 Z0 X1 Y1 Z1: a box as OBJ, faces counted from the last vertices
  for z in "$3" "$6"; do for y in "$2" "$5"; do for x in "$1" "$4"; do echo "v $x $y $z"; done; done; done
  echo 'f -8 -6 -5 -7
f -4 -3 -1 -2
f -8 -7 -3 -4
f -6 -2 -1 -5
f -8 -4 -2 -6
f -7 -5 -1 -3'
}

table() { # WIDTH HEIGHT DEPTH
  box 0 "$2" 0 "$1" "$(($2 + 1))" "$3"
  for x in 0 $(($1 - 1)); do for z in 0 $(($3 - 1)); do box $x 0 $z $((x + 1)) "$2" $((z + 1)); done; done
}

if [ $# -eq 0 ]; then
  mkdir "$work/models"
  for i in 1 2 3 4 5 6 7 8; do table $((6 + i)) $((3 + i * 2)) $((5 + i % 3)) >"$work/models/table-$i-of-8.obj"; done
  set -- "$work/models"
fi

for size in 128 256; do
  "$gfla" render "$@" -o "$work/$size" --size $size --limit "${GFLA_BENCH_MODELS:-24}" -q --json >"$work/render-$size.json" || [ $? -eq 8 ]
  printf 'render %3d pixels   ' $size
  tail -n 1 "$work/render-$size.json"
done
for stage in flow full; do
  "$gfla" train view --data "$work/128" -o "$work/$stage" --stage $stage --steps "${GFLA_BENCH_STEPS:-150}" -q
  printf 'train  stage %s   ' $stage
  tail -n 1 "$work/$stage/log.jsonl" | sed 's/.*\("samples_per_second".*\)}/\1/'
done
