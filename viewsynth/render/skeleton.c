#include "viewsynth/render/skeleton.h"

#include <stdlib.h>

void gfla_skeleton_destroy(struct gfla_skeleton **skeleton)
{
    if (!skeleton || !*skeleton)
        return;
    free((*skeleton)->nodes);
    free((*skeleton)->keys);
    gfla_text_free(&(*skeleton)->names);
    free(*skeleton);
    *skeleton = NULL;
}

const char *gfla_skeleton_name(const struct gfla_skeleton *skeleton, size_t node)
{
    return skeleton->names.data + skeleton->nodes[node].name;
}
