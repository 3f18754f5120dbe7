#!/usr/bin/env bash
# full_cache.sh GFLA LIBRARY RANDOM_WEIGHTS - the disk of the caches of compiled kernels is full (fault.h): where kernels have to
# be compiled, or the driver needs room to load them, one message says what is full, and the exit code is 7. Helpers that
# compile and meet a full disk, or are killed while they write what another one writes too, leave the work to others.
set -euo pipefail
gfla=$(realpath "$1") library=$(realpath "$2") random_weights=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GFLA_CHECK=off
fail() { echo "full_cache: $*"; cat err; exit 1; }
"$random_weights" discriminator-patch 4 patch.safetensors
printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 64, 64), }" >x.npy
head -c $((4 * 3 * 64 * 64)) /dev/zero | tr '\0' '?' >>x.npy # numbers of 0.75
infer=("$gfla" infer discriminator-patch --weights patch.safetensors --input x=x.npy --threads 2 -q -y -o)
rc=0; "${infer[@]}" expected || rc=$?
[ $rc != 4 ] || exit 4
export XDG_CACHE_HOME=$work/cache POCL_CACHE_DIR=$work/cache/pocl
fresh() { rm -rf cache out; mkdir -p cache/pocl; }
with() { # FAULT CHILD COMMAND...: its exit code; CHILD: word of the helpers that have it, "" for the program itself
  local fault=$1 child=$2
  shift 2
  env LD_PRELOAD="$library" GFLA_FAULT="$fault" GFLA_FAULT_ROOT="$work/cache" GFLA_FAULT_REPORT="$work/report" \
    ${child:+GFLA_FAULT_CHILD="$child"} "$@" >/dev/null 2>err
}
is_full() { # COMMAND WHAT
  [ "$(grep -c '^gfla: ' err)" = 1 ] && grep -q "^gfla: $1: .*$work/cache/pocl: .* MiB are left on the disk" err ||
    fail "$2: the full disk is not named, once"
}

"$gfla" devices >devices
if grep -q 'Portable Computing Language' devices; then # it alone has a cache that it cannot do without
  fresh
  rc=0; with write:1+ "" "${infer[@]}" out || rc=$?
  [ $rc = 7 ] || fail "an empty cache on a full disk: exit code $rc"
  is_full infer "an empty cache"
  [ ! -e out ] || [ -z "$(ls out)" ] || fail "an empty cache: outputs in spite of it"
fi

fresh
rc=0; with write:1+ compile-worker "${infer[@]}" out || rc=$?
[ $rc = 0 ] || fail "helpers with a full disk: exit code $rc"
diff -r expected out || fail "helpers with a full disk: another result"

fresh # one helper is killed while it writes
rc=0; with 'write:5!' compile-worker "${infer[@]}" out || rc=$?
[ $rc = 0 ] || fail "a killed helper: exit code $rc"
[ -e report.killed ] || fail "no helper was killed"
diff -r expected out || fail "a killed helper: another result"
"${infer[@]}" out 2>err || fail "the run after that of a killed helper fails"
diff -r expected out || fail "the run after that of a killed helper: another result"

rc=0; with write:1+ "" "${infer[@]}" out || rc=$?
[ $rc = 0 ] || [ $rc = 7 ] || fail "a warm cache on a full disk: exit code $rc"
[ $rc = 0 ] || is_full infer "a warm cache"
diff -r expected out || fail "a warm cache on a full disk: another result"
echo "full_cache: ok"
