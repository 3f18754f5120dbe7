#!/bin/sh
# check_runpath.sh FILE...: what is built looks for libraries in no folder but those that it names. An empty entry of a search path,
# "/usr/lib:" or "::", is the current folder, where anybody may have put a library of the same name.
set -eu
failed=0
for file; do
  path=$(readelf -d "$file" | sed -n 's/.*(R[UN]*PATH).*\[\(.*\)\]/\1/p')
  case ":$path:" in
  :: | '') ;; # none
  *::* | *:.:* | *:./*) echo "$file: its search path \"$path\" names the current folder"; failed=1 ;;
  esac
done
exit $failed
