#!/bin/sh
# oclgrind.sh OCLGRIND GFLA OP: the tiny cases of one op inside Oclgrind; fails when a case does, or when Oclgrind reports
# anything.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
XDG_CACHE_HOME=$work "$1" --data-races --uninitialized --log "$work/log" "$2" selftest --quick --op "$3"
[ ! -s "$work/log" ] || { cat "$work/log"; exit 1; }
