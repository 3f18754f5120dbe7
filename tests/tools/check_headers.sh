#!/bin/sh
# check_headers.sh INCLUDE_FOLDER CC CXX: every public header compiles alone, as strict C99 and C11 and as C++17.
set -eu
status=0
for header in "$1"/gfla/*.h; do
  unit="#include <gfla/$(basename "$header")>
typedef int unit_is_not_empty;"
  printf '%s\n' "$unit" | "$2" -std=c99 -pedantic -Wall -Wextra -Werror -I"$1" -fsyntax-only -x c - || status=1
  printf '%s\n' "$unit" | "$2" -std=c11 -pedantic -Wall -Wextra -Werror -I"$1" -fsyntax-only -x c - || status=1
  printf '%s\n' "$unit" | "$3" -std=c++17 -pedantic -Wall -Wextra -Werror -I"$1" -fsyntax-only -x c++ - || status=1
done
exit $status
