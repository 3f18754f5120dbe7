#!/bin/sh
# oclgrind.sh OCLGRIND GFLA OP: the tiny cases of one op inside Oclgrind; fails when a case does, or when Oclgrind reports
# an access out of bounds or a race. Without inlining, because Oclgrind 21.10 does not know the marks that clang leaves where it
# inlined a function with restrict pointers. Its --uninitialized is no use here: it takes the sum of initialised values for
# uninitialised, and stops at a `freeze`. Exits with 77, skipped, without Oclgrind.
set -eu
[ -x "$1" ] || { echo "SKIPPED: no oclgrind"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
XDG_CACHE_HOME=$work "$1" --local-mem-size 262144 --data-races --build-options -fno-inline --log "$work/log" "$2" selftest --tiny --op "$3"
[ ! -s "$work/log" ] || { cat "$work/log"; exit 1; }
