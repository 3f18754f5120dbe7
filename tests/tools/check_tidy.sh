#!/bin/sh
# check_tidy.sh ROOT BUILD: the checks of ROOT/.clang-tidy over every .c file of host, models and viewsynth that BUILD compiles; the
# analyser, thirty times slower and often wrong where a function of another file sets a value, over host/base alone.
# Exits with 4 (skipped) without clang-tidy 14, or where BUILD has no list of compile commands: versions differ in what they find.
set -eu
cd "$1"
build=$2
tidy=$(command -v clang-tidy-14 || command -v clang-tidy) || { echo "no clang-tidy"; exit 4; }
"$tidy" --version | grep -q 'version 14\.' || { echo "another version of clang-tidy than 14"; exit 4; }
[ -f "$build/compile_commands.json" ] || { echo "no compile_commands.json in $build"; exit 4; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$build/compile_commands.json" | LC_ALL=C sort -u >"$work/all"
inside() { grep -E "^($PWD|\.)/($1)/" "$work/all" || true; }
inside 'host|models|viewsynth' >"$work/list"
inside 'host/base' >"$work/analysed"
[ -s "$work/list" ] || { echo "no source files were found"; exit 1; }
status=0
# Warnings are the compiler's business: -w.
xargs -P 2 -n 24 "$tidy" -p "$build" --quiet --extra-arg=-w <"$work/list" >"$work/log" 2>"$work/errors" || status=1
if [ -s "$work/analysed" ]; then
  xargs -P 2 -n 8 "$tidy" -p "$build" --quiet --extra-arg=-w --checks='-*,clang-analyzer-core.*,clang-analyzer-unix.*,clang-analyzer-deadcode.*' \
    <"$work/analysed" >>"$work/log" 2>>"$work/errors" || status=1
fi
[ $status = 0 ] || grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed' "$work/errors" >>"$work/log" || true
[ $status = 0 ] || cat "$work/log"
exit $status
