/* What people are called, what side of the split they are on, and what is drawn at random for each. */
#include <stdio.h>

#include "tasks/render/render_people.h"

char *gfla_people_name(size_t index, char name[16])
{
    snprintf(name, 16, "p%06zu", index % 1000000000);
    return name;
}

/* As models are held out, by what a name hashes to. */
const char *gfla_people_phase(size_t index)
{
    char name[16];
    return gfla_hash_text(gfla_people_name(index, name)) % 100 < 12 ? "test" : "train";
}

struct gfla_random gfla_people_random(uint64_t seed, size_t index, uint64_t what)
{
    const uint64_t key[3] = {seed, index, what};
    return gfla_random_seed(gfla_hash_bytes(key, sizeof key), 11);
}

gfla_status gfla_people_marker_path(const char *root, size_t index, const char *ending, struct gfla_text *path)
{
    char name[16];
    path->size = 0;
    gfla_text_add(path, "%s/people/%s.%s", root, gfla_people_name(index, name), ending);
    return path->failed ? gfla_fail(GFLA_ERROR_MEMORY, "a path: host memory ran out") : GFLA_OK;
}
