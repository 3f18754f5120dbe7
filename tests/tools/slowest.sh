#!/bin/sh
# slowest.sh LOG [COUNT]: from what ctest printed into LOG, the COUNT (10) slowest tests with their seconds; and those that belong to
# tests/slow_tests.txt: tests of the inner loop that took more than a second.
set -eu
log=$1 count=${2:-10}
[ -r "$log" ] || { echo "slowest.sh: no log $log"; exit 1; }
times=$(sed -n 's/^ *[0-9]*\/[0-9]* Test *#[0-9]*: \([^ ]*\) [.* ]*[A-Za-z ]* \([0-9.]*\) sec.*/\2 \1/p' "$log" | sort -k1,1nr)
[ -n "$times" ] || { echo "slowest.sh: $log holds no times"; exit 1; }
printf '%s\n' "$times" | head -n "$count" | awk '{ printf "%8.1f s  %s\n", $1, $2 }'
printf '%s\n' "$times" | awk -v list="$(dirname "$0")/../slow_tests.txt" '
  BEGIN { while ((getline line < list) > 0) slow[line] = 1 }
  $1 > 1 && $2 ~ /^(unit|ops|nets|graph)\// && !($2 in slow) { printf "%8.1f s  %s is not in tests/slow_tests.txt\n", $1, $2 }'
