#!/bin/sh
# run_example.sh INSTALLED SOURCE CC NAME: builds docs/examples/NAME.c by the command at its head, "cc ... NAME.c ...", with CC for cc,
# against an installed tree, and runs it in an empty folder. Exits with 4, as the example does, where there is no device.
set -eu
installed=$1 source=$2 cc=$3 name=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PKG_CONFIG_PATH=$(dirname "$(find "$installed" -name gfla.pc)")
export PKG_CONFIG_PATH
LD_LIBRARY_PATH=$(pkg-config --variable=libdir gfla)
export LD_LIBRARY_PATH
command=$(sed -n "s/^ \*     \(cc .*$name\.c.*\)$/\1/p" "$source/docs/examples/$name.c")
[ -n "$command" ] || { echo "docs/examples/$name.c: its head does not say how it is built"; exit 1; }
cp "$source/docs/examples/$name.c" "$work/"
cd "$work"
eval "\"$cc\" -std=c99 -Wall -Wextra -Werror ${command#cc }"
mkdir run
cd run
if [ -e "$source/tests/examples/$name.sh" ]; then
  sh "$source/tests/examples/$name.sh" "$work/$name" "$source"
else
  "$work/$name"
fi
