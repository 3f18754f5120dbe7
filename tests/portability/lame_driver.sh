#!/bin/sh
# lame_driver.sh GFLA LIBRARY: a driver that lacks a built-in function, or builds nothing, is named once and as such.
set -u
export LD_PRELOAD="$2"
expect() { # LACKS MESSAGE COMMAND...
  lacks=$1 message=$2
  shift 2
  said=$(LAME_DRIVER=$lacks "$@" 2>&1 >/dev/null)
  code=$?
  [ $code = 5 ] || { echo "exit code $code, 5 expected: $*: $said"; exit 1; }
  case $said in
  *"does not build $message. hint: "*) ;;
  *) echo "'does not build $message' expected: $*: $said"; exit 1 ;;
  esac
}
expect 'fma(' 'fma(x[0], x[1], x[2])' "$1" selftest --op mul
expect 'sin(x' 'sin(x[0])' "$1" selftest --op mul
expect 'get_global_id' 'any kernel, not even one line' "$1" selftest --op mul
golden=$GFLA_SOURCE_DIR/tests/golden/D_patch
expect 'fma(' 'fma(x[0], x[1], x[2])' "$1" infer discriminator-patch --weights "$golden/weights.safetensors" --input "x=$golden/in_x.npy" -o -
LAME_DRIVER='no such text' "$1" selftest --op mul --quick >/dev/null
