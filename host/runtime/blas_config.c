#include "runtime/blas_config.h"

#include <stdio.h>
#include <string.h>

#define MOST 1024

const char *const gfla_blas_parameter_names[GFLA_BLAS_PARAMETER_COUNT] = {
    "GEMMK",
    "KREG",
    "KWG",
    "KWI",
    "MDIMA",
    "MDIMC",
    "MWG",
    "NDIMB",
    "NDIMC",
    "NWG",
    "SA",
    "SB",
    "STRM",
    "STRN",
    "VWM",
    "VWN",
    "XGEMM_MIN_INDIRECT_SIZE",
};

const char *gfla_blas_config_text(const struct gfla_blas_config *config, char text[static GFLA_BLAS_TEXT_SIZE])
{
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; i < GFLA_BLAS_PARAMETER_COUNT && length < GFLA_BLAS_TEXT_SIZE; i++)
        length += (size_t)snprintf(text + length, GFLA_BLAS_TEXT_SIZE - length, "%s%s=%zu", i ? " " : "",
                                   gfla_blas_parameter_names[i], config->value[i]);
    return text;
}

/* The rules of CLBlast's kernel (src/tuning/kernels/xgemm.hpp there): a work-group's tile is made of whole threads and
 * vectors. */
static bool is_possible(const struct gfla_blas_config *c)
{
    const size_t *v = c->value, threads = v[GFLA_BLAS_MDIMC] * v[GFLA_BLAS_NDIMC];
    for (int i = 0; i < GFLA_BLAS_KERNEL_COUNT; i++) {
        const bool is_switch = i == GFLA_BLAS_GEMMK || i == GFLA_BLAS_SA || i == GFLA_BLAS_SB || i == GFLA_BLAS_STRM ||
                               i == GFLA_BLAS_STRN;
        if (is_switch ? v[i] > 1 : v[i] < 1 || v[i] > MOST)
            return false;
    }
    return v[GFLA_BLAS_KWG] % v[GFLA_BLAS_KWI] == 0 &&
           v[GFLA_BLAS_MWG] % (v[GFLA_BLAS_MDIMC] * v[GFLA_BLAS_VWM]) == 0 &&
           v[GFLA_BLAS_NWG] % (v[GFLA_BLAS_NDIMC] * v[GFLA_BLAS_VWN]) == 0 &&
           v[GFLA_BLAS_MWG] % (v[GFLA_BLAS_MDIMA] * v[GFLA_BLAS_VWM]) == 0 &&
           v[GFLA_BLAS_NWG] % (v[GFLA_BLAS_NDIMB] * v[GFLA_BLAS_VWN]) == 0 && threads % v[GFLA_BLAS_MDIMA] == 0 &&
           threads % v[GFLA_BLAS_NDIMB] == 0 && v[GFLA_BLAS_KWG] % (threads / v[GFLA_BLAS_MDIMA]) == 0 &&
           v[GFLA_BLAS_KWG] % (threads / v[GFLA_BLAS_NDIMB]) == 0;
}

bool gfla_blas_config_parse(struct gfla_blas_config *config, const char *text)
{
    char again[GFLA_BLAS_TEXT_SIZE];
    const char *rest = text;
    *config = (struct gfla_blas_config){{0}};
    for (int i = 0; i < GFLA_BLAS_PARAMETER_COUNT; i++) {
        int used = 0;
        const size_t name = strlen(gfla_blas_parameter_names[i]);
        if (strncmp(rest, gfla_blas_parameter_names[i], name) != 0 ||
            sscanf(rest + name, "=%4zu%n", &config->value[i], &used) != 1)
            return false;
        rest += name + (size_t)used;
        rest += *rest == ' ';
    }
    return strcmp(gfla_blas_config_text(config, again), text) == 0 && is_possible(config);
}
