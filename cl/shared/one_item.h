/* shared/one_item.h - what a kernel says of itself whose work-group is one work-item with float16 vectors (device side
 * only).
 *
 * The hint keeps drivers for CPUs from compiling it once more for several work-items side by side, which nobody would
 * run: Intel's spends four fifths of its time on that. A __local argument of such a kernel is a float16 *, for a driver
 * aligns it to no more than its type asks for. */
#ifndef GFLA_SHARED_ONE_ITEM_H
#define GFLA_SHARED_ONE_ITEM_H

#define ONE_ITEM __attribute__((reqd_work_group_size(1, 1, 1), vec_type_hint(float16)))

#endif
