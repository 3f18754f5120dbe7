#!/bin/sh
# check_exports.sh LIBGFLA HEADER_FOLDER: the library, shared or static, exports what the headers mark GFLA_API, all of it, and nothing else.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $1 in *.a) dynamic= ;; *) dynamic=-D ;; esac
nm -g $dynamic --defined-only "$1" | awk 'NF == 3' | awk '{ sub(/@.*/, "", $NF); print $NF }' | LC_ALL=C sort -u >"$work/exported"
cat "$2"/gfla/*.h | awk '/^GFLA_API/ && match($0, /gfla_[a-z0-9_]+\(/) { print substr($0, RSTART, RLENGTH - 1) }' |
  LC_ALL=C sort -u >"$work/declared"
[ -s "$work/declared" ] || { echo "no GFLA_API declarations were found in $2"; exit 1; }
status=0
LC_ALL=C comm -23 "$work/exported" "$work/declared" >"$work/more"
LC_ALL=C comm -13 "$work/exported" "$work/declared" >"$work/less"
[ ! -s "$work/more" ] || { echo "exported, but no GFLA_API function:"; cat "$work/more"; status=1; }
[ ! -s "$work/less" ] || { echo "declared GFLA_API, but not exported:"; cat "$work/less"; status=1; }
exit $status
