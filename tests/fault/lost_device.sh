#!/usr/bin/env bash
# lost_device.sh GFLA LIBRARY RANDOM_WEIGHTS - one of two devices is lost in the middle of a batch (lost_device.c): it is
# named, the other one does its work, and the exit code is 5; a second run with -n finds everything there. Where both are
# lost, what was done is whole. When a device is lost, is a part of the commands that the work takes.
set -euo pipefail
gfla=$(realpath "$1") library=$(realpath "$2") random_weights=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GFLA_CHECK=off
fail() { echo "lost_device: $*"; cat err; exit 1; }
lose() { # QUEUE N CODE COMMAND...: expects an exit code of the command, whose queue is lost after N commands
  local queue=$1 n=$2 code=$3 got=0
  shift 3
  LD_PRELOAD=$library LOST_QUEUE=$queue LOST_AFTER=$n "$@" >/dev/null 2>err || got=$?
  [ $got = "$code" ] || fail "queue $queue lost after $n: exit code $got, $code expected: $*"
}
count() { # COMMAND...: of how many commands to one device
  LD_PRELOAD=$library LOST_COUNTS=counts "$@" >/dev/null
  head -n 1 counts
}
taken_up() { # COMMAND EXPECTED OUT: the device is named, and all is there
  grep -q "^gfla: $1: device 0 (.*) was lost: .*CL_DEVICE_NOT_AVAILABLE" err || fail "$1: the device is not named"
  diff -r "$2" "$3" || fail "$1: other files"
}

# Ten models: of two devices one draws five or more.
mkdir models
for i in 1 2 3 4 5 6 7 8 9 10; do
  printf "v -1 -$i -1\nv 1 -$i -1\nv 1 $i -1\nv -1 $i -1\nv -1 -$i 1\nv 1 -$i 1\nv 1 $i 1\nv -1 $i 1\nf 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 3 4 8 7\nf 1 5 8 4\nf 2 3 7 6\n" >models/box-$i.obj
done
draw=("$gfla" render models --size 16 --views 6x1 -q -o)
rc=0; "${draw[@]}" whole || rc=$?
[ $rc != 4 ] || exit 4
n=$(count "${draw[@]}" counted -d 0)
lose none 0 0 "${draw[@]}" same -d 0,0
diff -r whole same || fail "two devices draw something else"
for after in 0 $((n / 3)); do
  rm -rf out
  lose first $after 5 "${draw[@]}" out -d 0,0
  taken_up render whole out
  lose none 0 0 "${draw[@]}" out -d 0,0 -n
done
rm -rf out
lose all $((n / 4)) 5 "${draw[@]}" out -d 0,0
grep -q 'was lost: ' err || fail "the devices are not named"
for model in out/*/cameras.json; do
  [ -e "$model" ] || break
  diff -r "whole/$(basename "$(dirname "$model")")" "$(dirname "$model")" || fail "a model is not whole"
done
lose none 0 0 "${draw[@]}" out -d 0,0 -n
diff -r whole out || fail "what was left is not gone on with"

# Four sequences of six frames, each frame made from the one before. One is lost after half of its frames; alone, and with
# another device, which goes on from there.
"$random_weights" dance 4 dance.safetensors
body='"pose_keypoints_2d":[32,10,1,32,18,1,26,18,1,23,28,1,21,38,1,38,18,1,41,28,1,43,38,1,28,38,1,28,49,1,27,60,1,36,38,1,37,49,1,37,60,1,30,9,1,33,9,1,29,10,1,35,10,1]'
for sequence in a b c d; do
  mkdir $sequence
  for i in 1 2 3 4 5 6; do echo "{\"people\":[{${body/41,28/4$i,28}}]}" >$sequence/$i.json; done
done
cp a/1.json me.json
"$gfla" pose me.json -o me.png --size 64x64 -q >/dev/null
move=("$gfla" animate me.png --source-pose me.json --weights dance.safetensors --size 64x64 -q)
"${move[@]}" a b c d -o still
five=$(count "${move[@]}" a -o five --frames 5 -d 0)
six=$(count "${move[@]}" a -o six -d 0)
frame=$((six - five))
middle=$((six - 5 * frame / 2))
lose first $middle 5 "${move[@]}" a -o alone -d 0
n_frames=$(ls alone | grep -c png || true)
[ "$n_frames" -ge 1 ] && [ "$n_frames" -le 5 ] || fail "animate: lost after $n_frames frames, not in the middle"
"${move[@]}" a -o alone -n
diff -r still/a alone || fail "animate: what was left is not gone on with"
for n in $middle $((six + middle)); do # of its first sequence, and of the second one, which one of two devices has
  rm -rf out
  lose first $n 5 "${move[@]}" a b c d -o out -d 0,0
  taken_up animate still out
done

# The scores of three models, by a network: a device is lost in its first model and in its second one, where it has one.
"$random_weights" view 4 view.safetensors form view size 64
"$gfla" render models/box-[234].obj --size 64 -q -o set
score=("$gfla" eval view -q --data set --split all --weights view.safetensors)
"${score[@]}" -o scores
one=$(count "${score[@]}" --limit 1 -d 0)
two=$(count "${score[@]}" --limit 2 -d 0)
for n in $((one - (two - one) / 2)) $((one + (two - one) / 2)); do
  rm -rf out
  lose first $n 5 "${score[@]}" -o out -d 0,0
  taken_up eval scores out
  lose none 0 0 "${score[@]}" -o out -d 0,0 -n
done
rm -rf out
lose all $one 5 "${score[@]}" -o out -d 0,0
[ -z "$(ls out)" ] || fail "eval: scores of a part of the test"

# A batch of four tensors, of which one device runs two or more. Of a part of it, nothing is written.
"$random_weights" discriminator-patch 8 patch.safetensors
tensor() { # N: N images of the same numbers
  printf "\x93NUMPY\x01\x00\x76\x00%-117s\n" "{'descr': '<f4', 'fortran_order': False, 'shape': ($1, 3, 64, 64), }"
  head -c $((49152 * $1)) /dev/zero | tr '\0' '?'
}
tensor 1 >one.npy
tensor 4 >four.npy
infer=("$gfla" infer discriminator-patch --weights patch.safetensors -q)
"${infer[@]}" --input x=four.npy -o tensors
one=$(count "${infer[@]}" --input x=one.npy -o one -d 0)
four=$(count "${infer[@]}" --input x=four.npy -o four -d 0)
item=$(((four - one) / 3))
for n in $((one - item / 2)) $((one + item / 2)); do
  rm -rf out
  lose first $n 5 "${infer[@]}" --input x=four.npy -o out -d 0,0
  taken_up infer tensors out
done
rm -rf out
lose all $((one + item / 2)) 5 "${infer[@]}" --input x=four.npy -o out -d 0,0
[ -z "$(ls out)" ] || fail "infer: outputs of a part of the batch"
echo "lost_device: ok"
