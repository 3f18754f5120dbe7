# pose.sh PROGRAM SOURCE: docs/examples/pose.c with a small network of random weights makes what `gfla person` makes, to the bit.
set -eu
PATH=$(pkg-config --variable=prefix gfla)/bin:$PATH
program=$1 weights=$2/tests/golden/pose_market/weights.safetensors
body() { echo "{\"people\":[{\"pose_keypoints_2d\":[32,10,1,$1,18,1,26,18,1,23,28,1,21,38,1,38,18,1,41,28,1,43,38,1,28,38,1,28,49,1,27,60,1,36,38,1,37,49,1,37,60,1,30,9,1,33,9,1,29,10,1,35,10,1]}]}"; }
body 32 >me_keypoints.json
body 34 >a.json
body 40 >b.json
gfla pose -q me_keypoints.json --size 64x64 -o me.png
"$program" "$weights" me.png me_keypoints.json a.json b.json >said
cat said
grep -q '^2 poses$' said
grep -q '^pose-1.png: 64 x 128, 18 joints$' said
for pose in a b; do
  gfla person -q --weights "$weights" me.png $pose.json -o $pose.png
done
cmp a.png pose-0.png
cmp b.png pose-1.png
! cmp -s pose-0.png pose-1.png
test -s mask.png
