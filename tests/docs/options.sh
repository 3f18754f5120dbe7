#!/bin/sh
# options.sh GFLA ROOT: every command of gfla that a document or the man page writes down is there, and every long option of it is in
# its help. Commands are lines that are indented by four spaces, or lines between ``` marks, that have `gfla` as a word, and what
# stands between backquotes and begins with it. A line that ends in a backslash goes on in the next.
set -eu
gfla=$1
cd "$2"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo help >"$work/known"
for command in $("$gfla" help | awk '/^  [a-z]/ { print $1 }'); do
  echo "$command"
  "$gfla" help "$command" | grep -oE -e '--[a-z][a-z0-9-]*' | sort -u | sed "s/^/$command /"
done >>"$work/known"
[ "$(grep -c ' ' "$work/known")" -gt 100 ] || { echo "the help of $gfla was not understood"; exit 1; }
find README.md CHANGELOG.md docs models benchmarks host/python viewsynth -name '*.md' | LC_ALL=C sort >"$work/documents"
awk -v known="$work/known" '
function complain(what) { print file ":" number ": " what; failed = 1 }
function check(text,    n, word, i, command, option) { # text: what follows `gfla`
    sub(/ [#|;&>].*/, "", text)
    n = split(text, word, /[ \t]+/)
    command = word[1]
    if (command !~ /^[a-z][a-z-]*$/ || command ~ /^(import|compile)-worker$/) return
    checked++
    if (!(command in is_known)) { complain("there is no command gfla " command); return }
    for (i = 2; i <= n; i++)
        if (match(word[i], /^\[?--[a-z][a-z0-9-]*/)) {
            option = substr(word[i], RSTART, RLENGTH)
            sub(/^\[/, "", option)
            if (!((command " " option) in is_known) && option != "--help") complain("gfla " command " has no option " option)
        }
}
function check_line(line,    part, n, i) {
    if (line ~ /^```/) { fenced = !fenced; return }
    if (fenced || line ~ /^    /) {
        while (sub(/\\$/, "", line) && (getline part < file) > 0) { number++; line = line part }
        if (match(line, /(^|[ \/])gfla /)) check(substr(line, RSTART + RLENGTH))
        return
    }
    n = split(line, pieces, "`")
    for (i = 2; i <= n; i += 2) if (pieces[i] ~ /^gfla /) check(substr(pieces[i], 6))
}
BEGIN { while ((getline line < known) > 0) is_known[line] = 1 }
{
    file = $0
    number = fenced = 0
    while ((getline line < file) > 0) { number++; check_line(line) }
    close(file)
}
END {
    if (checked < 50) { print "only " checked " commands were found in the documents"; exit 1 }
    exit failed
}' "$work/documents"
