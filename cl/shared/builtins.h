/* shared/builtins.h - the functions of OpenCL C that kernels call, declared (device side only).
 *
 * Drivers made of clang read its declarations of all functions, 18,000 lines, before each program. PoCL does so even
 * where its cache has the program, which it finds by what the preprocessor makes of the source. So
 * host/runtime/program_build.c puts these few before programs for PoCL, and sets clang's word for having read its own,
 * _OPENCL_H_: a program loads in 8 ms in place of 20, and is built in 100 in place of 170.
 *
 * Types and attributes are clang's, so the code is the same. An argument of a type that is missing here may be converted
 * to one that is there: tests/tools/check_kernels.sh finds kernels that call other functions than with clang's
 * declarations. */
#ifndef GFLA_SHARED_BUILTINS_H
#define GFLA_SHARED_BUILTINS_H

#define OF_VALUES __attribute__((overloadable, const))
#define LOADS __attribute__((overloadable, pure))
#define STORES __attribute__((overloadable))

/* ---- floats; i is the type of their comparisons ---- */

#define FLOAT_FUNCTIONS(t, i)                                                                                          \
    t OF_VALUES ceil(t);                                                                                               \
    t OF_VALUES exp(t);                                                                                                \
    t OF_VALUES fabs(t);                                                                                               \
    t OF_VALUES floor(t);                                                                                              \
    t OF_VALUES log(t);                                                                                                \
    t OF_VALUES log1p(t);                                                                                              \
    t OF_VALUES log2(t);                                                                                               \
    t OF_VALUES rint(t);                                                                                               \
    t OF_VALUES rsqrt(t);                                                                                              \
    t OF_VALUES sign(t);                                                                                               \
    t OF_VALUES sqrt(t);                                                                                               \
    t OF_VALUES tanh(t);                                                                                               \
    t OF_VALUES trunc(t);                                                                                              \
    t OF_VALUES fmax(t, t);                                                                                            \
    t OF_VALUES fmin(t, t);                                                                                            \
    t OF_VALUES max(t, t);                                                                                             \
    t OF_VALUES min(t, t);                                                                                             \
    t OF_VALUES powr(t, t);                                                                                            \
    t OF_VALUES clamp(t, t, t);                                                                                        \
    t OF_VALUES fma(t, t, t);                                                                                          \
    t OF_VALUES mad(t, t, t);                                                                                          \
    t OF_VALUES mix(t, t, t);                                                                                          \
    t OF_VALUES smoothstep(t, t, t);                                                                                   \
    t OF_VALUES select(t, t, i);                                                                                       \
    i OF_VALUES isless(t, t);

#define FLOAT_VECTOR_FUNCTIONS(t)                                                                                      \
    t OF_VALUES fmax(t, float);                                                                                        \
    t OF_VALUES fmin(t, float);                                                                                        \
    t OF_VALUES max(t, float);                                                                                         \
    t OF_VALUES min(t, float);                                                                                         \
    t OF_VALUES clamp(t, float, float);                                                                                \
    t OF_VALUES mix(t, t, float);

#define GEOMETRY(t)                                                                                                    \
    float OF_VALUES dot(t, t);                                                                                         \
    float OF_VALUES length(t);                                                                                         \
    t OF_VALUES normalize(t);

FLOAT_FUNCTIONS(float, int)
FLOAT_FUNCTIONS(float2, int2)
FLOAT_FUNCTIONS(float3, int3)
FLOAT_FUNCTIONS(float4, int4)
FLOAT_FUNCTIONS(float8, int8)
FLOAT_FUNCTIONS(float16, int16)
FLOAT_VECTOR_FUNCTIONS(float2)
FLOAT_VECTOR_FUNCTIONS(float3)
FLOAT_VECTOR_FUNCTIONS(float4)
FLOAT_VECTOR_FUNCTIONS(float8)
FLOAT_VECTOR_FUNCTIONS(float16)
GEOMETRY(float2)
GEOMETRY(float3)
GEOMETRY(float4)
float3 OF_VALUES cross(float3, float3);

/* ---- whole numbers ---- */

