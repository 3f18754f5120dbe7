#include "cli/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static const char *text_of(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* *choice: the position of $name among words, which end in NULL; 0 where it is not set. */
static gfla_status read_choice(const char *name, const char *const *words, int *choice)
{
    const char *value = text_of(name);
    struct gfla_text known = {0};
    *choice = 0;
    for (int i = 0; value && words[i]; i++) {
        if (strcmp(value, words[i]) == 0) {
            *choice = i;
            gfla_text_free(&known);
            return GFLA_OK;
        }
        gfla_text_add(&known, "%s%s", i ? ", " : "", words[i]);
    }
    if (value)
        gfla_fail(GFLA_ERROR_USAGE, "the environment variable %s is '%s', which is none of %s", name, value,
                  known.failed ? "its values" : known.data);
    gfla_text_free(&known);
    return value ? GFLA_ERROR_USAGE : GFLA_OK;
}

gfla_status cli_environment_read(struct gfla_context_params *params, char folder[1024])
{
    gfla_status status;
    int choice;
    static const char *const caches[] = {
        [GFLA_CACHE_AUTO] = "auto", [GFLA_CACHE_OFF] = "off", [GFLA_CACHE_ALL] = "all", NULL};
    static const char *const tunings[] = {[GFLA_TUNING_AUTO] = "auto",
                                          [GFLA_TUNING_OFF] = "off",
                                          [GFLA_TUNING_READ] = "read",
                                          [GFLA_TUNING_FORCE] = "force",
                                          NULL};
    static const char *const checks[] = {
        [GFLA_CHECK_AUTO] = "auto", [GFLA_CHECK_OFF] = "off", [GFLA_CHECK_ALWAYS] = "always", NULL};
    const char *cache = text_of("XDG_CACHE_HOME"), *home = text_of("HOME");
    TRY(read_choice("GFLA_CACHE", caches, &choice));
    params->cache = (gfla_cache_mode)choice;
    TRY(read_choice("GFLA_TUNE", tunings, &choice));
    params->tuning = (gfla_tuning_mode)choice;
    TRY(read_choice("GFLA_CHECK", checks, &choice));
    params->check = (gfla_check_mode)choice;
    params->kernels_folder = text_of("GFLA_KERNELS");
    params->model_folders = getenv("GFLA_MODELS"); /* empty says that there are none */
    params->cache_folder = folder;
    /* Relative paths are ignored, as the XDG standard says. */
    if (cache && cache[0] == '/')
        snprintf(folder, 1024, "%s/gfla", cache);
    else if (home && home[0] == '/')
        snprintf(folder, 1024, "%s/.cache/gfla", home);
    else
        params->cache_folder = NULL;
fail:
    return status;
}

int cli_environment_ranks(void)
{
    /* Open MPI; MPICH, Intel MPI and `srun --mpi=pmi2`; `srun --mpi=pmix`, whose number of tasks the job has without it too. */
    const char *size = text_of("OMPI_COMM_WORLD_SIZE");
    if (!size)
        size = text_of("PMI_SIZE");
    if (!size && text_of("PMIX_RANK"))
        size = text_of("SLURM_STEP_NUM_TASKS");
    return size ? atoi(size) : 0;
}

const char *cli_environment_temporary(void)
{
    const char *folder = text_of("TMPDIR");
    return folder ? folder : "/tmp";
}
