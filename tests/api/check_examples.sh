#!/bin/sh
# check_examples.sh INCLUDE_FOLDER CC: every public header opens with an example, and that compiles. An example is the lines of the
# first comment that are indented by five spaces; #includes and static functions go to the top level, the rest into a function.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0 checked=0
for header in "$1"/gfla/*.h; do
  name=$(basename "$header")
  awk -v name="$name" -v top="$work/top.c" -v body="$work/body.c" '
    BEGIN { print "#include <gfla/" name ">" >top; printf "" >body }
    { comment = $0 }
    comment ~ /^ \*     / {
        line = substr(comment, 8)
        if (line ~ /^#include/ || line ~ /^static .*\)$/ || inside) {
            print line >top
            if (line ~ /^static /) inside = 1
            if (line == "}") inside = 0
        } else
            print line >body
        n++
    }
    comment ~ /\*\// { exit }
    END { exit n ? 0 : 1 }' "$header" || { echo "$name: its first comment holds no example"; status=1; continue; }
  {
    printf '#include <stdbool.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n'
    cat "$work/top.c"
    printf 'int example(void);\nint example(void)\n{\n'
    cat "$work/body.c"
    printf 'return 0;\n}\n'
  } >"$work/example.c"
  for standard in c99 c11; do
    "$2" -std=$standard -pedantic -Wall -Wextra -Werror -Wno-unused -I"$1" -fsyntax-only "$work/example.c" 2>"$work/log" ||
      { echo "$name: its example does not compile as $standard:"; cat "$work/log" "$work/example.c"; status=1; }
  done
  checked=$((checked + 1))
done
[ "$checked" -gt 0 ] || { echo "no headers were found in $1/gfla"; status=1; }
exit $status
