#!/bin/sh
# gpu_day.sh ROOT: benchmarks/gpu_day with a program that does as told: parts end at their limits and stop no others, what succeeded
# is kept, a driver that no list names gets one, and the summary says all of it.
set -eu
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "gpu_day: $1"; [ ! -e "$work/out/summary.md" ] || cat "$work/out/summary.md"; exit 1; }
summary_has() { grep -qF "$1" "$work/out/summary.md" || fail "the summary lacks '$1'"; }

mkdir "$work/vendors" "$work/lib"
: >"$work/lib/libdriver.so.1"
cat >"$work/gfla" <<'END'
#!/bin/sh
case "$1 $*" in
*--version*) echo "gfla 0" ;;
devices*--json) echo '{"devices":[{"index":0,"default":false,"name":"a"},{"index":1,"default":true,"name":"b"}]}' ;;
devices*) echo "drivers: ${OCL_ICD_VENDORS-}" ;;
bench*peak*) echo '| fma | 1 |' >peak.md && [ "$3 $4" = "-d 1" ] ;;
selftest*) echo "an op differs" >&2 && exit 9 ;;
tune*) echo "begun" && sleep 30 ;;
describe*) echo "12 ms" ;;
esac
END
chmod +x "$work/gfla"
run() { "$root/benchmarks/gpu_day" -g "$work/gfla" -o "$work/out" -V "$work/vendors" -L libdriver.so.1 --quick "$@" 2>"$work/log"; }

# The driver's library is nowhere: the list stays as it is.
rc=0
run -m 1 -P 'devices selftest peak profile_person' || rc=$?
[ $rc = 8 ] || fail "exit code $rc, not 8"
summary_has '| selftest | failed: an op differs |'
summary_has '| fma | 1 |'
summary_has '12 ms'
# What succeeded is kept; the rest is tried again.
rc=0
run -m 1 -P 'devices selftest peak' || rc=$?
[ $rc = 8 ] || fail "exit code $rc, not 8, the second time"
grep -q 'peak: kept' "$work/log" && ! grep -q 'selftest: kept' "$work/log" || fail "the wrong parts are kept: $(cat "$work/log")"
# A driver that no list names, but whose library is there, gets a list.
run -m 1 -P machine -L "$work/lib/libdriver.so.1" || fail "exit code $?"
[ "$(cat "$work/out/vendors/libdriver.icd")" = "$work/lib/libdriver.so.1" ] || fail "no list of drivers was made"
summary_has "drivers: $work/lib/libdriver.so.1"
# A part that takes too long is ended, and the next one runs.
rc=0
GPU_DAY_LIMIT=1 run -m 1 -P 'tune devices' || rc=$?
[ $rc = 8 ] || fail "exit code $rc, not 8, of a part that takes too long"
summary_has '| tune | stopped after 1 s |'
# What was done is said of parts of other calls too; wrong usage is said.
summary_has '12 ms'
rc=0
run -m none 2>/dev/null || rc=$?
[ $rc = 2 ] || fail "exit code $rc, not 2, of -m none"
rc=0
run -P nonsense || rc=$?
[ $rc = 2 ] || fail "exit code $rc, not 2, of -P nonsense"
