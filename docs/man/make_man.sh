#!/bin/sh
# make_man.sh GFLA TEMPLATE OUTPUT: the man page, from a template and from what the program says of itself: @VERSION@ becomes
# its version, @COMMANDS@ one section per command with its help.
set -eu
gfla=$1 template=$2 output=$3
trap 'rm -f "$output.tmp"' EXIT
{
  sed -n '/^@COMMANDS@$/q; p' "$template" | sed "s/@VERSION@/$("$gfla" --version)/"
  echo '.SH COMMANDS'
  for command in $("$gfla" help | awk '/^  / { print $1 }'); do
    printf '.SS %s\n.nf\n' "$command"
    # In roff a backslash escapes, and a dot or apostrophe that begins a line commands.
    "$gfla" help "$command" | sed "s/\\\\/\\\\e/g; s/-/\\\\-/g; s/^\\([.']\\)/\\\\\\&\\1/"
    echo '.fi'
  done
  sed '1,/^@COMMANDS@$/d' "$template"
} >"$output.tmp"
mv "$output.tmp" "$output"
