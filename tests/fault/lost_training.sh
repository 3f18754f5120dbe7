#!/usr/bin/env bash
# lost_training.sh GFLA LIBRARY - one of two devices that train is lost in the middle of a step (lost_device.c): the training
# ends with the device's name and exit code 5, nobody waits for it, nothing is half-written, and --resume on one device makes
# the bits of a whole run. When the device is lost, is a part of the commands that a step takes.
set -euo pipefail
gfla=$(realpath "$1") library=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GFLA_CHECK=off
fail() { echo "lost_training: $*"; cat err; exit 1; }
printf 'v %s\n' '-1 -0.7 -0.5' '1 -0.7 -0.5' '1 0.7 -0.5' '-1 0.7 -0.5' '-1 -0.7 0.5' '1 -0.7 0.5' '1 0.7 0.5' '-1 0.7 0.5' >box.obj
printf 'f %s\n' '1 4 3 2' '5 6 7 8' '1 2 6 5' '4 8 7 3' '1 5 8 4' '2 3 7 6' >>box.obj
rc=0; "$gfla" render -q box.obj --size 64 -o set || rc=$?
[ $rc != 4 ] || exit 4
train=("$gfla" train view --data set --log-every 1 -q)
new=(--stage flow --size 64 --width 4 --flow-width 4 --attention-width 8 --batch 2 --seed 3 --validate-every 0 --steps 4)
count() { # OPTION...: the commands to each queue, of two devices and of the two that read gradients
  rm -rf counted
  cp -r begun counted
  LD_PRELOAD=$library LOST_COUNTS=counts "${train[@]}" --resume -o counted -d 0,0 "$@"
  tr '\n' ' ' <counts
}
steps_of() { grep -aoE '"steps":"[0-9]+"' "$1/checkpoint.safetensors" | tr -dc 0-9; }
losses() { sed 's/,"samples_per_second.*//' "$1/log.jsonl"; }

"${train[@]}" "${new[@]}" -o whole --micro-batches 2
"${train[@]}" "${new[@]}" -o begun --micro-batches 2 --minutes 0.000001 # one step
one=($(count --minutes 0.000001)) three=($(count))
step=$(((three[1] - one[1]) / 2))
setup=$((one[1] - step))
step_aside=$(((three[2] - one[2]) / 2))
written=$((three[0] - three[1])) # commands that read what rank 0 writes at the end

try() { # QUEUE AFTER STEPS DEVICES: steps in the checkpoint, either of some
  local what="queue $1 of $4, lost after $2 commands" got=0
  rm -rf out
  cp -r begun out
  timeout -k 5 60 env LD_PRELOAD="$library" LOST_QUEUE="$1" LOST_AFTER="$2" \
    "${train[@]}" --resume -o out -d "$4" >/dev/null 2>err || got=$?
  [ $got != 124 ] && [ $got != 137 ] || fail "$what: the training does not end"
  [ $got = 5 ] || fail "$what: exit code $got"
  [ "$(grep -c '^gfla: train: device 0 (.*): .*CL_DEVICE_NOT_AVAILABLE' err)" = 1 ] && [ "$(wc -l <err)" = 1 ] ||
    fail "$what: the device is not named, once"
  [ -z "$(find out -name '*.tmp-*')" ] || fail "$what: left behind: $(find out -name '*.tmp-*')"
  [[ $(steps_of out) =~ ^($3)$ ]] || fail "$what: the checkpoint has $(steps_of out) steps"
  "${train[@]}" --resume -o out --micro-batches 2 -d 0 2>err || fail "$what: cannot be resumed"
  for file in checkpoint weights; do
    cmp whole/$file.safetensors out/$file.safetensors || fail "$what: another $file"
  done
  [ "$(losses out)" = "$(losses whole)" ] || fail "$what: another log"
}
try 0 $((setup + step + step / 4)) 1 0,0
try 1 $((setup + step + 3 * step / 4)) 1 0:2
try 2 $((one[2] + step_aside / 2)) 1 0,0 # when gradients are read
# When the weights are read: for the last checkpoint, and for what is written behind it.
try 0 $((three[0] - written / 2)) '1|4' 0,0
try 0 $((three[0] - written / 8)) '1|4' 0,0
echo "lost_training: ok"
