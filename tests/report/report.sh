#!/bin/sh
# report.sh GFLA CHROMIUM: trains a tiny network and opens RUN/report.html in a headless browser. The page forbids itself every
# request by its Content-Security-Policy, so that one would be an error of the console. Exit code 77: no browser, so that the test counts as skipped.
set -eu
gfla=$1 chromium=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
[ -x "$chromium" ] || { echo "SKIPPED: no chromium. hint: apt-get install chromium"; exit 77; }
fail() { echo "report: $1"; exit 1; }

# Opens a page, and leaves its elements in page.dom and its console in console.
open_page() {
  timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$folder/profile" --enable-logging=stderr \
    --virtual-time-budget=3000 --dump-dom "file://$folder/$1" >page.dom 2>log || fail "the browser ended with an error: $(tail -3 log)"
  grep CONSOLE log >console || true
  [ ! -s console ] || fail "the console says: $(cat console)"
}
has() { grep -q -e "$1" page.dom || fail "the page has no $1"; }

printf 'v %s\n' '-1 -0.7 -0.5' '1 -0.7 -0.5' '1 0.7 -0.5' '-1 0.7 -0.5' '-1 -0.7 0.5' '1 -0.7 0.5' '1 0.7 0.5' '-1 0.7 0.5' >box.obj
printf 'f %s\n' '1 4 3 2' '5 6 7 8' '1 2 6 5' '4 8 7 3' '1 5 8 4' '2 3 7 6' >>box.obj
sed 's/-0.7/-0.2/' box.obj >boxar.obj
"$gfla" render -q box.obj boxar.obj --size 64 -o set
"$gfla" train view --data set --stage flow --size 64 --width 4 --flow-width 4 --attention-width 8 --batch 2 --log-every 1 --steps 3 \
  --validate-every 2 --seed 3 --name "<b>&'\"</script>" -q -o run

cp run/report.html whole.html
open_page whole.html
[ "$(grep -o '<svg' page.dom | wc -l)" -ge 6 ] || fail "fewer than six curves"
[ "$(grep -o 'class="train" d="M' page.dom | wc -l)" -ge 6 ] || fail "fewer than six lines of training"
[ "$(grep -o 'class="valid" d="M' page.dom | wc -l)" -ge 2 ] || fail "fewer than two lines of validation"
for what in 'learning rate' 'samples per second' '>endpoint<' 'data:image/jpeg;base64,' 'flow_width' 'data.0' '2 of\|3 of' 'attribution of the data' \
  '&lt;b&gt;&amp;'; do has "$what"; done
if grep -q '<b>\|https\?://[^w]' page.dom; then fail "a name was not escaped, or an address is in the page"; fi

# Numbers have room beside the axis: none is longer than eight characters.
grep -o 'text-anchor="end">[^<]*' page.dom | sed 's/.*>//' | while read -r number; do [ ${#number} -le 8 ] || fail "$number is too long for its axis"; done

# With the keyboard: the second arrow to the left of the last step reads the step before it.
{ cat whole.html; cat <<'END'; } >keys.html
<script>
const first = document.querySelector('svg');
first.focus();
for (const key of ['End', 'ArrowLeft']) first.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
document.body.dataset.read = first.nextSibling.textContent;
document.getElementById('logarithmic').click();
document.body.dataset.log = document.querySelectorAll('svg').length;
</script>
END
open_page keys.html
has 'data-read="step 2: training [0-9.]*, validation [0-9.]*"'
has 'data-log="\([6-9]\|[1-9][0-9]\)"'

# A run without a line of the log has a page too.
"$gfla" train view --data set --stage flow --size 64 --width 4 --flow-width 4 --attention-width 8 --batch 2 --steps 3 -q -o short --minutes 0.000001
cp short/report.html short.html
open_page short.html
grep -q 'id="none">' page.dom || fail "the page does not say that there is no line yet"
echo "report: curves, samples and settings are there"
