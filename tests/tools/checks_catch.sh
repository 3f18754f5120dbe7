#!/bin/sh
# checks_catch.sh SOURCE CC: the checks of this folder find what they are there to find: each is run on a small tree with one
# fault, and must fail and name it.
set -eu
tools=$1/tests/tools cc=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

must_fail() { # EXPECTED-TEXT COMMAND...
  expected=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    echo "passed, but should have found: $expected"
    status=1
  elif ! grep -q "$expected" "$work/log"; then
    echo "failed without saying: $expected"
    cat "$work/log"
    status=1
  fi
}

tree() { # starts a small tree that is right
  rm -rf "$work/tree"
  mkdir -p "$work/tree/docs" "$work/tree/host/base" "$work/tree/host/io" "$work/tree/models" "$work/tree/viewsynth" "$work/tree/cl/ops" "$work/tree/cl/shared"
  cp "$1/docs/architecture.md" "$work/tree/docs/"
  echo '#include <stdio.h>' >"$work/tree/host/base/text.h"
  echo '#include "base/text.h"' >"$work/tree/host/io/png.c"
  echo 'kernel void one_fwd(global float *x) { x[0] = 1; }' >"$work/tree/cl/ops/one.cl"
  : >"$work/tree/cl/shared/builtins.h"
}

tree "$1"
"$tools/check_includes.sh" "$work/tree"
"$tools/check_kernels.sh" "$work/tree"

echo '#include "io/png.c"' >>"$work/tree/host/base/text.h"
must_fail 'host/base/text.h:2: host/base may not include host/io' "$tools/check_includes.sh" "$work/tree"
tree "$1"
echo '#include <CL/cl.h>' >>"$work/tree/host/io/png.c"
must_fail 'host/io/png.c:2: host/io may not include CL/cl.h' "$tools/check_includes.sh" "$work/tree"
tree "$1"
mkdir -p "$work/tree/host/include/gfla"
echo '#include <CL/cl.h>' >"$work/tree/host/include/gfla/image.h"
must_fail 'image.h:1: OpenCL belongs to gfla/opencl.h alone' "$tools/check_includes.sh" "$work/tree"
tree "$1"
echo '#include "io/b.h"' >"$work/tree/host/io/a.h"
echo '#include "io/a.h"' >"$work/tree/host/io/a.c"
echo '#include "base/text.h"' >"$work/tree/host/io/b.h"
"$tools/check_includes.sh" "$work/tree"
printf '#include "io/a.h"\n#include "io/b.h"\n' >"$work/tree/host/io/b.c" # a knows b, and b a
must_fail 'host/io/b.c io/a.h' "$tools/check_includes.sh" "$work/tree"
mkdir -p "$work/tree/tests/tools"
echo 'host/io/b.c io/a.h' >"$work/tree/tests/tools/circle_exceptions.txt"
"$tools/check_includes.sh" "$work/tree"
echo '#include "base/text.h"' >"$work/tree/host/io/a.h" # the other arrow is cut
must_fail 'host/io/b.c io/a.h: this arrow closes no circle any more' "$tools/check_includes.sh" "$work/tree"
rm "$work/tree/host/io/b.c"
must_fail 'host/io/b.c io/a.h: this arrow is gone' "$tools/check_includes.sh" "$work/tree"
tree "$1"
printf '#include "io/a.h"\n#include "io/a_parts.h"\n' >"$work/tree/host/io/a.c"
echo '#include "base/text.h"' >"$work/tree/host/io/a.h"
echo '#include "io/a.h"' >"$work/tree/host/io/a_parts.h" # private to a: no circle
"$tools/check_includes.sh" "$work/tree"
tree "$1"
echo '#include "base/missing.h"' >>"$work/tree/host/io/png.c"
must_fail 'missing.h" is in no include path' "$tools/check_includes.sh" "$work/tree"

tree "$1"
echo 'kernel void one_fwd(global float *x) { x[0] = 2; }' >"$work/tree/cl/ops/two.cl"
must_fail 'two.cl:1: the kernel one_fwd is also in cl/ops/one.cl' "$tools/check_kernels.sh" "$work/tree"
tree "$1"
echo 'kernel void two_fwd(global float *x) { x[0] = y; }' >"$work/tree/cl/ops/two.cl"
must_fail 'two.cl does not compile alone' "$tools/check_kernels.sh" "$work/tree"
echo 'kernel void two_fwd(global float *x) { x[get_group_id(0)] = 1; }' >"$work/tree/cl/ops/two.cl"
must_fail 'two.cl: depends on its work-group' "$tools/check_kernels.sh" "$work/tree"
echo 'int __attribute__((overloadable, const)) max(int, int);' >"$work/tree/cl/shared/builtins.h"
echo 'kernel void two_fwd(global int *x) { x[0] = max(x[0], x[1]); }' >"$work/tree/cl/ops/two.cl"
"$tools/check_kernels.sh" "$work/tree"
echo 'kernel void two_fwd(global float *x) { x[0] = max(x[0], x[1]); }' >"$work/tree/cl/ops/two.cl"
must_fail 'two.cl calls functions that cl/shared/builtins.h does not declare' "$tools/check_kernels.sh" "$work/tree"

