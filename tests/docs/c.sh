#!/bin/sh
# c.sh LIBRARY INCLUDE_FOLDER CC DOCUMENT IMAGE: the first block of DOCUMENT between ```c and ``` builds and runs, in a folder in which
# chair.jpg is IMAGE, and makes the image `turned`. Exits with 4 without a device.
set -eu
library=$1 include=$2 cc=$3 document=$4 image=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
  printf '#include <stdio.h>\n#include <gfla/view.h>\nint main(void)\n{\n'
  awk '/^```/ { if (fenced) exit; fenced = /^```c$/; next } fenced' "$document"
  printf 'if (*gfla_error_message())\nreturn fprintf(stderr, "%%s\\n", gfla_error_message()), device ? 1 : 4;\n'
  printf 'return turned.data && turned.width == gfla_view_get_info(view).size ? 0 : 1;\n}\n'
} >"$work/block.c"
"$cc" -std=c99 -Wall -Wextra -Werror -I"$include" "$work/block.c" "$library" -Wl,-rpath,"$(dirname "$library")" -o "$work/block"
cp "$image" "$work/chair.jpg"
cd "$work"
./block
