#!/usr/bin/env bash
# lost_device.sh GFLA LIBRARY - one of two devices is lost in the middle of a batch (lost_device.c): it is named, the other one
# does its work, and the exit code is 5; a second run with -n finds everything there. Where both are lost, what was done is whole.
set -euo pipefail
gfla=$(realpath "$1") library=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir models
for i in 1 2 3 4 5 6 7 8 9 10; do
  printf "v -1 -$i -1\nv 1 -$i -1\nv 1 $i -1\nv -1 $i -1\nv -1 -$i 1\nv 1 -$i 1\nv 1 $i 1\nv -1 $i 1\nf 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 3 4 8 7\nf 1 5 8 4\nf 2 3 7 6\n" >models/box-$i.obj
done
fail() { echo "lost_device: $*"; cat err; exit 1; }
# draws into OUT with queue QUEUE lost after N commands: expects an exit code
draw() { # OUT QUEUE N CODE OPTION...
  local out=$1 queue=$2 n=$3 code=$4 got=0
  shift 4
  LD_PRELOAD=$library LOST_QUEUE=$queue LOST_AFTER=$n "$gfla" render models --size 16 --views 6x1 -o "$out" -q "$@" >/dev/null 2>err || got=$?
  [ $got = "$code" ] || fail "queue $queue lost after $n: exit code $got, $code expected"
}
rc=0; "$gfla" render models --size 16 --views 6x1 -o whole -q || rc=$?
[ $rc != 4 ] || exit 4
draw same -1 0 0 -d 0,0
diff -r whole same || fail "two devices draw something else"
n_lost=0
for n in 0 3 10 25; do
  for queue in 0 1; do
    rm -rf out
    got=0; LD_PRELOAD=$library LOST_QUEUE=$queue LOST_AFTER=$n "$gfla" render models --size 16 --views 6x1 -o out -q -d 0,0 >/dev/null 2>err || got=$?
    case $got in
      0) ;; # the other device was so quick that this one came to no more commands
      5) n_lost=$((n_lost + 1))
         # a device that is gone before the work ends the command
         if grep -q 'was lost: ' err; then
           grep -q '^gfla: render: device 0 (.*) was lost: .*CL_DEVICE_NOT_AVAILABLE' err || fail "the device is not named"
           diff -r whole out || fail "queue $queue lost after $n: other files"
           draw out -1 0 0 -d 0,0 -n
         fi ;;
      *) fail "queue $queue lost after $n: exit code $got" ;;
    esac
  done
done
[ $n_lost -gt 2 ] || fail "no device was lost"
rm -rf out
draw out all 25 5 -d 0,0
grep -q 'was lost: ' err || fail "the devices are not named"
for model in out/*/cameras.json; do
  [ -e "$model" ] || break
  diff -r "whole/$(basename "$(dirname "$model")")" "$(dirname "$model")" || fail "a model is not whole"
done
draw out -1 0 0 -d 0,0 -n
diff -r whole out || fail "what was left is not gone on with"
echo "lost_device: ok"
