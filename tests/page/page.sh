#!/bin/sh
# page.sh GFLA CHROMIUM: makes a page of an object whose file has a hostile name, and turns it in a headless browser. The page forbids
# itself every request by its Content-Security-Policy, so that one would be an error of the console. Exit code 77: no browser, skipped.
set -eu
gfla=$1 chromium=${2:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
[ -x "$chromium" ] || { echo "SKIPPED: no chromium. hint: apt-get install chromium"; exit 77; }
fail() { echo "page: $1"; exit 1; }

# Opens a page, and leaves its elements in page.dom.
open_page() {
  timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$folder/profile" --enable-logging=stderr \
    --virtual-time-budget=3000 --dump-dom "file://$folder/$1" >page.dom 2>log || fail "the browser ended with an error: $(tail -3 log)"
  if grep CONSOLE log; then fail "the console says so"; fi
}
has() { grep -q -e "$1" page.dom || fail "the page has no $1: $(grep -o '<body[^>]*>' page.dom)"; }

printf 'v %s\n' '-1 -0.7 -0.5' '1 -0.7 -0.5' '1 0.7 -0.5' '-1 0.7 -0.5' '-1 -0.7 0.5' '1 -0.7 0.5' '1 0.7 0.5' '-1 0.7 0.5' >box.obj
printf 'f %s\n' '1 4 3 2' '5 6 7 8' '1 2 6 5' '4 8 7 3' '1 5 8 4' '2 3 7 6' >>box.obj
"$gfla" render -q box.obj --size 64 -o set
"$gfla" train view --data set --stage full --size 64 --width 4 --flow-width 4 --attention-width 8 --batch 1 --steps 1 -q -o run
name='<img src=x onerror=console.error(1)><script>&"'"'.png"
mkdir -p pictures
cp set/box/060_10.png "pictures/$name"
GFLA_MODELS= "$gfla" view "pictures/$name" --whole-image --model run/weights.safetensors --frames 12 -o turn.html -q

# Without models that see the angle, it is assumed to be 60,10. Twelve azimuths from there on, 30 degrees apart. By key, by
# dragging half the stage to the left, by buttons and by digits.
{ cat turn.html; cat <<'END'; } >keys.html
<script>
addEventListener("load", () => {
  const note = (name, value) => { document.body.dataset[name] = value; };
  const press = key => document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
  const drag = (type, clientX) => stage.dispatchEvent(new PointerEvent(type, { clientX, clientY: 9, pointerId: 1 }));
  const shown = () => stage.toDataURL();
  press("ArrowLeft");
  press("ArrowRight");
  azimuth = 0;
  draw();
  const first = shown();
  press("ArrowLeft");
  note("left", get("where").textContent);
  note("drawn", first !== shown());
  press("ArrowRight");
  press("ArrowRight");
  note("right", get("where").textContent);
  press("ArrowUp");
  note("up", get("where").textContent);
  press("ArrowUp");
  note("top", get("where").textContent);
  drag("pointerdown", 200);
  drag("pointermove", 200 - stage.clientWidth / 2);
  drag("pointerup", 0);
  note("dragged", get("where").textContent);
  const view = shown();
  get("layers").children[1].click();
  note("layer", layer);
  note("switched", view !== shown());
  press("1");
  note("back", layer === "view" && view === shown());
  note("pressed", document.querySelectorAll("[aria-pressed=true]").length);
  note("title", get("name").textContent === data.name && document.images.length === 1);
});
</script>
END
open_page keys.html
has 'data-left="azimuth 90., elevation 10."'
has 'data-right="azimuth 30., elevation 10."'
has 'data-up="azimuth 30., elevation 20."'
has 'data-top="azimuth 30., elevation 20."'
has 'data-dragged="azimuth 120., elevation 20."'
for what in drawn switched back title; do has "data-$what=\"true\""; done
has 'data-layer="flow"'
has 'data-pressed="1"'
has '&lt;img src=x'
has 'Assumed to be taken from azimuth 60, elevation 10'
for layer in view flow points mask; do has "data-layer=\"$layer\""; done
if grep -q 'https\?://[^w]' page.dom; then fail "an address is in the page"; fi
echo "page: turns, switches, asks for nothing"
