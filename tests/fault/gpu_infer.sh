#!/usr/bin/env bash
# gpu_infer.sh GFLA FAKE_DEVICE RANDOM_WEIGHTS - a GPU takes the items of a batch in parts (`gfla infer`): 9 as 5 and 4, the last one
# filled up. The same bytes by one device and two, and what each item is alone, but for rounding.
set -euo pipefail
gfla=$(realpath "$1") fake=$(realpath "$2") random_weights=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "gpu_infer: $*"; exit 1; }
"$random_weights" discriminator-patch 8 patch.safetensors
{
  printf "\x93NUMPY\x01\x00\x76\x00%-117s\n" "{'descr': '<f4', 'fortran_order': False, 'shape': (9, 3, 64, 64), }"
  for ((i = 0; i < 9; i++)); do head -c 49152 /dev/zero | tr '\0' "\\$((70 + i))"; done # each item of one number of its own
} >nine.npy
infer() { LD_PRELOAD=$fake FAKE_TYPE=gpu FAKE_GROUP=64 FAKE_LOCAL=32768 "$gfla" infer discriminator-patch --weights patch.safetensors --input x=nine.npy "$@"; }
infer -o parts --json >said
grep -q '"items":9,"batch":5,' said || fail "other parts: $(cat said)"
infer -o two -d 0,0 -q
cmp parts/out.npy two/out.npy
infer -o alone --batch 1 -q
numbers() { tail -c +129 "$1" | od -An -v -w4 -tf4; }
paste <(numbers parts/out.npy) <(numbers alone/out.npy) |
  awk '{ d = $1 - $2; if (d * d > 1e-8) far++; seen[$1]++ } END { exit NR == 0 || far > 0 || length(seen) < 9 }' || fail "other values"
