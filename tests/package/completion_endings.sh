#!/usr/bin/env bash
# completion_endings.sh GFLA COMPLETION SOURCE: files are offered by the endings that the tables of formats have, and outputs by those
# that the program says it writes.
set -u
gfla=$1 source_folder=$3
# shellcheck disable=SC1090
source "$2"
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# The endings that one option or operand is completed by: the table's line with this text.
offered() { # COMMAND LINE-PREFIX
  _gfla_read_table "$1" && grep -F -e "$2" <<<"$_gfla_table" | head -1 | sed 's/.*|//' | tr ' ' '\n' | LC_ALL=C sort
}
agree() { # WHAT OFFERED-FILE TAKEN-FILE
  [[ -s $3 ]] || { echo "$1: no endings were found"; failed=1; }
  cmp -s "$2" "$3" || { echo "$1: completed by $(paste -sd ' ' "$2"), taken are $(paste -sd ' ' "$3")"; failed=1; }
}

offered view '|file|' >offered
cat "$source_folder"/host/io/image/image_*.c | tr -d '\n' | grep -oE '\.extensions = \{[^}]*\}' | grep -oE '"\.[a-z]+"' | tr -d '".' | LC_ALL=C sort -u >taken
agree 'images' offered taken

offered render '|file|obj' >offered
tr -d '\n' <"$source_folder/viewsynth/render/library_names.c" | grep -oE '(model|archive)_extensions\[\] = \{[^}]*\}' |
  grep -oE '"[a-z0-9]+"' | tr -d '"' | LC_ALL=C sort -u >taken
agree 'models' offered taken

cp "$source_folder/models/weights/demo/truck/060_10.png" image.png
for command in view pose; do
  offered $command '--output|' | grep -v '^html$' >offered
  "$gfla" $command image.png -o a.xyz 2>&1 | sed -n 's/.*pictures are written in. hint: //p' | grep -oE '\.[a-z0-9]+' | tr -d . | LC_ALL=C sort -u >taken
  agree "gfla $command -o" offered taken
done
offered bench '--output|' | grep -v '^svg$' >offered # of --table
"$gfla" bench -o a.xyz 2>&1 | sed 's/.*none of//' | grep -oE '\.[a-z0-9]+' | tr -d . | LC_ALL=C sort -u >taken
agree 'gfla bench -o' offered taken
exit $failed
