#!/bin/sh
# snippets.sh INCLUDE_FOLDER CC DOCUMENT...: every block of a document between ```c and ``` compiles against the public headers.
# #includes and static functions go to the top level, the rest into a function.
set -eu
include=$1 cc=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
for document; do
  rm -f "$work"/*
  awk -v work="$work" '
    /^```/ {
        if (fenced) { close(top); close(body) }
        fenced = !fenced && /^```c$/
        if (fenced) {
            at = sprintf("%s/%04d", work, NR)
            printf "" >(top = at ".top")
            printf "" >(body = at ".body")
        }
        next
    }
    fenced && (/^#include/ || /^static .*\)$/ || inside) {
        print >top
        if (/^static /) inside = 1
        if (/^}/) inside = 0
        next
    }
    fenced { print >body }' "$document"
  for body in "$work"/*.body; do
    [ -e "$body" ] || { echo "$document has no block of C"; exit 1; }
    {
      printf '#include <stdio.h>\n'
      for header in "$include"/gfla/*.h; do
        [ "${header##*/}" = opencl.h ] || printf '#include <gfla/%s>\n' "${header##*/}"
      done
      cat "${body%.body}.top"
      printf 'void example(void);\nvoid example(void)\n{\n'
      cat "$body"
      printf '}\n'
    } >"$work/block.c"
    "$cc" -std=c99 -pedantic -Wall -Wextra -Werror -Wno-unused -I"$include" -fsyntax-only "$work/block.c" || {
      echo "$document: the block in line $(basename "$body" .body) does not compile"
      status=1
    }
  done
done
exit $status
