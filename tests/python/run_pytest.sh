#!/bin/sh
# run_pytest.sh PYTHON FILE: runs a file of tests; 77 where Python, NumPy or pytest is missing, or where the file skips a test.
set -eu
[ -x "$1" ] || { echo "no python3: apt-get install python3-numpy python3-pytest"; exit 77; }
"$1" -c 'import numpy, pytest' || { echo "hint: apt-get install python3-numpy python3-pytest"; exit 77; }
exec "$1" -m pytest -q -rs --tb=short -p no:cacheprovider --rootdir "$(dirname "$2")" "$2"
