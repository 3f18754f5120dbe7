#!/bin/sh
# check_mirrors.sh ROOT: every kernel file has a host file that its name leads to, so that a search for the name tells the whole
# story. cl/FOLDER/X.cl is launched by X.c, by FOLDER_X.c, by Y.c where X is Y_SOMETHING, or by the file that the head of X.cl names
# as `Launched by PATH`; that file must name FOLDER/X.cl. References in host/ref are named gfla_X_ref_STEP, after X_ref.c or an op.
set -eu
cd "$1"
kernels=$(find cl -name '*.cl' | LC_ALL=C sort)
[ -n "$kernels" ] || { echo "no kernels were found"; exit 1; }
sources=$(find host viewsynth -name '*.c' | LC_ALL=C sort)
status=0

launches() { # CANDIDATE-NAME KERNEL: a host file of that name which launches it
  for source in $(printf '%s\n' "$sources" | grep "/$1\.c\$"); do
    grep -q "\"$2\"" "$source" && return 0
  done
  return 1
}

for path in $kernels; do
  kernel=${path#cl/} name=$(basename "$path" .cl) found=
  said=$(sed -n '1,20s/.*Launched by \([a-z0-9_/]*\.c\).*/\1/p' "$path")
  if [ -n "$said" ]; then
    { [ -f "$said" ] && grep -q "\"$kernel\"" "$said"; } || { echo "$path: it says it is launched by $said, which does not name it"; status=1; }
    continue
  fi
  launches "$(basename "$(dirname "$path")")_$name" "$kernel" && continue
  while [ -n "$name" ]; do
    if launches "$name" "$kernel"; then found=1; break; fi
    case $name in *_*) name=${name%_*} ;; *) name= ;; esac
  done
  [ -n "$found" ] || { echo "$path: no host file of its name launches it. hint: another name, or 'Launched by PATH' in its head"; status=1; }
done

# Functions of the references. What several ops share is named after what it does: gfla_sampling_ref_count.
odd=$(grep -hoE '^[a-z_]+ (struct )?\*?[a-z0-9_]+\(|^struct [a-z0-9_]+ [a-z0-9_]+\(' host/ref/*.h 2>/dev/null | sed 's/($//; s/.* //' |
  grep -vE '^gfla_[a-z0-9_]+_ref_[a-z]+$' || true)
[ -z "$odd" ] || { echo "host/ref: not named gfla_X_ref_STEP (fwd, bwd): $odd"; status=1; }
exit $status
