/* planted.cl - an op with faults on request, which the harness of op cases must find (op_case_test.c).
 *
 * planted_fwd  dst = factor * src, n floats. Work: one item per float. */
enum {
    FAULT_NONE,
    FAULT_VALUE,     /* one value is wrong by 1 % */
    FAULT_UNWRITTEN, /* one value is left out */
    FAULT_BEFORE,    /* one float before dst is written, */
    FAULT_AFTER,     /* after it, */
    FAULT_FAR,       /* far after it, */
    FAULT_SCRATCH,   /* after the scratch */
    FAULT_INPUT,     /* src is changed */
    FAULT_READ,      /* a float after src is read, and multiplied by zero */
    FAULT_LANE,      /* the last lane of the first pixel, where no channel is */
};

kernel void planted_fwd(global float *src, global float *dst, global float *scratch, float factor, int n, int fault)
{
    const int i = get_global_id(0);
    if (i >= n)
        return;
    float value = factor * src[i];
    if (i == n / 2 && fault == FAULT_VALUE)
        value *= 1.01f;
    if (i == n - 1 && fault == FAULT_READ)
        value += 0 * src[n];
    scratch[i] = value;
    if (i != n / 2 || fault != FAULT_UNWRITTEN)
        dst[i] = scratch[i];
    if (i == 0 && fault == FAULT_BEFORE)
        dst[-1] = 0;
    if (i == 0 && fault == FAULT_AFTER)
        dst[n] = 0;
    if (i == 0 && fault == FAULT_FAR)
        dst[n + 200] = 0;
    if (i == 0 && fault == FAULT_SCRATCH)
        scratch[n] = 0;
    if (i == 0 && fault == FAULT_INPUT)
        src[0] = 7;
    if (i == 15 && fault == FAULT_LANE)
        dst[i] = 1;
}
