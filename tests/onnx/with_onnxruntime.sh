#!/bin/sh
# with_onnxruntime.sh SCRIPT [ARGUMENT...]: runs a Python script with the Python of GFLA_PYTHON, or python3; exits with 4,
# which counts as skipped, where that has no ONNX Runtime (pip install onnxruntime).
set -eu
python=${GFLA_PYTHON:-python3}
"$python" -c 'import numpy, onnxruntime' 2>/dev/null || { echo "$python has no onnxruntime: nothing was checked"; exit 4; }
exec "$python" "$@"
