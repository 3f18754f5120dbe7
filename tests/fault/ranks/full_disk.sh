#!/usr/bin/env bash
# full_disk.sh GFLA LIBRARY MPIRUN... - the disk that rank 0 writes to is full in the middle of a training (fault.h): all ranks
# end with one message, which names rank, machine and file, and exit code 7; nothing is half-written or lost, and with room
# again the run goes on to the bits of a run that nobody disturbed.
set -euo pipefail
gfla=$(realpath "$1") library=$(realpath "$2")
mpirun=("${@:3}" -q)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GFLA_CHECK=off
fail() { echo "full_disk: $*"; cat said; exit 1; }
printf 'v %s\n' '-1 -0.7 -0.5' '1 -0.7 -0.5' '1 0.7 -0.5' '-1 0.7 -0.5' '-1 -0.7 0.5' '1 -0.7 0.5' '1 0.7 0.5' '-1 0.7 0.5' >box.obj
printf 'f %s\n' '1 4 3 2' '5 6 7 8' '1 2 6 5' '4 8 7 3' '1 5 8 4' '2 3 7 6' >>box.obj
sed 's/-0.7/-0.2/' box.obj >slab.obj
sed 's/-1 /-0.3 /' box.obj >boxar.obj # which validations have
"$gfla" render -q box.obj slab.obj boxar.obj --size 64 -o set
train=("$gfla" train view --data set --log-every 1 --threads 1 -q)
new=(--stage flow --size 64 --width 4 --flow-width 4 --attention-width 8 --batch 2 --seed 3 --validate-every 2 --steps 4)
resume() { # FAULT: by two ranks, of which rank 0 has it
  timeout -k 5 120 "${mpirun[@]}" -np 1 env LD_PRELOAD="$library" GFLA_FAULT="$1" GFLA_FAULT_ROOT="$work/out" \
    GFLA_FAULT_REPORT="$work/report" "${train[@]}" --resume -o "$work/out" : \
    -np 1 "${train[@]}" --resume -o "$work/out" >said 2>&1
}
same() {
  for file in checkpoint weights best; do
    cmp whole/$file.safetensors out/$file.safetensors || fail "$1: another $file"
  done
}

"${train[@]}" "${new[@]}" -o whole --micro-batches 2
"${train[@]}" "${new[@]}" -o begun --micro-batches 2 --minutes 0.000001 # one step
cp -r begun out
resume none || fail "two ranks cannot go on"
same "without a fault"
n=$(sed -n 's/^calls write //p' report)
for first in 1 $((n / 2)) $n; do
  rm -rf out
  cp -r begun out
  got=0
  resume "write:$first+" || got=$?
  what="full from write $first of $n on"
  [ $got != 124 ] && [ $got != 137 ] || fail "$what: the job does not end"
  [ $got = 7 ] || fail "$what: exit code $got"
  [ "$(grep -c '^gfla: ' said)" = 1 ] && grep -q "^gfla: train: rank 0 of 2 on .*$work/out/.*: No space left on device" said ||
    fail "$what: another message"
  [ -z "$(find out -name '*.tmp-*')" ] || fail "$what: left behind: $(find out -name '*.tmp-*')"
  cmp -s out/checkpoint.safetensors begun/checkpoint.safetensors ||
    cmp -s out/checkpoint.safetensors whole/checkpoint.safetensors || fail "$what: the checkpoint is neither the old nor the new one"
  resume none || fail "$what: two ranks cannot go on"
  same "$what"
done
echo "full_disk: ok"
