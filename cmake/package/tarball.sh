#!/usr/bin/env bash
# tarball.sh SOURCE BUILD OUT: builds gfla in BUILD and packs it, with its models and the libraries that it needs, into OUT/gfla-VERSION-linux-MACHINE.tar.xz,
# and writes the file's sha256 beside it. The tree can be unpacked anywhere; its README.txt says what the system must have.
# The same commit gives the same bytes on the same distribution: paths, users and times are left out, but for SOURCE_DATE_EPOCH, which is the
# commit's time where it is not set. CMAKE_ARGUMENTS are passed on; ccache is used where CMake is told so.
set -euo pipefail
export LC_ALL=C
umask 022
source_folder=$(realpath "$1")
mkdir -p "$2" "$3"
build_folder=$(realpath "$2")
out=$(realpath "$3")
here=$source_folder/cmake/package
die() { printf 'package: %s\n' "$*" >&2; exit 1; }

for tool in patchelf xz dpkg; do
  command -v $tool >/dev/null || die "$tool is missing. hint: apt-get install patchelf xz-utils, on Debian or Ubuntu"
done
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git -C "$source_folder" log -1 --format=%ct 2>/dev/null) || die "no commit here. hint: set SOURCE_DATE_EPOCH"
  [ -z "$(git -C "$source_folder" status --porcelain)" ] || echo "package: there are changes that are not committed: these bytes are no commit's" >&2
fi
export SOURCE_DATE_EPOCH

build() {
  cmake -S "$source_folder" -B "$build_folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DGFLA_PACKAGE=ON -DGFLA_TESTS=OFF \
    -DCMAKE_INSTALL_LIBDIR=lib "-DCMAKE_INSTALL_RPATH=\$ORIGIN/../lib" ${CMAKE_ARGUMENTS:-} >"$build_folder/configure.log" 2>&1 ||
    { cat "$build_folder/configure.log" >&2; die "cmake failed"; }
  cmake --build "$build_folder"
}

# No static library, nor what it needs: who links it needs the development packages of the distribution, and can as well build gfla.
install_tree() {
  rm -rf "$root"
  cmake --install "$build_folder" --prefix "$root" --strip >/dev/null
  rm "$root/lib/libgfla.a"
  sed -i '/^Requires.private:/d; /^Libs.private:/d' "$root/lib/pkgconfig/gfla.pc"
}

# Libraries of these names stay the system's: all systems have them, and drivers that are loaded later may need a newer one than ours.
is_of_system() {
  case $1 in
  linux-vdso.so.* | ld-linux* | libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | libresolv.so.*) ;;
  libstdc++.so.* | libgcc_s.so.* | libz.so.* | libzstd.so.* | liblzma.so.*) ;;
  *) return 1 ;;
  esac
}

package_of() { # FILE
  local path
  for path in "$1" "/usr$1" "$(realpath "$1")"; do
    dpkg-query -S "$path" 2>/dev/null | sed 's/: .*//; s/,.*//; s/:.*//' | head -1 | grep . && return
  done
  die "$1 is of no package: its licence is not known"
}

add_licence() { # PACKAGE
  local file=$root/share/doc/gfla/licences/$1.txt common
  cp -L "/usr/share/doc/$1/copyright" "$file"
  for common in $(grep -oE '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' "$file" | sort -u); do
    [ ! -f "$common" ] || cp -L "$common" "$root/share/doc/gfla/licences/common/"
  done
}

# In the place of two libraries that are not carried: each file says why.
stand_in() { # SONAME SOURCE [OPTION]
  "${CC:-cc}" -O2 -shared -fPIC -fvisibility=hidden -Wl,-soname,"$1" -Wl,--build-id=none -s "${@:3}" -o "$root/lib/$1" "$here/$2"
}

# All that one file needs, and what those need, without what only the libraries behind the stand-ins need.
carry() { # FILE
  local name path package
  while read -r name; do
    [ ! -e "$root/lib/$name" ] && ! is_of_system "$name" || continue
    path=$(awk -v name="$name" '$1 == name { print $3; exit }' "$build_folder/libraries")
    [ -f "$path" ] || die "$name, which $1 needs, was not found"
    cp -L "$path" "$root/lib/$name"
    chmod 644 "$root/lib/$name"
    patchelf --set-rpath "\$ORIGIN" "$root/lib/$name"
    package=$(package_of "$path")
    add_licence "$package"
    dpkg-query -W -f="$name \${Package} \${Version} \${source:Package} \${source:Version}\n" "$package:$(dpkg --print-architecture)" >>"$build_folder/carried"
    carry "$root/lib/$name"
  done < <(patchelf --print-needed "$1")
}

carry_libraries() {
  mkdir -p "$root/share/doc/gfla/licences/common"
  : >"$build_folder/carried"
  ldd "$root/bin/gfla" >"$build_folder/libraries"
  stand_in libcurl.so.4 curl.c -Wl,--version-script,"$here/curl.map"
  stand_in libjbig.so.0 jbig.c
  carry "$root/bin/gfla"
  carry "$root/lib/libgfla.so"
  {
    echo "Libraries in lib/ that are not gfla's: file, Debian package and its version, source package and its version."
    echo "PACKAGE.txt in licences/ has their licences. The sources are at https://snapshot.debian.org/package/SOURCE/VERSION/."
    echo "libcurl.so.4 and libjbig.so.0 are gfla's: empty, in the place of libraries that HDF5 and libtiff could use."
    echo
    sort "$build_folder/carried"
  } >"$root/share/doc/gfla/libraries.txt"
}

least_glibc() {
  find "$root/bin" "$root/lib" -type f -exec sh -c 'for f; do objdump -T "$f" 2>/dev/null; done' sh {} + |
    grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -1 | sed 's/GLIBC_//'
}

library_of() { # DEVELOPMENT-PACKAGE NAME: the library behind it, NAME and its version
  dpkg-query -W -f='${Depends}' "$1" 2>/dev/null | tr ',' '\n' | sed -nE "s/^ *($2[0-9]+[a-z0-9]*) .*/\1/p" | head -1
}

write_readme() {
  sed -e "s/@VERSION@/$version/; s/@GLIBC@/$(least_glibc)/" -e "s/@AVFORMAT@/$(library_of libavformat-dev libavformat)/" \
    -e "s/@SWSCALE@/$(library_of libswscale-dev libswscale)/" -e "s/@HEIF@/$(library_of libheif-dev libheif)/" \
    -e "s/@OPENMPI@/$(library_of libopenmpi-dev libopenmpi)/" "$here/README.txt.in" >"$root/README.txt"
  cp "$source_folder"/{README.md,CHANGELOG.md} "$root/share/doc/gfla/"
}

pack() {
  chmod -R u=rwX,go=rX "$root"
  tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -cf - "$(basename "$root")" |
    xz -T1 >"$tarball.tmp"
  mv "$tarball.tmp" "$tarball"
  (cd "$out" && sha256sum "$(basename "$tarball")" >"$(basename "$tarball").sha256")
}

build
version=$("$build_folder/gfla" --version | sed 's/gfla //')
root=$out/gfla-$version-linux-$(uname -m)
tarball=$root.tar.xz
install_tree
carry_libraries
write_readme
pack
echo "$tarball"
