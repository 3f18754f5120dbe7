#!/bin/sh
# transcript.sh FILE PATH...: runs every line of FILE that starts with "$ " in an empty folder, with each PATH in front of the
# search path, and compares what is printed and the exit code with what follows the line. Comments ("# ") and empty lines stay.
# Lines of progress are left out: they appear where the machine is slow.
# GFLA_REFRESH=1 writes what was printed into FILE instead: read the difference.
set -eu
transcript=$1
shift
for folder; do PATH=$folder:$PATH; done
export PATH
unset GFLA_DEVICE
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/folder"
cd "$work/folder"
while IFS= read -r line; do
  case $line in
  '$ '*)
    printf '%s\n' "$line"
    code=0
    sh -c "${line#'$ '}" </dev/null >"$work/output" 2>&1 || code=$?
    sed -E '/^compiling kernels for this device, once: /d; /^([a-z ]+ [0-9]+\/[0-9]+ +[0-9]+%.*|[0-9]+ [a-z ]+ in [0-9.]+ .*)$/d' "$work/output" >"$work/steady"
    sed 's/^\([#$] \|$\)/ &/' "$work/steady" # what looks like a command, a comment or nothing is moved by a blank
    [ $code = 0 ] || echo "=> $code"
    ;;
  '# '* | '') printf '%s\n' "$line" ;;
  esac
done <"$transcript" >"$work/actual"
[ -s "$work/actual" ] || { echo "$transcript has no commands"; exit 1; }
if [ -n "${GFLA_REFRESH:-}" ]; then
  cp "$work/actual" "$transcript"
else
  diff -u "$transcript" "$work/actual"
fi
