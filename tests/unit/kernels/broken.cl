/* Does not build: its log must name this file and line 4. */
__kernel void test_broken(__global float *dst)
{
    dst[0] = no_such_name;
}
