#!/usr/bin/env bash
# completion_words.sh GFLA COMPLETION: the words that completions offer are those that the program takes. A value that no option
# knows is refused with the words that it may be: both lists must agree, and every option that has such a list must be completed.
set -u
gfla=$1
# shellcheck disable=SC1090
source "$2"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export GFLA_DEVICE=null

sorted() { printf '%s\n' "$@" | LC_ALL=C sort -u | paste -sd ' '; }

# What the program says that the option may be; nothing where it has no list.
taken_by() { # COMMAND OPTION
  local -a tasks=('') others=(-o run)
  local task
  case $1 in
  render) tasks=('--people 1') ;;
  train) tasks=(view person) others+=(--data .) ;; # between them they have every setting of words
  esac
  for task in "${tasks[@]}"; do
    # shellcheck disable=SC2086
    "$gfla" "$1" $task "--$2=?" "${others[@]}" 2>&1
  done </dev/null | sed -n "s/.*'?' is none of \([^;:]*\)$/\1/p; s/.* is called '?'. hint: //p" | sed 's/\[[^]]*\]//g; s/ and a number.*//; s/,/ /g; s/ and / /g' | tr ' ' '\n' | grep . || true
}

# Options whose help calls the argument a number, a file or a text: they have no list, and are not asked.
without_list='(N|X|S|W|K|MIB|DEG|DEGREES|STEPS|MINUTES|FACTOR|RATE|DECAY|FILE|DIR|CSV|IMAGE|PATH|TEXT|PATTERN|WxH|I/N|FRAMES)'

failed=0 n=0
for command in $_gfla_commands; do
  [[ $command == help ]] && continue
  _gfla_read_table "$command" || { echo "no table for $command"; exit 1; }
  no_list=" $("$gfla" help "$command" | grep -oE -e "--[a-z0-9-]+=$without_list( |\$)" | paste -sd ' ') "
  while IFS='|' read -r names kind words; do
    [[ $names == *--* && -n $kind ]] || continue
    option=${names##*--} kind=${kind#\?}
    [[ $kind == word* || ! $no_list == *" --$option="* ]] || continue
    # shellcheck disable=SC2046
    taken=$(sorted $(taken_by "$command" "$option"))
    # shellcheck disable=SC2086
    case $kind in word | words) offered=$(sorted $words) ;; *) offered= ;; esac
    [[ -z $taken ]] || n=$((n + 1))
    case "$command $option" in
    'view from' | 'train surfaces') [[ -z $taken ]] && continue ;; # words beside numbers
    esac
    [[ $offered == "$taken" ]] && continue
    echo "gfla $command --$option: completed with '$offered', the program takes '$taken'"
    failed=1
  done <<<"$_gfla_table"
done
[[ $n -gt 20 ]] || { echo "only $n options have words"; exit 1; }
exit $failed