#define INTEGER_FUNCTIONS(t)                                                                                           \
    t OF_VALUES min(t, t);                                                                                             \
    t OF_VALUES max(t, t);                                                                                             \
    t OF_VALUES clamp(t, t, t);                                                                                        \
    t OF_VALUES popcount(t);

#define INT_FUNCTIONS(t)                                                                                               \
    INTEGER_FUNCTIONS(t)                                                                                               \
    int OF_VALUES any(t);                                                                                              \
    int OF_VALUES all(t);                                                                                              \
    t OF_VALUES select(t, t, t);

INT_FUNCTIONS(int)
INT_FUNCTIONS(int2)
INT_FUNCTIONS(int3)
INT_FUNCTIONS(int4)
INT_FUNCTIONS(int8)
INT_FUNCTIONS(int16)
INTEGER_FUNCTIONS(uint)
INTEGER_FUNCTIONS(long)
INTEGER_FUNCTIONS(ulong)
uint OF_VALUES abs(int);
ulong OF_VALUES abs(long);

#define CONVERSIONS(n)                                                                                                 \
    float##n OF_VALUES convert_float##n(int##n);                                                                       \
    float##n OF_VALUES convert_float##n(uchar##n);                                                                     \
    int##n OF_VALUES convert_int##n(float##n);                                                                         \
    int##n OF_VALUES convert_int##n(long##n);                                                                          \
    long##n OF_VALUES convert_long##n(int##n);                                                                         \
    int##n OF_VALUES convert_int##n##_rte(float##n);                                                                   \
    long##n OF_VALUES convert_long##n##_rte(float##n);                                                                 \
    uchar##n OF_VALUES convert_uchar##n##_sat_rte(float##n);

CONVERSIONS()
CONVERSIONS(4)
CONVERSIONS(8)
CONVERSIONS(16)

/* ---- memory ---- */

#define VECTOR_LOADS(t, n, space) t##n LOADS vload##n(size_t, const space t *);
#define VECTOR_STORES(t, n, space) void STORES vstore##n(t##n, size_t, space t *);
#define VECTOR_WIDTHS(access, t, space)                                                                                \
    access(t, 2, space) access(t, 3, space) access(t, 4, space) access(t, 8, space) access(t, 16, space)
#define VECTOR_ACCESS(t)                                                                                               \
    VECTOR_WIDTHS(VECTOR_LOADS, t, __global)                                                                           \
    VECTOR_WIDTHS(VECTOR_LOADS, t, __local)                                                                            \
    VECTOR_WIDTHS(VECTOR_LOADS, t, __private)                                                                          \
    VECTOR_WIDTHS(VECTOR_LOADS, t, __constant)                                                                         \
    VECTOR_WIDTHS(VECTOR_STORES, t, __global)                                                                          \
    VECTOR_WIDTHS(VECTOR_STORES, t, __local)                                                                           \
    VECTOR_WIDTHS(VECTOR_STORES, t, __private)

VECTOR_ACCESS(float)
VECTOR_ACCESS(int)
VECTOR_ACCESS(uint)

uint STORES atomic_add(volatile __global uint *, uint);
uint STORES atomic_min(volatile __global uint *, uint);
uint STORES atomic_or(volatile __global uint *, uint);

/* ---- work-items ---- */

size_t OF_VALUES get_global_id(uint);
size_t OF_VALUES get_global_size(uint);
size_t OF_VALUES get_group_id(uint);
size_t OF_VALUES get_local_id(uint);
size_t OF_VALUES get_local_size(uint);
size_t OF_VALUES get_num_groups(uint);
void __attribute__((overloadable, convergent)) barrier(cl_mem_fence_flags);

#undef OF_VALUES
#undef LOADS
#undef STORES
#undef FLOAT_FUNCTIONS
#undef FLOAT_VECTOR_FUNCTIONS
#undef GEOMETRY
#undef INTEGER_FUNCTIONS
#undef INT_FUNCTIONS
#undef CONVERSIONS
#undef VECTOR_LOADS
#undef VECTOR_STORES
#undef VECTOR_WIDTHS
#undef VECTOR_ACCESS

#endif
