#!/bin/sh
# install.sh BUILD FOLDER: installs a build into a folder, which is emptied first.
set -eu
rm -rf "$2"
cmake --install "$1" --prefix "$2" >"$1/installed.log" 2>&1 || { cat "$1/installed.log"; exit 1; }
