#!/bin/sh
# dump_abi.sh LIBGFLA INCLUDE OUT: what programs see of the library, as text. Without lines and files, so that it changes only where the
# interface does; gfla/graph.h, which promises nothing yet, is left out.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/gfla"
for header in "$2"/gfla/*.h; do
  grep -q '^ \* UNSTABLE' "$header" || cp "$header" "$work/gfla/"
done
# Functions of headers that are left out are no part of the dump.
for header in "$2"/gfla/*.h; do
  [ -e "$work/gfla/$(basename "$header")" ] || sed -n 's/^GFLA_API.*\(gfla_[a-z0-9_]*\)(.*/\1/p' "$header"
done | sort -u >"$work/unstable"
{
  echo '[suppress_function]'
  printf 'symbol_name_regexp = ^(%s)$\n' "$(paste -sd'|' "$work/unstable" | sed 's/^$/none/')"
  echo 'drop = yes'
} >"$work/suppressions"
abidw --headers-dir "$work/gfla" --drop-private-types --no-show-locs --no-corpus-path --no-comp-dir-path --no-elf-needed \
  --type-id-style hash --no-architecture --exported-interfaces-only --suppressions "$work/suppressions" --out-file "$3" "$1"

