#!/bin/sh
# measure.sh GFLA FOLDER [DEVICE...]: a submission of each device into FOLDER (all that `gfla devices` lists, unless numbers or names are
# given), then their table and chart (table.md, chart.svg). Five minutes a device, on a machine that does
# nothing else. A driver elsewhere: OCL_ICD_VENDORS=FILE.icd measure.sh ... A device that fails is said, and the others go on.
set -u
[ $# -ge 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
gfla=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
shift 2
# shellcheck disable=SC2046 # numbers
[ $# -gt 0 ] || set -- $("$gfla" devices --json | jq -r '.devices[].index')
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
for device; do
  rm -f "$work"/* # of a device before, some part of which was not measured
  (cd "$work" && "$gfla" bench --submit -d "$device")
  code=$?
  # 9: what was measured has no score, which the file says
  if [ $code = 0 ] || [ $code = 9 ]; then
    mv "$work"/gfla-bench-*.json "$folder/"
  fi
  [ $code = 0 ] || { echo "device $device: exit code $code" >&2; failed=1; }
done
"$gfla" bench --table "$folder" -y -o "$folder/chart.svg" >"$folder/table.md" || failed=1
exit $failed
