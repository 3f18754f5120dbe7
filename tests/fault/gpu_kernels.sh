#!/bin/sh
# gpu_kernels.sh GFLA FAKE_DEVICE LIMIT [ARGUMENT...]: the default device says that it is a GPU with work-groups of LIMIT and 32 KiB
# of local memory, whose kernels take groups of 32 unless they need more (fake_device.c), and has to compute every op as the
# reference does, with the kernels for such a GPU.
set -eu
gfla=$1 limit=$3
export LD_PRELOAD="$2" FAKE_TYPE=gpu FAKE_GROUP="$limit" FAKE_LOCAL=32768 FAKE_KERNEL_GROUP=32
shift 3
devices=$("$gfla" devices --json)
case $devices in
*'"kind":"gpu"'*"\"local_memory\":32768,"*"\"max_work_group\":$limit,"*) ;;
*) echo "the device is not faked: $devices"; exit 1 ;;
esac
exec "$gfla" selftest -q "$@"
