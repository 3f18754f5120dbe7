# The disk comes out again, of much the same size: the network was shown it, and did not turn it.
set -e
out=$("$1")
printf '%s\n' "$out"
printf '%s\n' "$out" | sed 's/.*: \([0-9]*\) of .*/\1/' | awk '{ exit !($1 > 5000 && $1 < 20000) }'
