/* Any bytes as data of people; the first chooses what: base mesh, bone weights, a morph target, a packed one. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/body/body_data.h"

#define UNPACKED ((size_t)1 << 20)

static gfla_status read_target(const char *text, int n_vertices)
{
    struct body_target target = {0};
    const gfla_status status = body_target_parse(text, "fuzz", n_vertices, &target);
    body_target_free(&target);
    return status;
}

static gfla_status read_packed(const uint8_t *bytes, size_t size)
{
    char *text;
    size_t n;
    gfla_status status = body_gunzip(bytes, size, "fuzz", UNPACKED, &text, &n);
    if (status == GFLA_OK)
        status = read_target(text, 100);
    free(text);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct body_data *body = calloc(1, sizeof *body);
    char *text = calloc(1, size);
    if (!body || !text)
        abort();
    memcpy(text, data + 1, size - 1);
    body->n_vertices = data[0] % 4 == 1 ? 4 : 0;
    const int kind = data[0] % 4;
    const gfla_status status = kind == 0   ? body_mesh_parse(body, text, "fuzz")
                               : kind == 1 ? body_weights_parse(body, text, size - 1, "fuzz")
                               : kind == 2 ? read_target(text, 1 + data[0])
                                           : read_packed(data + 1, size - 1);
    if (status == GFLA_OK)
        fuzz_accepted(kind, 4);
    body_data_close(&body);
    free(text);
    return 0;
}
