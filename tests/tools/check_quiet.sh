#!/bin/sh
# check_quiet.sh LIBRARY...: the object code of the layers below host/cli neither ends the process nor prints.
set -eu
[ $# -gt 0 ] || { echo "no libraries were named"; exit 1; }
status=0
for library; do
  found=$(nm -A -u "$library" 2>/dev/null |
    awk '$NF ~ /^(_?exit|_Exit|quick_exit|abort|v?printf|__v?printf_chk|puts|putchar|perror|stdout|stderr|err|errx|warn|warnx)(@.*)?$/') || true
  [ -z "$found" ] || { printf '%s\n' "$found"; status=1; }
done
[ $status = 0 ] || echo "library code reports through gfla_status and gfla_log, see host/base/error.h"
exit $status
