#!/bin/bash
# readme.sh ROOT PROGRAM-FOLDER TOOLS-FOLDER: runs the commands of README.md as they are written, in a folder in which the files that
# they name are small ones made up here. Trainings take two steps of a small network, people are few and of blocks: a program `gfla` in
# front of the search path adds the options that make it so. What builds, installs or fetches is left out. Exits with 4 without a device.
set -eu
root=$1 programs=$2 tools=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH=$programs:$tools:$PATH
unset GFLA_DEVICE
gfla devices >/dev/null || exit 4

mkdir -p "$work/folder/my-models" "$work/folder/models/weights" "$work/bin"
cat >"$work/bin/gfla" <<END
#!/bin/bash
small=(--size 64 --width 4 --flow-width 4 --attention-width 4 --steps 2 --batch 2)
case \$1 in
  train) set -- "\$@" "\${small[@]}" ;;
  render)
    case " \$* " in
      *' --people-data data/people '*) # not at hand: people of blocks
        line=" \$* "
        set -- \${line/--people-data data\/people/} --people 40 --poses-per-person 2 --figures blocks --size 64x64
        ;;
      *) set -- "\$@" --size 64 --samples 1 ;;
    esac
    ;;
  person | animate | face) set -- "\$@" --size 64x64 ;;
esac
exec "$programs/gfla" "\$@"
END
chmod +x "$work/bin/gfla"

cd "$work/folder"
ln -s "$root/models/weights/"* models/weights/
cp "$root/models/weights/demo/modern-armchair/060_10.png" chair.jpg # the content decides
cp "$root/tests/golden/vgg19_div8.safetensors" vgg19.safetensors
random_weights person 4 latest_net_G.pth
random_weights dance 4 dance_net_G.pth
random_weights face 4 face_net_G.pth

# Boxes of many names, so that some families of shapes are held out.
for name in ash bay elm fig fir gum hop ivy lime moss nut oak palm pear pine plum reed rose sage tea teak thorn vine yew; do
  printf 'v %s\n' '-1 -2 -0.5' '1 -2 -0.5' '1 2 -0.5' '-1 2 -0.5' '-1 -2 0.5' '1 -2 0.5' '1 2 0.5' '-1 2 0.5' >"my-models/$name.obj"
  printf 'f %s\n' '1 4 3 2' '5 6 7 8' '1 2 6 5' '4 8 7 3' '1 5 8 4' '2 3 7 6' >>"my-models/$name.obj"
done

# A person, another pose of it, and a walk; a face, and three frames in which it moves.
body='32,10,1,32,18,1,26,18,1,23,28,1,21,38,1,38,18,1,41,28,1,43,38,1,28,38,1,28,49,1,27,60,1,36,38,1,37,49,1,37,60,1,30,9,1,33,9,1,29,10,1,35,10,1'
echo "{\"people\":[{\"pose_keypoints_2d\":[$body]}]}" >me_keypoints.json
echo "{\"people\":[{\"pose_keypoints_2d\":[${body/43,38/47,20}]}]}" >pose_keypoints.json
"$programs/gfla" pose -q me_keypoints.json -o me.png --size 64x64
mv me.png me.jpg
t='CHANNELS 3 Zrotation Xrotation Yrotation'
limb() { # SIDE JOINTS OFFSET NEXT-OFFSETS
  local offset=$3 joint
  for joint in $2; do printf 'JOINT %s%s\n{\nOFFSET %s\n%s\n' "$1" "$joint" "$offset" "$t"; offset=$4; done
  printf 'End Site\n{\nOFFSET %s\n}\n}\n}\n}\n' "$4"
}
{
  printf 'HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\n'
  limb Left 'UpLeg Leg Foot' '1 0 0' '0 -5 0'
  limb Right 'UpLeg Leg Foot' '-1 0 0' '0 -5 0'
  printf 'JOINT Spine\n{\nOFFSET 0 3 0\n%s\nJOINT Head\n{\nOFFSET 0 4 0\n%s\nEnd Site\n{\nOFFSET 0 2.4 0\n}\n}\n' "$t" "$t"
  limb Left 'Arm ForeArm Hand' '1.5 3 0' '3 0 0'
  limb Right 'Arm ForeArm Hand' '-1.5 3 0' '-3 0 0'
  zeros=$(printf ' 0%.0s' {1..42})
  printf '}\n}\nMOTION\nFrames: 2\nFrame Time: 0.04\n0 10 0 0 0 0%s\n0 10 0 0 0 180%s\n' "$zeros" "$zeros"
} >walk.bvh
"$programs/gfla" view -q chair.jpg --turn 3 -o speech.webp
mv speech.webp speech.mp4
mkdir landmarks
for i in 1 2 3; do
  awk -v shift=$i 'BEGIN {
    for (i = 0; i < 17; i++) p(32 - 22 * cos(3.14159 * i / 16), 30 + 26 * sin(3.14159 * i / 16))
    for (i = 0; i < 10; i++) p(14 + 4 * i - (i > 4 ? 2 : 0), 20 - (i % 5 > 0 && i % 5 < 4) * 2)
    for (i = 0; i < 4; i++) p(32, 26 + 4 * i)
    for (i = 0; i < 5; i++) p(28 + 2 * i, 41)
    for (e = 0; e < 2; e++) for (i = 0; i < 6; i++) p(21 + 20 * e - 5 * cos(1.0472 * i), 27 - 2 * sin(1.0472 * i))
    for (i = 0; i < 12; i++) p(32 - 9 * cos(0.5236 * i), 47 - 4 * sin(0.5236 * i))
    for (i = 0; i < 8; i++) p(32 - 6 * cos(0.7854 * i), 47 - 2 * sin(0.7854 * i))
  } function p(x, y) { printf "%d,%d\n", x + shift, y }' >landmarks/$i.txt
done
cp landmarks/1.txt me.txt

npy() { # FILE CHANNELS: zeros of [1, CHANNELS, 64, 64]
  local header="{'descr': '<f4', 'fortran_order': False, 'shape': (1, $2, 64, 64), }"
  printf '\223NUMPY\001\000v\000%-117s\n' "$header" >"$1"
  head -c $(($2 * 64 * 64 * 4)) /dev/zero >>"$1"
}
npy a.npy 3
npy pose.npy 18
npy other.npy 18

PATH=$work/bin:$PATH
n=0
while IFS= read -r line; do
  case $line in
    '    gfla '*) ;;
    *) continue ;;
  esac
  n=$((n + 1))
  started=$(date +%s)
  bash -c "$line" </dev/null >"$work/log" 2>&1 || { echo "exit code $? of:$line"; cat "$work/log"; exit 1; }
  echo "$(($(date +%s) - started)) s:$line"
done <"$root/README.md"
[ $n -ge 15 ] || { echo "only $n commands were found in README.md"; exit 1; }
for output in chair.gif front.png figure.png mine.gif posed.png walking.mp4 talking.mp4 view.onnx person.onnx out/out.0.npy; do
  [ -s "$output" ] || { echo "README.md: $output was not written"; exit 1; }
done
