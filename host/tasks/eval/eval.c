#include "tasks/eval/eval.h"

#include "base/file_map.h"
#include "io/checksum.h"
#include "io/keypoints/annotations.h"
#include "tasks/model/model_file.h"

bool gfla_eval_is_person(const char *data)
{
    enum gfla_person_set set = GFLA_PERSON_SET_ANY;
    char path[1024];
    return gfla_person_list_path(data, &set, GFLA_PERSON_PAIRS, "test", path, sizeof path) == GFLA_OK;
}

/* Its path, and what it holds: a training may have written it anew between two parts. */
static gfla_status add_weights(struct gfla_text *line, const char *word, const char *name)
{
    gfla_status status;
    char path[1024];
    struct gfla_file_map map = {0};
    TRY(gfla_model_file_find(name, path, sizeof path));
    TRY(gfla_file_map_open(&map, path));
    gfla_text_add(line, ", %s %s (%08x)", word, name, gfla_crc32(map.data, map.size));
fail:
    gfla_file_map_close(&map);
    return status;
}

gfla_status gfla_eval_describe(const struct gfla_eval_options *o, struct gfla_text *line)
{
    gfla_status status = GFLA_OK;
    gfla_text_add(line, "split %d, limit %d, lists %s %s", (int)o->split, o->limit, o->pairs ? o->pairs : "-",
                  o->annotation ? o->annotation : "-");
    if (o->weights)
        TRY(add_weights(line, "weights", o->weights));
    for (int i = 0; i < o->n_against; i++)
        TRY(add_weights(line, "against", o->against[i]));
    for (int i = 0; i < o->n_compared; i++)
        gfla_text_add(line, ", folder %s", o->folders[i]);
    if (o->perceptual.lpips)
        gfla_text_add(line, ", lpips %s", o->perceptual.lpips);
    REQUIRE(!line->failed, GFLA_ERROR_MEMORY, "host memory ran out for a description");
fail:
    return status;
}

bool gfla_eval_needs_device(const struct gfla_eval_options *o)
{
    return o->weights || o->n_against || o->perceptual.lpips || o->perceptual.fid;
}
