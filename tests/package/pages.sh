#!/bin/sh
# pages.sh GFLA PAGES: every command has a manual page that its option table agrees with, and man and mandoc have nothing to say against
# any page; the shells can read their completions, and fish offers what it shall. What is not installed is not asked, but man.
set -eu
gfla=$1 pages=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v man >/dev/null || { echo "no man here"; exit 4; }
failed=0
complain() { echo "$*"; failed=1; }
# What fish offers for a line, without what it says of each.
offers() { # LINE WORD
  offered=$(HOME=/nonexistent fish --no-config -c "source '$pages/fish/gfla.fish'; complete -C '$1'" 2>&1 | sed 's/\t.*//')
  [ "$offered" = "$2" ] || complain "fish: $1 offers '$offered', not $2"
}
for command in $("$gfla" help | awk '/^  [a-z]/ { print $1 }'); do
  page=$pages/man1/gfla-$command.1
  [ -f "$page" ] || { complain "$page is missing"; continue; }
  "$gfla" help "$command" | grep -oE -e '^ {2,6}(-., )?--[a-z0-9-]+' | grep -oE -e '--[a-z0-9-]+' | LC_ALL=C sort -u >"$work/help"
  sed 's/\\-/-/g; s/\\f[BRI]//g' "$page" | grep -oE -e '^(-., )*--[a-z0-9-]+' | grep -oE -e '--[a-z0-9-]+' | LC_ALL=C sort -u >"$work/page"
  cmp -s "$work/help" "$work/page" || complain "$page: other options than in the help: $(diff "$work/help" "$work/page" | grep '^[<>]' | tr '\n' ' ')"
  grep -q "gfla.-$command" "$pages/man1/gfla.1" || complain "gfla(1) does not name gfla-$command(1)"
done
[ "$(find "$pages/man1" -name '*.1' | wc -l)" -gt 15 ] || complain "few pages below $pages/man1"
for page in "$pages"/man1/*.1; do
  said=$(MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
  [ -z "$said" ] || complain "$page: $said"
  command -v mandoc >/dev/null || continue
  mandoc -T lint -W warning "$page" || failed=1
done
bash -n "$pages/bash/gfla" || failed=1
if command -v zsh >/dev/null; then zsh -n "$pages/zsh/_gfla" || failed=1; fi
if command -v fish >/dev/null; then
  fish -n "$pages/fish/gfla.fish" || failed=1
  offers "gfla vie" view
  offers "gfla view --mas" --mask
  offers "gfla view --show=flow,ma" --show=flow,mask
  offers "gfla train view --gan v" vanilla
  offers "gfla help tra" train
fi
exit $failed
