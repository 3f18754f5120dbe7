#!/bin/sh
# completions_zsh.sh GFLA FOLDER: what zsh offers for command lines, with the file _gfla of FOLDER. zsh completes in a terminal alone, so one
# is made, in which compadd, to which every completion goes, writes what it is handed to a file. Skipped where there is no zsh.
set -u
gfla=$1 folder=$2
command -v zsh >/dev/null || { echo "no zsh here"; exit 4; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/files" "$work/files/set"
ln -s "$gfla" "$work/bin/gfla"
cd "$work/files" || exit 1
touch chair.png photo.JPG notes.txt chair.obj

cat >"$work/inside.zsh" <<'END'
PROMPT= PS2=
fpath=($FOLDER $fpath)
path=($WORK/bin $path)
autoload -Uz compinit
compinit -u -D
zmodload zsh/zutil
compadd() {
  local -a hits
  case " ${@[1,(i)(-|--)]} " in
  *\ -[a-zA-Z]#[OAD]\ *) builtin compadd "$@"; return ;;
  esac
  builtin compadd -A hits "$@"
  (( $#hits )) && print -rl -- $hits >>$WORK/offered
  builtin compadd "$@"
}
setopt extendedglob
comppostfuncs=(leave)
leave() { print done >$WORK/done; exit 0 }
bindkey '^I' complete-word
print done >$WORK/ready
END
cat >"$work/outside.zsh" <<'END'
zmodload zsh/zpty
export WORK=$1 FOLDER=$2
rm -f $WORK/ready $WORK/done
: >$WORK/offered
zpty terminal "zsh -f -i"
zpty -w terminal "source $WORK/inside.zsh"
wait_for() { repeat 300; do [[ -e $WORK/$1 ]] && return; zpty -r -t terminal ignored; sleep 0.1; done; return 1 }
wait_for ready || { print "zsh did not start"; exit 1 }
sleep 0.3 # until its line editor reads
zpty -w -n terminal "$3"$'\t'
wait_for done || { print "zsh did not complete"; exit 1 }
zpty -d terminal 2>/dev/null
LC_ALL=C sort -u $WORK/offered | paste -sd ' '
END

failed=0
check() { # LINE EXPECTED
  offered=$(zsh -f "$work/outside.zsh" "$work" "$folder" "$1" 2>&1)
  [ "$offered" = "$2" ] || { printf 'zsh: %s\n  offers   %s\n  expected %s\n' "$1" "$offered" "$2"; failed=1; }
}
check 'gfla vie' 'view'
check 'gfla view --mas' '--mask'
check 'gfla view --show=fl' 'flow'
check 'gfla train view --gan=' 'hinge lsgan vanilla'
check 'gfla view --model=view-s' 'view-solid view-solid-flow view-solid-shape'
check 'gfla view -d n' 'null'
check 'gfla view ' 'chair.png photo.JPG set'
check 'gfla render c' 'chair.obj'
check 'gfla eval ' 'angle matte person view'
check 'gfla help tr' 'train'
exit $failed
