#!/bin/sh
# check_symbols.sh LIBGFLA INCLUDE SOURCE: cmake/libgfla.symbols lists every exported function with the version that brought it, as packagers
# of distributions keep it. GFLA_REFRESH=1 adds what is new and drops what is gone.
set -eu
library=$1 include=$2 list=$3/cmake/libgfla.symbols
version=$(sed -n 's/^#define GFLA_VERSION "\(.*\)"$/\1/p' "$include/gfla/api.h")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u >"$work/exported"
awk '{ print $1 }' "$list" | sort -u >"$work/listed"
if [ "${GFLA_REFRESH:-0}" = 1 ]; then
  awk -v version="$version" 'FILENAME == ARGV[1] { since[$1] = $2; next } { print $1, ($1 in since) ? since[$1] : version }' "$list" "$work/exported" >"$work/new"
  cp "$work/new" "$list"
  exit 0
fi
comm -23 "$work/exported" "$work/listed" >"$work/more"
comm -13 "$work/exported" "$work/listed" >"$work/less"
status=0
[ ! -s "$work/more" ] || { echo "exported, and not in cmake/libgfla.symbols:"; cat "$work/more"; status=1; }
[ ! -s "$work/less" ] || { echo "in cmake/libgfla.symbols, and no longer exported:"; cat "$work/less"; status=1; }
[ "$status" = 0 ] || echo "GFLA_REFRESH=1 ctest -R abi/symbols writes the list anew; what is gone belongs into CHANGELOG.md."
exit $status
