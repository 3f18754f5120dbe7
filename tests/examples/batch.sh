# The same items from one thread and from several.
set -e
out=$("$1" 3)
printf '%s\n' "$out"
[ "$(printf '%s\n' "$out" | tail -n 1)" = "1 thread and 3 threads make the same 6 items" ]
