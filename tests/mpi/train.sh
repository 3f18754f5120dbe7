#!/bin/sh
# train.sh GFLA TOOLS MPIRUN...: ranks train as one process does. The smallest networks, two ranks, a thread each.
set -eu
gfla=$1 tools=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GFLA_CHECK=off
say() { echo "train.sh: $*" >&2; exit 1; }
ranks() { n=$1; shift; $mpirun -np "$n" "$gfla" train "$@"; }
mpirun=$*
alone() { "$gfla" train "$@" --threads 1; }
same() { cmp "$1/checkpoint.safetensors" "$2/checkpoint.safetensors" && cmp "$1/weights.safetensors" "$2/weights.safetensors"; }
# The numbers of a log, without those that are of time.
numbers() { sed 's/,"samples_per_second.*//' "$1/log.jsonl" | grep -oE ':-?[0-9][-+.0-9e]*' | tr -d :; }
# Losses that differ by a ten-thousandth at most.
near() { numbers "$1" >a; numbers "$2" >b; [ -s a ] && paste a b | awk '{ d = $1 - $2; if (d < 0) d = -d; s = $1 < 0 ? -$1 : $1; if (d > 1e-4 * s + 1e-6) { print "train.sh: " $1 " and " $2; exit 1 } }'; }

printf 'v %s\n' '-1 -0.7 -0.5' '1 -0.7 -0.5' '1 0.7 -0.5' '-1 0.7 -0.5' '-1 -0.7 0.5' '1 -0.7 0.5' '1 0.7 0.5' '-1 0.7 0.5' >box.obj
printf 'f %s\n' '1 4 3 2' '5 6 7 8' '1 2 6 5' '4 8 7 3' '1 5 8 4' '2 3 7 6' >>box.obj
sed 's/-0.7/-0.2/' box.obj >slab.obj
sed 's/-1 /-0.3 /' box.obj >boxar.obj
"$gfla" render -q box.obj slab.obj boxar.obj --size 128 -o set
small="--width 4 --flow-width 4 --attention-width 8 --log-every 1 --seed 3 -q"

# Weighted losses, a validation, and images that grow: the losses of the whole batch, and to the bit those of two micro-batches.
view="view --data set --batch 4 --steps 3 --sizes 64:2,128 --validate-every 2 $small"
alone $view -o whole
alone $view -o micro --micro-batches 2
ranks 2 $view -o two
same micro two || say "2 ranks are not 2 micro-batches"
near whole two || say "2 ranks are not the whole batch"
cmp micro/best.safetensors two/best.safetensors || say "another validation"
grep -q '"scores":{' two/log.jsonl || say "no scores in the validation"
[ -f two/report.html ] && [ -f two/samples/00000003.png ] && [ -f two/attribution.txt ] || say "rank 0 wrote no report"

# Stopped by two ranks, to go on by one with two parts, and the other way round.
ranks 2 $view -o parts --minutes 0.000001
alone view --data set -o parts -q --log-every 1 --resume --micro-batches 2 --minutes 0.000001
ranks 2 view --data set -o parts -q --log-every 1 --resume
same parts two || say "a run that was resumed by another number of ranks"
near parts two || say "another log"

# Two players, and a discriminator that a step moves on.
gan="view --data set --batch 2 --steps 2 --size 64 --losses paper --discriminator-width 4 --gan hinge --validate-every 0 $small"
alone $gan -o gan
alone $gan -o gan_micro --micro-batches 2
ranks 2 $gan -o gan_two
same gan_micro gan_two || say "2 ranks with an adversary are not 2 micro-batches"
near gan gan_two || say "2 ranks with an adversary are not the whole batch"

# Clips, of which each step goes on from the images of the last: whole in checkpoints, whoever made which.
"$tools/draw_videos" fashion dance 2 8 64
vgg="--vgg $GFLA_SOURCE_DIR/tests/golden/vgg19_div8.safetensors"
clip="animate --data fashion $vgg --size 64 --batch 2 --frames 2 --clip 4 --steps 3 --discriminator-width 4 $small"
alone $clip -o clip
ranks 2 $clip -o clip_two
near clip clip_two || say "2 ranks with clips are not the whole batch"
alone $clip -o clip_parts --micro-batches 2 --minutes 0.000001
ranks 2 animate --data fashion $vgg -q -o clip_parts --log-every 1 --resume
same clip_two clip_parts || say "a clip that was resumed by another number of ranks"

# What is drawn at random belongs to an item of the whole batch: dropout, and what changes images.
for task in "motion --data fashion --batch 4 --frames 90 --width 8" "features --data set --batch 4 --size 64" "matte --data set --batch 4 --size 64"; do
  set -- $task
  alone $task --steps 2 --log-every 1 --seed 3 -q -o "$1"
  alone $task --steps 2 --log-every 1 --seed 3 -q -o "$1_micro" --micro-batches 2
  near "$1" "$1_micro" || say "$1: 2 micro-batches are not the whole batch"
done

# What all ranks refuse is said once, and what one of them cannot read is said with its number.
expect() { code=$1 text=$2; shift 2; status=0; "$@" >said 2>&1 || status=$?; [ $status = "$code" ] && [ "$(grep -c "$text" said)" = 1 ] || { cat said; say "expected $code and once: $text"; }; }
expect 2 'batch 3 cannot be computed in 2 equal parts: 2 ranks, 1 micro-batch each' ranks 2 view --data set --batch 3 -o bad $small
expect 3 'rank 1 of 2 on .*nothing: No such file' $mpirun -np 1 "$gfla" train view --data set --batch 2 -o bad $small : -np 1 "$gfla" train view --data nothing --batch 2 -o bad $small
expect 3 'rank 1 of 2 on .*not those of rank 0' $mpirun -np 1 "$gfla" train view --data set --size 64 --batch 2 -o bad $small : -np 1 "$gfla" train view --data set --batch 2 --size 64 --lr 0.1 -o bad $small
[ ! -e bad/checkpoint.safetensors ] || say "a run that was refused has a checkpoint"