tree "$1"
mkdir -p "$work/tree/host/ops" "$work/tree/host/ref"
echo '"ops/one.cl" "ops/one_more.cl"' >"$work/tree/host/ops/one.c"
echo 'void gfla_one_ref_fwd(int n);' >"$work/tree/host/ref/one_ref.h"
cp "$work/tree/cl/ops/one.cl" "$work/tree/cl/ops/one_more.cl"
"$tools/check_mirrors.sh" "$work/tree"
cp "$work/tree/cl/ops/one.cl" "$work/tree/cl/ops/few.cl"
must_fail 'cl/ops/few.cl: no host file of its name launches it' "$tools/check_mirrors.sh" "$work/tree"
echo '/* Launched by host/ops/one.c. */' >"$work/tree/cl/ops/few.cl"
must_fail 'it says it is launched by host/ops/one.c, which does not name it' "$tools/check_mirrors.sh" "$work/tree"
rm "$work/tree/cl/ops/few.cl"
echo 'void gfla_ref_two(int n);' >"$work/tree/host/ref/one_ref.h"
must_fail 'not named gfla_X_ref_STEP (fwd, bwd): gfla_ref_two' "$tools/check_mirrors.sh" "$work/tree"

mkdir -p "$work/names/host/base"
echo '/* base/text.h - what text.c says; see also train_NAME.c. */' >"$work/names/host/base/text.h"
echo '/* Not a name. */ char *file = "missing.h";' >"$work/names/host/base/text.c"
"$tools/check_names.sh" "$work/names"
echo '/* See base/text.h,' >>"$work/names/host/base/text.c"
echo ' * and base/gone.c for more. */' >>"$work/names/host/base/text.c"
must_fail 'host/base/text.c:3: base/gone.c is not in this tree' "$tools/check_names.sh" "$work/names"
echo '/* base/test.h - of another name. */' >"$work/names/host/base/more.h"
must_fail 'host/base/more.h:1: it says that it is base/test.h' "$tools/check_names.sh" "$work/names"
echo '/* Nameless. */' >"$work/names/host/base/more.h"
must_fail 'host/base/more.h:1: the first line of a header names it' "$tools/check_names.sh" "$work/names"

tree "$1"
printf '/* One. */\nint one(void);\n/* Two: [n] words\n * of it. */\nint two(int n); /* and more */\n#define ROWS \\\n  {1}, \\\n  {2}\n' >"$work/tree/host/base/text.h"
"$tools/check_prose.sh" "$work/tree" host/base
printf 'int three(void);\nint four(void);\nint five(void);\nint six(void);\n' >>"$work/tree/host/base/text.h"
must_fail 'host/base: 0.67 lines of prose for a line of declaration' "$tools/check_prose.sh" "$work/tree" host/base

if [ "$(command -v git)" ] && [ "$(command -v clang-format)" ] && clang-format --version | grep -q 'version 14\.'; then
  tree "$1"
  cp "$1/.clang-format" "$work/tree/"
  printf 'kernel void one_fwd(global float *x)\n{\n    x[0] = 1;\n}\n' >"$work/tree/cl/ops/one.cl"
  git -C "$work/tree" init -q
  git -C "$work/tree" add -A
  "$tools/check_format.sh" "$work/tree"
  echo 'int  wide;' >>"$work/tree/cl/ops/one.cl"
  must_fail 'one.cl' "$tools/check_format.sh" "$work/tree"
  echo 'int  wide;' >>"$work/tree/host/io/png.c"
  must_fail 'host/io/png.c:2' "$tools/check_format.sh" "$work/tree"
fi

if [ "$(command -v clang-tidy)" ] && clang-tidy --version | grep -q 'version 14\.'; then
  tidy_finds() { # EXPECTED-TEXT CODE
    echo "$2" >"$work/tree/host/base/text.c"
    must_fail "$1" "$tools/check_tidy.sh" "$work/tree" "$work/tree"
  }
  tree "$1"
  cp "$1/.clang-tidy" "$work/tree/"
  printf '[{"directory": "%s", "command": "cc -c host/base/text.c",\n"file": "%s/host/base/text.c"}]\n' "$work/tree" "$work/tree" \
    >"$work/tree/compile_commands.json"
  sed -i 's/}\]$/\n}]/' "$work/tree/compile_commands.json"
  echo 'int one(void) { return 1; }' >"$work/tree/host/base/text.c"
  "$tools/check_tidy.sh" "$work/tree" "$work/tree"
  tidy_finds 'bugprone-sizeof\|misc-redundant-expression' 'int one(int a) { return a == a; }'
  tidy_finds 'core.NullDereference' 'int one(int a) { int *p = 0; return a ? *p : 1; }'
fi

printf '#include <stdio.h>\nvoid f(int x);\nvoid f(int x) { printf("%%d", x); }\n' >"$work/loud.c"
"$cc" -c "$work/loud.c" -o "$work/loud.o"
must_fail 'printf' "$tools/check_quiet.sh" "$work/loud.o"

mkdir -p "$work/include/gfla"
echo 'GFLA_API int gfla_one(void);' >"$work/include/gfla/one.h"
echo 'int gfla_one(void) { return 1; } int two(void) { return 2; }' >"$work/two.c"
"$cc" -shared -fPIC "$work/two.c" -o "$work/libtwo.so"
must_fail 'two' "$tools/check_exports.sh" "$work/libtwo.so" "$work/include"
exit $status
