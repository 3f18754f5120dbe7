#!/bin/sh
# layout.sh INSTALLED SOURCE: what is installed lies where packages and shells look for it, and still finds itself after it was moved.
set -eu
installed=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
complain() { echo "$*"; failed=1; }
cp -a "$installed" "$work/a folder"
cd "$work"
version=$("./a folder/bin/gfla" --version | sed 's/gfla //')
for file in bin/gfla share/gfla/models/view-furniture-128.safetensors share/gfla/models/view-furniture-128.md \
  share/gfla/models/matte-128.safetensors share/gfla/models/matte-128.attribution.txt share/gfla/models/angle-64.safetensors share/doc/gfla/LICENSE \
  share/man/man1/gfla.1 share/man/man1/gfla-view.1 share/bash-completion/completions/gfla share/zsh/site-functions/_gfla \
  share/fish/vendor_completions.d/gfla.fish include/gfla/api.h; do
  [ -s "a folder/$file" ] || complain "$file is missing"
done
for pattern in "libgfla.so.$version" libgfla.so libgfla.a pkgconfig/gfla.pc cmake/gfla/gflaConfig.cmake; do
  [ -n "$(find "a folder" -path "*/lib*/$pattern")" ] || complain "lib*/$pattern is missing"
done
# From another folder, through a link, and by a name that is found in PATH: the models are those of this copy.
unset GFLA_MODELS
mkdir link
ln -s "$work/a folder/bin/gfla" link/gfla
for gfla in "$work/a folder/bin/gfla" "$work/link/gfla" gfla; do
  (cd / && PATH=$work/link:$PATH "$gfla" models --json) >models
  grep -qF "\"path\":\"$work/a folder/bin/../share/gfla/models/view-furniture-128.safetensors\"" models || complain "$gfla: $(cut -c1-200 models)"
done
# The second name of a library is a link, as ldconfig makes it, and the packages' names follow the first.
soname=$(readelf -d "$(find "a folder" -name "libgfla.so.$version")" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')
package=libgfla${soname#libgfla.so.}
grep -qx "Package: $package" "$source/debian/control" || complain "debian/control has no $package, for $soname"
[ -f "$source/debian/$package.install" ] || complain "debian/$package.install is missing"
grep -q "'$soname $package " "$source/debian/rules" || complain "debian/rules does not name $soname $package"
head -1 "$source/debian/changelog" | grep -q "(${version}[-~)]" || complain "debian/changelog is not of version $version"
# One list of what the build needs: run has it, and debian/control has all of it.
needed=$(sed -n '/^required=(/,/)$/p; /^optional=(/p' "$source/run" | sed 's/.*=(//; s/)//' | tr ' ' '\n' | grep -E -- '-dev$|compiler')
for name in $needed; do
  sed -n '/^Build-Depends/,/^$/p' "$source/debian/control" | grep -qE "(^| )$name[, ]|$name\$" || complain "debian/control: Build-Depends lacks $name"
done
# pkg-config wants all that the static library needs to be there, even to compile.
for name in $needed; do
  case $name in libav* | libsw* | libheif-dev | libopenmpi-dev | *compiler) continue ;; esac
  sed -n '/^Package: libgfla-dev/,/^Description/p' "$source/debian/control" | grep -qE "(^| )$name(,|\$)" || complain "libgfla-dev does not depend on $name"
done
exit $failed
