#include "runtime/blas.h"

#include <clblast_c.h>

#include "base/log.h"
#include "runtime/internal.h"
#include "runtime/tuning.h"

static gfla_status fail_blas(CLBlastStatusCode code, const char *call)
{
    static const struct {
        int code;
        const char *name;
    } names[] = {
        {CLBlastInvalidMatrixA, "the first matrix is no valid buffer"},
        {CLBlastInvalidMatrixB, "the second matrix is no valid buffer"},
        {CLBlastInvalidMatrixC, "matrix C is no valid buffer"},
        {CLBlastInvalidDimension, "a dimension is 0"},
        {CLBlastInvalidLeadDimA, "the leading dimension of the first matrix is too small"},
        {CLBlastInvalidLeadDimB, "the leading dimension of the second matrix is too small"},
        {CLBlastInvalidLeadDimC, "the leading dimension of C is too small"},
        {CLBlastInsufficientMemoryA, "the buffer of the first matrix is too small"},
        {CLBlastInsufficientMemoryB, "the buffer of the second matrix is too small"},
        {CLBlastInsufficientMemoryC, "the buffer of C is too small"},
        {CLBlastInvalidOverrideKernel, "there is no such kernel to override"},
        {CLBlastMissingOverrideParameter, "the kernel has other parameters"},
        {CLBlastInvalidLocalNumDimensions, "the device has too few work-item dimensions"},
        {CLBlastInvalidLocalThreadsTotal, "the work-group is too large for the device"},
        {CLBlastInvalidLocalThreadsDim, "a work-group dimension is too large for the device"},
        {CLBlastInvalidLocalMemUsage, "the device has too little local memory"},
        {CLBlastDatabaseError, "the tuning database has no entry"},
        {CLBlastUnexpectedError, "unexpected error"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].code == (int)code)
            return gfla_fail(GFLA_ERROR_DEVICE, "CLBlast: %s (%d)", names[i].name, (int)code);
    return gfla_cl_fail((cl_int)code, call);
}

/* ---- parameters ---- */

static gfla_status override(gfla_device *device, const char *kernel, const struct gfla_blas_config *config, int first,
                            int end)
{
    const char *names[GFLA_BLAS_PARAMETER_COUNT];
    for (int i = first; i < end; i++)
        names[i - first] = gfla_blas_parameter_names[i];
    const CLBlastStatusCode code = CLBlastOverrideParameters(device->id, kernel, CLBlastPrecisionSingle,
                                                             (size_t)(end - first), names, config->value + first);
    return code == CLBlastSuccess ? GFLA_OK : fail_blas(code, "CLBlastOverrideParameters");
}

gfla_status gfla_blas_configure(gfla_device *device, const struct gfla_blas_config *config)
{
    gfla_status status = GFLA_OK;
    device->used_blas = true;
    if (config && !gfla_device_is_null(device)) {
        TRY(override(device, "Xgemm", config, 0, GFLA_BLAS_KERNEL_COUNT));
        TRY(override(device, "GemmRoutine", config, GFLA_BLAS_MIN_INDIRECT, GFLA_BLAS_PARAMETER_COUNT));
    }
fail:
    return status;
}

/* CLBlast's own parameters are good on the GPUs that it knows. For PoCL far better ones are known, but compiling them
 * takes it half a minute at the first product, and on CPUs our own tiles do the work: there `gfla tune --blas` has to
 * ask for them. */
static void configure_as_stored(gfla_device *device)
{
    struct gfla_blas_config config;
    const char *stored = gfla_tuning_find(device, GFLA_BLAS_KEY);
    device->used_blas = true;
    if (!stored || !gfla_blas_config_parse(&config, stored))
        return;
    if (gfla_blas_configure(device, &config) == GFLA_OK)
        gfla_log(GFLA_LOG_VERBOSE, "CLBlast: %s", stored);
    else
        gfla_log(GFLA_LOG_WARNING, "CLBlast goes on with parameters of its own: %s", gfla_error_message());
}

/* ---- products ---- */

