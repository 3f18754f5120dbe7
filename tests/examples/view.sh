# view.sh PROGRAM SOURCE: its views are those of the installed `gfla view`, to the bit.
picture=$2/models/weights/demo/couch/060_10.png
"$1" "$picture" 6 || exit
"$(pkg-config --variable=prefix gfla)/bin/gfla" view "$picture" --from 60,10 --turn 6 -q -o turn
i=0
for azimuth in 060 120 180 240 300 000; do
  cmp "turn/${azimuth}_10.png" "view_0$i.png" || exit 1
  i=$((i + 1))
done
"$1" missing.png 2>message && exit 1
grep -q '^missing.png: No such file' message
