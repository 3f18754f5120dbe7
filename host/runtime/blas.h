/* runtime/blas.h - CLBlast behind our types; the only file that includes its header is blas.c. */
#ifndef GFLA_RUNTIME_BLAS_H
#define GFLA_RUNTIME_BLAS_H

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

/* Appends the product to the list. */
gfla_status gfla_blas_gemm(gfla_commands *commands, const struct gfla_gemm *gemm);

#endif
