# warp_gradient.sh PROGRAM SOURCE: the loss falls to less than half.
"$1" 150 >log || exit
cat log
awk '/^step +[0-9]+: loss [0-9.]+$/ { loss = $NF; if (!n++) first = loss }
  END { if (n != 4 || !(loss < first / 2)) { print "the loss did not fall by half in 4 lines"; exit 1 } }' log
