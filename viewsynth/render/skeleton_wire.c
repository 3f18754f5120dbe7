#include "viewsynth/render/skeleton_wire.h"

#include <string.h>

#include "base/memory.h"

#define MAX_NAMES (GFLA_SKELETON_MAX_NODES * 1100u) /* Assimp cuts names at 1024 bytes */

static const char magic[8] = "gflaSKE";

struct header {
    char magic[8];
    uint32_t node_size, key_size;
    uint64_t n_nodes, n_keys, most_keys;
    double duration, ticks;
};

gfla_status gfla_skeleton_wire_write(const struct gfla_skeleton *s, const struct gfla_wire_out *out)
{
    gfla_status status;
    struct header header = {.node_size = sizeof *s->nodes,
                            .key_size = sizeof *s->keys,
                            .n_nodes = s->n_nodes,
                            .n_keys = s->n_keys,
                            .most_keys = s->most_keys,
                            .duration = s->duration,
                            .ticks = s->ticks};
    memcpy(header.magic, magic, sizeof magic);
    TRY(out->write(out->context, &header, sizeof header));
    TRY(out->write(out->context, s->nodes, s->n_nodes * sizeof *s->nodes));
    TRY(out->write(out->context, s->keys, s->n_keys * sizeof *s->keys));
    TRY(gfla_wire_write_text(out, s->names.data, s->names.size));
fail:
    return status;
}

static bool is_within(struct gfla_skeleton_track track, size_t n_keys)
{
    return track.first <= n_keys && track.n <= n_keys - track.first;
}

static gfla_status check(const struct gfla_skeleton *s)
{
    gfla_status status = GFLA_OK;
    REQUIRE(s->names.size > 0 && s->names.data[s->names.size - 1] == 0, GFLA_ERROR_INPUT, "a name without end");
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct gfla_skeleton_node *n = &s->nodes[i];
        REQUIRE(i == 0 ? n->parent == -1 : n->parent >= 0 && (size_t)n->parent < i, GFLA_ERROR_INPUT,
                "node %zu below node %d", i, n->parent);
        REQUIRE(n->name < s->names.size, GFLA_ERROR_INPUT, "node %zu: its name is at %u of %zu", i, n->name,
                s->names.size);
        REQUIRE(is_within(n->positions, s->n_keys) && is_within(n->turns, s->n_keys) && is_within(n->scales, s->n_keys),
                GFLA_ERROR_INPUT, "node %zu: keys beyond the %zu that there are", i, s->n_keys);
    }
fail:
    return status;
}

gfla_status gfla_skeleton_wire_read(struct gfla_skeleton **skeleton, const struct gfla_wire_in *in)
{
    gfla_status status;
    struct header header;
    struct gfla_skeleton *s = NULL;
    *skeleton = NULL;
    TRY(in->read(in->context, &header, sizeof header));
    REQUIRE(memcmp(header.magic, magic, sizeof magic) == 0 && header.node_size == sizeof *s->nodes &&
                header.key_size == sizeof *s->keys,
            GFLA_ERROR_INPUT, "no skeleton of this version");
    REQUIRE(header.n_nodes > 0 && header.n_nodes <= GFLA_SKELETON_MAX_NODES &&
                header.n_keys <= GFLA_SKELETON_MAX_KEYS && header.most_keys <= GFLA_SKELETON_MAX_KEYS,
            GFLA_ERROR_INPUT, "a skeleton of %llu nodes and %llu keys", (unsigned long long)header.n_nodes,
            (unsigned long long)header.n_keys);
    TRY(gfla_calloc(&s, 1, sizeof *s, "skeleton"));
    s->n_nodes = (size_t)header.n_nodes;
    s->n_keys = (size_t)header.n_keys;
    s->most_keys = (size_t)header.most_keys;
    s->duration = header.duration;
    s->ticks = header.ticks > 0 ? header.ticks : 0;
    TRY(gfla_wire_read_array(in, &s->nodes, s->n_nodes, sizeof *s->nodes, "nodes of a skeleton"));
    TRY(gfla_wire_read_array(in, &s->keys, s->n_keys, sizeof *s->keys, "keys of an animation"));
    TRY(gfla_wire_read_text(in, &s->names, MAX_NAMES));
    TRY(check(s));
    gfla_wire_clean_names(&s->names);
    *skeleton = s;
    return GFLA_OK;
fail:
    gfla_skeleton_destroy(&s);
    return status;
}
