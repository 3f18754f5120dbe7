/* runtime/blas.h - CLBlast behind our types; the only file that includes its header is blas.c. */
#ifndef GFLA_RUNTIME_BLAS_H
#define GFLA_RUNTIME_BLAS_H

#include "runtime/blas_config.h"
#include "runtime/commands.h"

/* C (m x n, row-major) = alpha * op(A) * op(B) + beta * C; offsets and leading dimensions in floats.
 * op(A) is m x k, op(B) is k x n; *_transposed says that the stored matrix is the transpose. */
struct gfla_gemm {
    gfla_buffer *a, *b, *c;
    size_t a_offset, b_offset, c_offset;
    int m, n, k, lda, ldb, ldc;
    bool a_transposed, b_transposed;
    float alpha, beta;
    const char *label;
};

/* Appends the product to the list. The first product that runs on a device takes the parameters that the tuning store
 * has for it, if it has any (blas_tune.h); else CLBlast's own. */
gfla_status gfla_blas_gemm(gfla_commands *commands, const struct gfla_gemm *gemm);

/* Replaces CLBlast's parameters for the device, for this whole process and for good: CLBlast does not give its own
 * back. Kernels are compiled anew when they are next used. NULL: what CLBlast has now stays, and the tuning store is
 * not asked. */
gfla_status gfla_blas_configure(gfla_device *device, const struct gfla_blas_config *config);

/* The key of the parameters in the tuning store. */
#define GFLA_BLAS_KEY "clblast gemm"

#endif
