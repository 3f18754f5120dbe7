#!/bin/sh
# gpu_render.sh GFLA FAKE_DEVICE: the rasteriser draws the same bytes with the kernels for GPUs as with those for the default device.
set -eu
gfla=$1 fake=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/models"
for z in 0 5; do for y in 0 4; do for x in 0 3; do echo "v $x $y $z"; done; done; done >"$work/models/box.obj"
printf 'f %s\n' '1 3 4 2' '5 6 8 7' '3 7 8 4' '1 2 6 5' '1 5 7 3' '2 4 8 6' >>"$work/models/box.obj"
draw() { "$gfla" render "$work/models" -o "$work/$1" --size 128 -q; }
draw cpu
LD_PRELOAD=$fake FAKE_TYPE=gpu FAKE_GROUP=128 FAKE_LOCAL=32768 FAKE_KERNEL_GROUP=32 draw gpu
diff -r "$work/cpu" "$work/gpu"
