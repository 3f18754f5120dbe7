/* runtime/blas_config.h - the parameters of CLBlast's matrix product, by their names there, and as text. */
#ifndef GFLA_RUNTIME_BLAS_CONFIG_H
#define GFLA_RUNTIME_BLAS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

/* Those of the kernel for large products, in CLBlast's order; and from which size on, the cube root of m n k, it is
 * used. */
enum gfla_blas_parameter {
    GFLA_BLAS_GEMMK,
    GFLA_BLAS_KREG,
    GFLA_BLAS_KWG,
    GFLA_BLAS_KWI,
    GFLA_BLAS_MDIMA,
    GFLA_BLAS_MDIMC,
    GFLA_BLAS_MWG,
    GFLA_BLAS_NDIMB,
    GFLA_BLAS_NDIMC,
    GFLA_BLAS_NWG,
    GFLA_BLAS_SA,
    GFLA_BLAS_SB,
    GFLA_BLAS_STRM,
    GFLA_BLAS_STRN,
    GFLA_BLAS_VWM,
    GFLA_BLAS_VWN,
    GFLA_BLAS_KERNEL_COUNT,
    GFLA_BLAS_MIN_INDIRECT = GFLA_BLAS_KERNEL_COUNT,
    GFLA_BLAS_PARAMETER_COUNT
};
extern const char *const gfla_blas_parameter_names[GFLA_BLAS_PARAMETER_COUNT];

struct gfla_blas_config {
    size_t value[GFLA_BLAS_PARAMETER_COUNT];
};

enum { GFLA_BLAS_TEXT_SIZE = 256 };

/* "GEMMK=0 KREG=1 ...", all of them in that order. Returns text. */
const char *gfla_blas_config_text(const struct gfla_blas_config *config, char text[static GFLA_BLAS_TEXT_SIZE]);
/* False for anything but such a text with values that CLBlast's kernel can have. */
bool gfla_blas_config_parse(struct gfla_blas_config *config, const char *text);

#endif
