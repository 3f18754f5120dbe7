/* runtime/blas_config.h - the parameters of CLBlast's matrix product, by their names there, and as text. */
#ifndef GFLA_RUNTIME_BLAS_CONFIG_H
#define GFLA_RUNTIME_BLAS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

/* Those of the kernel for large products, in CLBlast's order; and from which size on, the cube root of m n k, it is
 * used. A work-group computes a tile of MWG x NWG results in steps of KWG along the sum; MDIMC x NDIMC work-items share
 * it, and MDIMA and NDIMB columns of them load the two matrices. */
enum gfla_blas_parameter {
    GFLA_BLAS_GEMMK, /* which of the two kernels */
    GFLA_BLAS_KREG,  /* steps of the sum held in registers; kernel 1 alone */
    GFLA_BLAS_KWG,
    GFLA_BLAS_KWI, /* unrolled steps of the sum */
    GFLA_BLAS_MDIMA,
    GFLA_BLAS_MDIMC,
    GFLA_BLAS_MWG,
    GFLA_BLAS_NDIMB,
    GFLA_BLAS_NDIMC,
    GFLA_BLAS_NWG,
    GFLA_BLAS_SA,   /* whether A passes through local memory, */
    GFLA_BLAS_SB,   /* and B */
    GFLA_BLAS_STRM, /* whether the results of a work-item lie apart */
    GFLA_BLAS_STRN,
    GFLA_BLAS_VWM, /* floats of a vector that is loaded */
    GFLA_BLAS_VWN,
    GFLA_BLAS_KERNEL_COUNT,
    GFLA_BLAS_MIN_INDIRECT = GFLA_BLAS_KERNEL_COUNT,
    GFLA_BLAS_PARAMETER_COUNT
};
extern const char *const gfla_blas_parameter_names[GFLA_BLAS_PARAMETER_COUNT];

/* A value for each; CLBlast takes them by name. */
struct gfla_blas_config {
    size_t value[GFLA_BLAS_PARAMETER_COUNT];
};

/* Bytes that the text of any configuration fits, its end included. */
enum { GFLA_BLAS_TEXT_SIZE = 256 };

/* "GEMMK=0 KREG=1 ...", all of them in that order. Returns text. */
const char *gfla_blas_config_text(const struct gfla_blas_config *config, char text[static GFLA_BLAS_TEXT_SIZE]);
/* False for anything but such a text with values that CLBlast's kernel can have. */
bool gfla_blas_config_parse(struct gfla_blas_config *config, const char *text);

#endif
