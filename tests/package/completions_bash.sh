#!/usr/bin/env bash
# completions_bash.sh GFLA COMPLETION SOURCE: what bash offers for command lines, as readline would split them.
# Each case is a line that ends at the cursor, "=>", and what is offered, sorted; "..." stands for more.
set -u
gfla=$1 completion=$2
export GFLA_MODELS=$3/models/weights # of a package they lie elsewhere
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir folder set
touch chair.png photo.JPG notes.txt weights.safetensors walk.bvh chair.obj 'two words.png'
# shellcheck disable=SC1090
source "$completion"

# Splits as COMP_WORDBREAKS says, of which = matters here, and calls the function.
offer() { # LINE
  local line=${1//=/ = }
  read -ra COMP_WORDS <<<"$line"
  [[ $line == *' ' || $1 == *= ]] && { [[ $1 == *= ]] || COMP_WORDS+=(''); }
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _gfla "$gfla" "${COMP_WORDS[COMP_CWORD]}" ''
  [[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd ' '
}

devices=$("$gfla" devices --json 2>/dev/null | grep -o '"index":[0-9]*' | sed 's/.*://' | paste -sd ' ')
failed=0 n=0
while IFS= read -r line; do
  [[ $line == *'=>'* ]] || continue
  typed=${line%%'=>'*} expected=${line#*'=>'}
  typed=${typed%' '} expected=${expected# } expected=${expected/DEVICES/$devices} expected=${expected# }
  offered=$(offer "$typed")
  ((n++))
  if [[ $expected == *' ...' ]]; then
    expected=${expected%' ...'}
    [[ $offered == "$expected "* ]] && continue
  else
    [[ $offered == "$expected" ]] && continue
  fi
  printf '%s\n  offers   %s\n  expected %s\n' "$typed" "$offered" "$expected"
  failed=1
done <<'END'
gfla v => view
gfla se => selftest
gfla help tr => train
gfla he => help
gfla --v => --version
gfla fly --x =>
gfla view --sho => --show
gfla view --whole => --whole-image
gfla view --as- =>
gfla view --learning =>
gfla train --learning => --learning-rate
gfla view --show fl => flow
gfla view --show= => correlation flow mask points warp
gfla view --show=flow,ma => flow,mask
gfla view --show flow,f =>
gfla view  => chair.png folder photo.JPG set two words.png
gfla view pho => photo.JPG
gfla view chair.png -o f => folder
gfla view --mask c => chair.png
gfla view --turn  =>
gfla view --turn 5 c => chair.png
gfla view --device  => DEVICES cpu gpu null
gfla view -d n => null
gfla view --from=a => auto
gfla view --model view-fur => view-furniture-128
gfla view --model w => weights.safetensors
gfla view --model ./w => ./weights.safetensors
gfla view notes => notes.txt
gfla render ch => chair.obj
gfla render --layout n => nerf nmr
gfla train  => angle animate face features matte motion person view
gfla train view --mirror  => no yes
gfla train view --data  => folder set
gfla train view --gan=v => vanilla
gfla eval p => person
gfla bench n => nets
gfla bench nets l => layers
gfla bench --json n => nets
gfla describe view-s => view-solid view-solid-flow view-solid-shape
gfla infer --weights w => weights.safetensors
gfla animate chair.png w => walk.bvh
gfla animate c => chair.png
gfla convert w => weights.safetensors
gfla devices --j => --json
END
[[ $n -gt 40 ]] || { echo "only $n cases were read"; exit 1; }
exit $failed
