#include "viewsynth/render/body/body_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MESH "3dobjs/base.obj"
#define WEIGHTS "rigs/standard/weights.default.json"
#define FILE_LIMIT ((size_t)32 << 20)
#define TARGET_LIMIT ((size_t)8 << 20)

static gfla_status read_all(struct body_data *data)
{
    gfla_status status = GFLA_OK;
    void *text = NULL;
    size_t size = 0;
    TRY(body_store_read(&data->store, MESH, FILE_LIMIT, &text, &size));
    TRY(body_mesh_parse(data, text, MESH));
    free(text);
    text = NULL;
    TRY(body_store_read(&data->store, WEIGHTS, FILE_LIMIT, &text, &size));
    TRY(body_weights_parse(data, text, size, WEIGHTS));
fail:
    free(text);
    return status;
}

gfla_status body_data_open(struct body_data **data, const char *path)
{
    gfla_status status = GFLA_OK;
    struct body_data *d = NULL;
    *data = NULL;
    TRY(gfla_calloc(&d, 1, sizeof *d, "data of people"));
    TRY(body_store_open(&d->store, path));
    status = read_all(d);
    if (status != GFLA_OK) {
        gfla_fail_context(status, "%s", path);
        goto fail;
    }
    *data = d;
    return GFLA_OK;
fail:
    body_data_close(&d);
    return status;
}

void body_data_close(struct body_data **data)
{
    struct body_data *d = *data;
    *data = NULL;
    if (!d)
        return;
    body_store_close(&d->store);
    for (int i = 0; i < BODY_GROUP_COUNT; i++)
        free(d->groups[i].quads);
    for (int i = 0; i < BODY_JOINT_COUNT; i++)
        free(d->joints[i].quads);
    for (size_t i = 0; i < d->n_targets; i++)
        body_target_free(&d->targets[i]);
    free(d->targets);
    free(d->positions);
    free(d->uvs);
    free(d->weights);
    free(d->head);
    free(d);
}

void body_target_free(struct body_target *target)
{
    free(target->name);
    free(target->offsets);
    *target = (struct body_target){0};
}

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return at + (*at == '\n');
}

gfla_status body_target_parse(const char *text, const char *name, int n_vertices, struct body_target *target)
{
    gfla_status status = GFLA_OK;
    size_t capacity = 0;
    long line = 1;
    for (const char *at = text; *at; at = next_line(at), line++) {
        struct body_offset offset;
        if (*at == '#' || at[strspn(at, " \t\r")] == '\n' || at[strspn(at, " \t\r")] == 0)
            continue;
        REQUIRE(body_parse_index(&at, n_vertices - 1, &offset.vertex) &&
                    body_parse_number(&at, BODY_LIMIT, &offset.add[0]) &&
                    body_parse_number(&at, BODY_LIMIT, &offset.add[1]) &&
                    body_parse_number(&at, BODY_LIMIT, &offset.add[2]),
                GFLA_ERROR_INPUT, "%s, line %ld: not VERTEX X Y Z with a vertex in 0 .. %d and numbers within %g", name,
                line, n_vertices - 1, (double)BODY_LIMIT);
        REQUIRE(target->n < (size_t)n_vertices, GFLA_ERROR_INPUT, "%s: more lines than the mesh has vertices (%d)",
                name, n_vertices);
        TRY(gfla_grow(&target->offsets, &capacity, target->n + 1, sizeof offset, "morph target"));
        target->offsets[target->n++] = offset;
    }
fail:
    return status;
}

static size_t target_bytes(const struct body_target *target)
{
    return target->n * sizeof *target->offsets;
}

/* The targets that were not used for longest leave until `more` fits. */
static void make_room(struct body_data *data, size_t more)
{
    while (data->n_targets && data->target_bytes + more > BODY_TARGET_CACHE) {
        size_t oldest = 0;
        for (size_t i = 1; i < data->n_targets; i++)
            if (data->targets[i].used < data->targets[oldest].used)
                oldest = i;
        data->target_bytes -= target_bytes(&data->targets[oldest]);
        body_target_free(&data->targets[oldest]);
        data->targets[oldest] = data->targets[--data->n_targets];
    }
}

static gfla_status read_target(struct body_data *data, const char *file, struct body_target *target)
{
    gfla_status status = GFLA_OK;
    void *packed = NULL;
    char *text = NULL;
    size_t packed_size, size;
    TRY(body_store_read(&data->store, file, TARGET_LIMIT, &packed, &packed_size));
    TRY(body_gunzip(packed, packed_size, file, TARGET_LIMIT, &text, &size));
    TRY(body_target_parse(text, file, data->n_vertices, target));
fail:
    free(packed);
    free(text);
    return status;
}

static gfla_status load_target(struct body_data *data, const char *name, struct body_target **out)
{
    gfla_status status = GFLA_OK;
    struct body_target target = {0};
    char file[256];
    snprintf(file, sizeof file, "targets/%s.target.gz", name);
    TRY(gfla_calloc(&target.name, strlen(name) + 1, 1, "name of a morph target"));
    memcpy(target.name, name, strlen(name));
    TRY(read_target(data, file, &target));
    make_room(data, target_bytes(&target));
    TRY(gfla_grow(&data->targets, &data->target_capacity, data->n_targets + 1, sizeof target, "morph targets"));
    data->target_bytes += target_bytes(&target);
    *out = &data->targets[data->n_targets++];
    **out = target;
    return GFLA_OK;
fail:
    body_target_free(&target);
    return status;
}

static struct body_target *find_target(struct body_data *data, const char *name)
{
    for (size_t i = 0; i < data->n_targets; i++)
        if (strcmp(data->targets[i].name, name) == 0)
            return &data->targets[i];
    return NULL;
}

gfla_status body_target_add(struct body_data *data, const char *name, float weight, float (*positions)[3])
{
    gfla_status status = GFLA_OK;
    struct body_target *target = find_target(data, name);
    if (weight == 0)
        return GFLA_OK;
    if (!target)
        TRY(load_target(data, name, &target));
    target->used = ++data->clock;
    for (size_t i = 0; i < target->n; i++)
        for (int k = 0; k < 3; k++)
            positions[target->offsets[i].vertex][k] += weight * target->offsets[i].add[k];
fail:
    return status;
}
