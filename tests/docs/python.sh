#!/bin/sh
# python.sh PYTHON DOCUMENT IMAGE: runs the first block of DOCUMENT between ```python and ```, in a folder in which chair.jpg is IMAGE.
# Lines that need PyTorch are left out where there is none; exits with 4, which counts as skipped, without NumPy.
set -eu
python=$1 document=$2 image=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -c 'import numpy' 2>/dev/null || { echo "no NumPy"; exit 4; }
awk '/^```/ { if (fenced) exit; fenced = /^```python$/; next } fenced' "$document" >"$work/block.py"
[ -s "$work/block.py" ] || { echo "$document has no block of Python"; exit 1; }
"$python" -c 'import torch' 2>/dev/null || {
  echo "no PyTorch: its lines are left out"
  sed -i 's/^import gfla, gfla.torch, torch/import gfla/; /torch\.\|warped/d' "$work/block.py"
}
cp "$image" "$work/chair.jpg"
cd "$work"
"$python" block.py
[ -s turned.png ] || { echo "turned.png was not written"; exit 1; }
