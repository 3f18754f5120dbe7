/* Any bytes as what was measured on a device, behind the head that the file must have, and as sizes of CLBlast's kernel. Half of the lines get sums that
 * hold, or nothing would be believed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "runtime/blas_config.h"
#include "runtime/internal.h"
#include "runtime/tuning.h"
#include "tests/fuzz/fuzz.h"

static gfla_context *context; /* other targets have others */

static gfla_device *make_device(void)
{
    gfla_device *made = calloc(1, sizeof *made);
    fuzz_require(made != NULL, "there is memory");
    made->info.kind = GFLA_DEVICE_GPU;
    snprintf(made->info.name, sizeof made->info.name, "Made up");
    return made;
}

static void drop_device(gfla_device **made)
{
    gfla_tuning_free(&(*made)->tuning);
    free(*made);
    *made = NULL;
}

/* The head of such a file, as the store writes it: its text up to the first line. The file becomes fuzz_file. */
static char *learn_head(void)
{
    struct gfla_context_params params;
    gfla_device *made = make_device();
    gfla_context_params_init(&params);
    params.cache_folder = fuzz_folder("tuning");
    params.tuning = GFLA_TUNING_READ;
    fuzz_require(gfla_context_create(&context, &params) == GFLA_OK, "a context can be made");
    gfla_context *before = gfla_context_enter(context);
    gfla_tuning_find(made, "a");
    fuzz_require(made->tuning.path && gfla_cache_create_folder(made->tuning.path) == GFLA_OK, "it has a path");
    char *head = fuzz_text((const uint8_t *)made->tuning.header, strlen(made->tuning.header));
    fuzz_link(made->tuning.path);
    drop_device(&made);
    gfla_context_enter(before);
    return head;
}

static void add_lines(struct gfla_text *text, char *lines)
{
    bool sound = true;
    for (char *line = lines; line; sound = !sound) {
        char *end = strchr(line, '\n');
        if (end)
            *end = 0;
        if (sound)
            gfla_text_add(text, "%08" PRIx32 " ", (uint32_t)gfla_hash_text(line));
        gfla_text_add(text, "%s\n", line);
        line = end ? end + 1 : NULL;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *head;
    struct gfla_text text = {0};
    char *lines = fuzz_text(data, size);
    gfla_device *made = make_device();
    struct gfla_blas_config config;
    if (gfla_blas_config_parse(&config, lines))
        fuzz_accepted(1, 2);
    if (!head)
        head = learn_head();
    gfla_text_add(&text, "%s", size % 16 ? head : "");
    add_lines(&text, lines);
    fuzz_require(!text.failed, "there is memory");
    fuzz_file((const uint8_t *)text.data, text.size);
    gfla_context *before = gfla_context_enter(context);
    if (gfla_tuning_find(made, "a"))
        fuzz_accepted(0, 2);
    gfla_context_enter(before);
    drop_device(&made);
    gfla_text_free(&text);
    free(lines);
    return 0;
}
