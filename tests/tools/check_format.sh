#!/bin/sh
# check_format.sh ROOT: every .c, .h and .cl file that git knows below ROOT is as clang-format leaves it. Exits with 4 (skipped)
# without clang-format 14 or without git: versions differ in what they make of one style file.
set -eu
cd "$1"
format=$(command -v clang-format-14 || command -v clang-format) || { echo "no clang-format"; exit 4; }
case $("$format" --version) in *'version 14.'*) ;; *) echo "another version than 14: $("$format" --version)"; exit 4 ;; esac
list=$(git ls-files '*.c' '*.h' '*.cl' 2>/dev/null) || { echo "not a git repository"; exit 4; }
[ -n "$list" ] || { echo "no source files were found"; exit 1; }
status=0
# The kernel files are C to clang-format 14, by whatever name it is told.
printf '%s\n' "$list" | grep -v '\.cl$' | xargs -P 2 -n 64 "$format" --dry-run -Werror || status=1
for file in $(printf '%s\n' "$list" | grep '\.cl$'); do
  "$format" --dry-run -Werror --assume-filename="$file.c" <"$file" || status=1
done
[ $status = 0 ] || echo "hint: clang-format -i FILE, for a kernel clang-format -i --assume-filename=x.c FILE"
exit $status
