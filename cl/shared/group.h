/* shared/group.h - what the work-items of a group find together (device side only).
 *
 * GROUP is how many they are: 1, where one work-item does all of it by itself, or a power of two that is no less than 16
 * (host/ops/group.h chooses). A kernel that shares its work is GROUPED: its GROUP_ITEM-th work-item takes what is number
 * GROUP_ITEM, GROUP_ITEM + GROUP, ... of the work of group GROUP_INDEX. Sums are added in one order, so that the same
 * values have the same sum in every run. Before its last sum a kernel does not return: the compiler of PoCL 3.1 crashes. */
#ifndef GFLA_SHARED_GROUP_H
#define GFLA_SHARED_GROUP_H

#ifndef GROUP
#define GROUP 1
#endif

#if GROUP > 1
#define GROUPED __attribute__((reqd_work_group_size(GROUP, 1, 1)))
#define GROUP_ITEM ((int)get_local_id(0))
#define GROUP_INDEX ((int)get_group_id(0))
/* Local memory for the functions below, declared in the kernel: `count` floats of each work-item. */
#define GROUP_SCRATCH(name, count) __local float name[(count)*GROUP]

/* The sum over the group, for all of it. All work-items have to come here. */
static inline float group_sum(float value, __local float *scratch)
{
    const int item = GROUP_ITEM;
    barrier(CLK_LOCAL_MEM_FENCE);
    scratch[item] = value;
    for (int n = GROUP / 2; n > 0; n /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (item < n)
            scratch[item] += scratch[item + n];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return scratch[0];
}
#else
#define GROUPED
#define GROUP_ITEM 0
#define GROUP_INDEX ((int)get_global_id(0))
#define GROUP_SCRATCH(name, count) __local float *const name = 0

static inline float group_sum(float value, __local float *scratch)
{
    return value;
}
#endif

#endif