static CLBlastTranspose transpose_if(bool transposed)
{
    return transposed ? CLBlastTransposeYes : CLBlastTransposeNo;
}

static CLBlastStatusCode multiply(gfla_device *device, const struct gfla_gemm *g)
{
    return CLBlastSgemm(CLBlastLayoutRowMajor, transpose_if(g->a_transposed), transpose_if(g->b_transposed),
                        (size_t)g->m, (size_t)g->n, (size_t)g->k, g->alpha, g->a->memory, g->a_offset, (size_t)g->lda,
                        g->b->memory, g->b_offset, (size_t)g->ldb, g->beta, g->c->memory, g->c_offset, (size_t)g->ldc,
                        &device->queue, NULL);
}

/* C^T = op(B)^T op(A)^T, and row by row is the transpose column by column. Where A is transposed and B is not,
 * CLBlast's kernel takes both as they are and writes C where it belongs; asked for row by row it would copy C. With
 * other operands it is better the usual way: B, which is large, stays in the cache for all rows of A. */
static CLBlastStatusCode multiply_by_columns(gfla_device *device, const struct gfla_gemm *g)
{
    return CLBlastSgemm(CLBlastLayoutColMajor, transpose_if(g->b_transposed), transpose_if(g->a_transposed),
                        (size_t)g->n, (size_t)g->m, (size_t)g->k, g->alpha, g->b->memory, g->b_offset, (size_t)g->ldb,
                        g->a->memory, g->a_offset, (size_t)g->lda, g->beta, g->c->memory, g->c_offset, (size_t)g->ldc,
                        &device->queue, NULL);
}

static gfla_status run_gemm(gfla_device *device, const void *context)
{
    const struct gfla_gemm *g = context;
    if (!device->used_blas)
        configure_as_stored(device);
    const CLBlastStatusCode code =
        g->a_transposed && !g->b_transposed ? multiply_by_columns(device, g) : multiply(device, g);
    if (code == CLBlastSuccess)
        return GFLA_OK;
    gfla_status status = fail_blas(code, "CLBlastSgemm");
    return gfla_fail_context(status, "matrix product %d x %d x %d", g->m, g->n, g->k);
}

/* Does a stored matrix of rows x columns fit its buffer? */
static bool fits(const gfla_buffer *buffer, size_t offset, int rows, int columns, int leading)
{
    size_t need = offset + (size_t)(rows - 1) * (size_t)leading + (size_t)columns;
    return leading >= columns && need <= gfla_buffer_size(buffer) / sizeof(float);
}

gfla_status gfla_blas_gemm(gfla_commands *commands, const struct gfla_gemm *g)
{
    gfla_status status;
    REQUIRE(g->m > 0 && g->n > 0 && g->k > 0, GFLA_ERROR_USAGE, "matrix product %d x %d x %d: sizes must be positive",
            g->m, g->n, g->k);
    REQUIRE(fits(g->a, g->a_offset, g->a_transposed ? g->k : g->m, g->a_transposed ? g->m : g->k, g->lda),
            GFLA_ERROR_USAGE, "matrix product: A (%d x %d, leading %d) does not fit its buffer", g->m, g->k, g->lda);
    REQUIRE(fits(g->b, g->b_offset, g->b_transposed ? g->n : g->k, g->b_transposed ? g->k : g->n, g->ldb),
            GFLA_ERROR_USAGE, "matrix product: B (%d x %d, leading %d) does not fit its buffer", g->k, g->n, g->ldb);
    REQUIRE(fits(g->c, g->c_offset, g->m, g->n, g->ldc), GFLA_ERROR_USAGE,
            "matrix product: C (%d x %d, leading %d) does not fit its buffer", g->m, g->n, g->ldc);
    struct gfla_gemm copy = *g;
    copy.label = NULL; /* the list keeps its own */
    TRY(gfla_commands_add_call(commands, g->label, 2.0 * g->m * g->n * g->k, run_gemm, &copy, sizeof copy));
fail:
    return status;
}

void gfla_blas_clear(void)
{
    CLBlastClearCache();
}
