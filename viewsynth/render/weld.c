/* Corners at the same position, found by a hash table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "viewsynth/render/weld.h"

#define GRID 2097152.0 /* positions that agree to this part of the model's extent are the same */

/* A position on the grid over the bounds. */
struct place {
    int32_t at[3];
};

static struct place place_of(const float p[3], const struct gfla_bounds *b, double scale)
{
    struct place place;
    for (int k = 0; k < 3; k++)
        place.at[k] = (int32_t)(((double)p[k] - b->lo[k]) * scale + 0.5);
    return place;
}

static double grid_scale(const struct gfla_bounds *b)
{
    double extent = 0;
    for (int k = 0; k < 3; k++)
        extent = fmax(extent, (double)b->hi[k] - b->lo[k]);
    return extent > 0 ? GRID / extent : 0;
}

gfla_status gfla_mesh_weld(const struct gfla_mesh *mesh, int32_t **next, int32_t **head_of)
{
    gfla_status status = GFLA_OK;
    size_t n = 3 * mesh->n_triangles, n_slots = 16;
    int32_t *slots = NULL;
    struct gfla_bounds bounds = gfla_mesh_bounds(mesh);
    double scale = grid_scale(&bounds);
    *next = *head_of = NULL;
    while (n_slots < 2 * n)
        n_slots *= 2;
    TRY(gfla_calloc(&slots, n_slots, sizeof *slots, "hash table of vertices"));
    TRY(gfla_calloc(next, n, sizeof **next, "chains of vertices"));
    TRY(gfla_calloc(head_of, n, sizeof **head_of, "chains of vertices"));
    for (size_t i = 0; i < n; i++) {
        struct place p = place_of(mesh->corners[i].position, &bounds, scale);
        size_t slot = gfla_hash_bytes(&p, sizeof p) & (n_slots - 1);
        while (slots[slot]) { /* head + 1; 0 is free */
            struct place q = place_of(mesh->corners[slots[slot] - 1].position, &bounds, scale);
            if (memcmp(&p, &q, sizeof p) == 0)
                break;
            slot = (slot + 1) & (n_slots - 1);
        }
        int32_t head = slots[slot] ? slots[slot] - 1 : (int32_t)i;
        slots[slot] = head + 1;
        (*head_of)[i] = head;
        (*next)[i] = -1;
        if (head != (int32_t)i) {
            (*next)[i] = (*next)[head];
            (*next)[head] = (int32_t)i;
        }
    }
fail:
    free(slots);
    return status;
}
