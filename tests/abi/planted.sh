#!/bin/sh
# planted.sh LIBGFLA INCLUDE SOURCE: check_abi.sh finds what it is there to find: functions that are gone, and structs and parameters that
# changed, planted into a copy of the dump.
set -eu
source=$3
dump=$(echo "$source"/tests/abi/libgfla-*.abi)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
must_fail() { # NAME EXPECTED-TEXT SED-SCRIPT
  sed "$3" "$dump" >"$work/$1.abi"
  cmp -s "$dump" "$work/$1.abi" && { echo "$1: nothing was planted"; exit 1; }
  result=0
  GFLA_ABI_DUMP="$work/$1.abi" "$source/tests/abi/check_abi.sh" "$library" "$include" "$source" >"$work/log" 2>&1 || result=$?
  [ "$result" != 4 ] || { cat "$work/log"; exit 4; }
  [ "$result" = 1 ] || { echo "$1 was not found"; cat "$work/log"; exit 1; }
  grep -q "$2" "$work/log" || { echo "$1: the report does not say: $2"; cat "$work/log"; exit 1; }
  grep -q 'raise GFLA_VERSION_MINOR' "$work/log"
}
library=$1 include=$2
must_fail a_function_that_is_gone 'Removed function' 's/gfla_version/gfla_edition/g'
must_fail a_struct_that_changed 'gfla_image' "/name='gfla_image' size-in-bits/s/size-in-bits='[0-9]*'/size-in-bits='512'/"

# What may come at any time passes: a field at the end of a params struct, and a function.
awk '/<data-member/ { held = $0; next } held != "" { if (/keep_unchanged/) { skip = 1 } else { print held } held = "" } skip { if (/<\/data-member>/) skip = 0; next } { print }' \
  "$dump" | sed "/name='gfla_session_params'/s/size-in-bits='[0-9]*'/size-in-bits='256'/; /name='gfla_version'/d" >"$work/older.abi"
cmp -s "$dump" "$work/older.abi" && { echo "nothing was left out"; exit 1; }
GFLA_ABI_DUMP="$work/older.abi" "$source/tests/abi/check_abi.sh" "$library" "$include" "$source" >"$work/log" 2>&1 ||
  { echo "growth was refused"; cat "$work/log"; exit 1; }
