#!/bin/sh
# check_kernels.sh ROOT: every .cl file below ROOT/cl compiles alone with clang as OpenCL C 1.2 without warnings, and no two
# kernels have one name. Each calls the same functions with the declarations of cl/shared/builtins.h as with clang's own. What
# depends on the size of its work-group says which it needs (reqd_work_group_size): other groups shrink to what a device
# allows. What is GROUPED (cl/shared/group.h) compiles for groups too.
set -eu
cd "$1"
list=$(find cl -name '*.cl' | LC_ALL=C sort)
[ -n "$list" ] || { echo "no kernels were found"; exit 1; }
status=0
# shellcheck disable=SC2016
printf '%s\n' "$list" | xargs -P 4 -n 1 sh -c '
  clang -x cl -cl-std=CL1.2 -Xclang -finclude-default-header -Icl -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Werror \
    -fsyntax-only "$0" || { echo "$0 does not compile alone"; exit 1; }
  ! grep -q GROUPED "$0" || clang -x cl -cl-std=CL1.2 -Xclang -finclude-default-header -Icl -Wall -Wextra -Wno-unused-parameter \
    -Wno-sign-compare -Werror -DGROUP=64 -fsyntax-only "$0" || { echo "$0 does not compile for groups"; exit 1; }
  calls() { clang -x cl -cl-std=CL1.2 "$@" -Icl -O0 -w -S -emit-llvm -o - | grep -o "@_Z[A-Za-z0-9_]*"; }
  [ "$(calls -Xclang -finclude-default-header "$0")" = \
    "$(calls -Xclang -include -Xclang opencl-c-base.h -Xclang -include -Xclang cl/shared/builtins.h "$0")" ] ||
    { echo "$0 calls functions that cl/shared/builtins.h does not declare"; exit 1; }' || status=1
# shellcheck disable=SC2086
awk 'match($0, /^(__)?kernel[ \t].*void[ \t]+[a-z0-9_]+[ \t]*\(/) {
    name = substr($0, RSTART, RLENGTH)
    sub(/[ \t]*\($/, "", name); sub(/^.*[ \t]/, "", name)
    if (name in where) { printf "%s:%d: the kernel %s is also in %s\n", FILENAME, FNR, name, where[name]; failed = 1 }
    where[name] = FILENAME
    n++
} END { if (!n) { print "no kernel definitions were found"; failed = 1 } exit failed }' $list || status=1
for file in $list; do
  if grep -q 'GROUP_ITEM\|GROUP_INDEX' "$file" && ! grep -q 'GROUPED' "$file"; then
    echo "$file: shares work in groups, but has no kernel that is GROUPED"
    status=1
  fi
  if grep -qE 'get_local_|get_group_id|get_num_groups|barrier *\(' "$file" && ! grep -q 'reqd_work_group_size\|GROUPED' "$file"; then
    echo "$file: depends on its work-group, but has no reqd_work_group_size"
    status=1
  fi
done
exit $status
