#!/bin/sh
# check_install.sh BUILD SOURCE CC: installs BUILD into an empty folder, and builds and runs a consumer against it, once through
# pkg-config and once through find_package.
set -eu
build=$1 source=$2 cc=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/installed" >"$work/log" || { cat "$work/log"; exit 1; }
"$work/installed/bin/gfla" --version

PKG_CONFIG_PATH=$(dirname "$(find "$work/installed" -name gfla.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
"$cc" -std=c11 -Wall -Werror $(pkg-config --cflags gfla) "$source/tests/tools/consumer/consumer.c" -o "$work/consumer" \
  $(pkg-config --libs gfla) -Wl,-rpath,"$(pkg-config --variable=libdir gfla)"
"$work/consumer"
readelf -d "$work/consumer" | sed -n 's/.*Shared library: \[\(libgfla.*\)\]/needs \1/p'
# shellcheck disable=SC2046
"$cc" -std=c11 -Wall -Werror $(pkg-config --cflags gfla) "$source/tests/tools/consumer/consumer.c" -o "$work/static" \
  $(pkg-config --static --libs gfla | sed 's/-lgfla /-l:libgfla.a /')
"$work/static"

cmake -S "$source/tests/tools/consumer" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/installed" >"$work/log" &&
  cmake --build "$work/build" >>"$work/log" || { cat "$work/log"; exit 1; }
"$work/build/consumer"
