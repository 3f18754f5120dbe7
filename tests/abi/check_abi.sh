#!/bin/sh
# check_abi.sh LIBGFLA INCLUDE SOURCE: the library keeps what its version promised (host/include/gfla/api.h). tests/abi/libgfla-M.N.abi
# says what programs see of version M.N: a dump by abidw of abigail-tools, without what is private to the library. What is added may come
# at any time; what is removed or changed needs another minor version while the major one is 0. GFLA_REFRESH=1 writes the dump anew.
# Exits with 4, skipped, where abigail-tools or the debug information of the library are missing.
set -eu
library=$1 include=$2 source=$3
command -v abidw >/dev/null && command -v abidiff >/dev/null || { echo "skipped: abigail-tools are not installed"; exit 4; }
readelf -S "$library" | grep -q '\.debug_info' || { echo "skipped: $library has no debug information"; exit 4; }
number() { sed -n "s/^#define GFLA_VERSION_$1 \([0-9]*\)$/\1/p" "$include/gfla/api.h"; }
version=$(number MAJOR).$(number MINOR)
dump=${GFLA_ABI_DUMP:-$source/tests/abi/libgfla-$version.abi}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$source/tests/abi/dump_abi.sh" "$library" "$include" "$work/now.abi"
if [ "${GFLA_REFRESH:-0}" = 1 ]; then
  rm -f "$source"/tests/abi/libgfla-*.abi
  cp "$work/now.abi" "$dump"
  exit 0
fi
if [ ! -e "$dump" ]; then
  echo "tests/abi holds no dump of version $version. If the version was raised on purpose, list what changed in CHANGELOG.md and write it:"
  echo "GFLA_REFRESH=1 ctest -R abi/promise"
  exit 1
fi
result=0
abidiff --no-added-syms --suppressions "$source/tests/abi/growth.suppr" "$dump" "$work/now.abi" >"$work/report" || result=$?
[ "$result" != 0 ] || exit 0
cat "$work/report"
cat <<TEXT
Programs that were built with version $version would not run rightly with this library. Either keep what they use: add a function or a
field at the end of a params struct instead of changing one. Or raise GFLA_VERSION_MINOR in host/include/gfla/api.h, which gives the
library another name, say in CHANGELOG.md what programs must change, and write the dump of the new version: GFLA_REFRESH=1 ctest -R
abi/promise.
TEXT
exit 1
