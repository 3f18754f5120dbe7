/* Surfaces of a person's images: points that corners share, and what is seen in any image. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/render/render_people.h"

/* ---- points: corners that are one in every pose ---- */

struct corner_key {
    float position[3], weights[GFLA_FIGURE_WEIGHTS];
    uint8_t bones[GFLA_FIGURE_WEIGHTS];
};

static void key_of(const struct gfla_figure *figure, size_t corner, struct corner_key *key)
{
    memset(key, 0, sizeof *key);
    memcpy(key->position, figure->mesh->corners[corner].position, sizeof key->position);
    memcpy(key->weights, figure->corner_weights + GFLA_FIGURE_WEIGHTS * corner, sizeof key->weights);
    memcpy(key->bones, figure->corner_bones + GFLA_FIGURE_WEIGHTS * corner, sizeof key->bones);
}

static uint32_t hash_key(const struct corner_key *key)
{
    uint32_t words[sizeof *key / 4], h = 2166136261u;
    memcpy(words, key, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        h = (h ^ words[i]) * 0x9e3779b1u, h ^= h >> 15;
    return h;
}

/* Numbers points in the order of corners; a table of twice their number finds those that were there before. */
static gfla_status share_corners(struct gfla_people_surfaces *s, const struct gfla_figure *figure)
{
    gfla_status status;
    const size_t n = 3 * figure->mesh->n_triangles;
    size_t size = 1;
    int32_t *table = NULL; /* 1 + point */
    while (size < 2 * n)
        size *= 2;
    TRY(gfla_calloc(&table, size, sizeof *table, "points of a figure"));
    for (size_t i = 0; i < n; i++) {
        struct corner_key key, there;
        key_of(figure, i, &key);
        size_t at = hash_key(&key) & (size - 1);
        for (; table[at]; at = (at + 1) & (size - 1)) {
            key_of(figure, (size_t)s->corners[table[at] - 1], &there);
            if (memcmp(&key, &there, sizeof key) == 0)
                break;
        }
        if (!table[at]) {
            s->corners[s->n_points] = (int32_t)i;
            table[at] = (int32_t)++s->n_points;
        }
        s->triangles.points[i / 3][i % 3] = table[at] - 1;
    }
fail:
    free(table);
    return status;
}

gfla_status gfla_people_surfaces_begin(struct gfla_people_surfaces *s, const struct gfla_figure *figure, int n)
{
    gfla_status status;
    *s = (struct gfla_people_surfaces){0};
    TRY(gfla_calloc(&s->triangles.points, figure->mesh->n_triangles, sizeof *s->triangles.points,
                    "triangles of a figure"));
    s->triangles.n = figure->mesh->n_triangles;
    TRY(gfla_calloc(&s->corners, 3 * figure->mesh->n_triangles, sizeof *s->corners, "points of a figure"));
    TRY(gfla_calloc(&s->images, (size_t)n, sizeof *s->images, "surfaces"));
    s->n = n;
    TRY(share_corners(s, figure));
fail:
    return status;
}

void gfla_people_surfaces_free(struct gfla_people_surfaces *s)
{
    gfla_person_triangles_free(&s->triangles);
    free(s->corners);
    for (int i = 0; i < s->n; i++)
        gfla_person_surface_free(&s->images[i]);
    free(s->images);
    *s = (struct gfla_people_surfaces){0};
}

/* ---- an image ---- */

gfla_status gfla_people_surfaces_add(struct gfla_people_surfaces *s, int image, const struct gfla_people_shot *shot)
{
    gfla_status status;
    struct gfla_person_surface *out = &s->images[image];
    const int side = gfla_figure_view_square(shot->view.width, shot->view.height);
    int left, top;
    gfla_figure_view_corner(shot->view.width, shot->view.height, &left, &top);
    *out =
        (struct gfla_person_surface){.width = shot->view.width, .height = shot->view.height, .n_points = s->n_points};
    TRY(gfla_calloc(&out->points, s->n_points, sizeof *out->points, "a surface"));
    TRY(gfla_calloc(&out->triangles, (size_t)out->width * (size_t)out->height, sizeof *out->triangles, "a surface"));
    for (size_t i = 0; i < s->n_points; i++) {
        const float *at = shot->mesh.corners[s->corners[i]].position;
        double pixel[2] = {0, 0}, depth = 0;
        gfla_camera_project(&shot->camera, side, (double[3]){(double)at[0], (double)at[1], (double)at[2]}, pixel,
                            &depth);
        out->points[i][0] = (float)(pixel[0] - left);
        out->points[i][1] = (float)(pixel[1] - top);
        out->points[i][2] = (float)(depth / shot->view.distance);
    }
    for (int y = 0; y < out->height; y++)
        memcpy(out->triangles + (size_t)y * (size_t)out->width,
               shot->triangles + (size_t)(y + top) * (size_t)side + left, (size_t)out->width * sizeof *out->triangles);
fail:
    return status;
}

/* ---- what is seen ---- */

/* Marks what any image shows, and numbers it anew in the old order; returns how many there are. new_number: -1 where it
 * is not seen. */
static size_t number_triangles(const struct gfla_people_surfaces *s, int32_t *new_number)
{
    int32_t n = 0;
    memset(new_number, 0, s->triangles.n * sizeof *new_number);
    for (int p = 0; p < s->n; p++) {
        const struct gfla_person_surface *in = &s->images[p];
        for (size_t i = 0; i < (size_t)in->width * (size_t)in->height; i++)
            if (in->triangles[i] >= 0)
                new_number[in->triangles[i]] = 1;
    }
    for (size_t i = 0; i < s->triangles.n; i++)
        new_number[i] = new_number[i] ? n++ : -1;
    return (size_t)n;
}

/* Leaves points of triangles that are left. */
static gfla_status keep_points(struct gfla_people_surfaces *s)
{
    gfla_status status;
    int32_t *new_number = NULL, n = 0;
    TRY(gfla_calloc(&new_number, s->n_points ? s->n_points : 1, sizeof *new_number, "points of a figure"));
    for (size_t i = 0; i < 3 * s->triangles.n; i++)
        new_number[s->triangles.points[i / 3][i % 3]] = 1;
    for (size_t i = 0; i < s->n_points; i++) {
        if (!new_number[i])
            continue;
        for (int p = 0; p < s->n; p++)
            memcpy(s->images[p].points[n], s->images[p].points[i], sizeof s->images[p].points[n]);
        new_number[i] = n++;
    }
    for (size_t i = 0; i < 3 * s->triangles.n; i++)
        s->triangles.points[i / 3][i % 3] = new_number[s->triangles.points[i / 3][i % 3]];
    for (int p = 0; p < s->n; p++)
        s->images[p].n_points = (size_t)n;
    s->n_points = (size_t)n;
fail:
    free(new_number);
    return status;
}

static gfla_status keep_seen(struct gfla_people_surfaces *s)
{
    gfla_status status;
    int32_t *new_number = NULL;
    TRY(gfla_calloc(&new_number, s->triangles.n, sizeof *new_number, "triangles of a figure"));
    const size_t n = number_triangles(s, new_number);
    REQUIRE(n > 0, GFLA_ERROR_INPUT, "no picture shows anything of the person");
    for (size_t i = 0; i < s->triangles.n; i++)
        if (new_number[i] >= 0)
            memmove(s->triangles.points[new_number[i]], s->triangles.points[i], sizeof s->triangles.points[i]);
    s->triangles.n = n;
    for (int p = 0; p < s->n; p++) {
        struct gfla_person_surface *image = &s->images[p];
        for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++)
            if (image->triangles[i] >= 0)
                image->triangles[i] = new_number[image->triangles[i]];
    }
    TRY(keep_points(s));
fail:
    free(new_number);
    return status;
}

gfla_status gfla_people_surfaces_write(struct gfla_people_surfaces *s, const char *root, const char *phase,
                                       const char *person)
{
    gfla_status status;
    struct gfla_text folder = {0};
    gfla_text_add(&folder, "%s/%s_surface", root, phase);
    REQUIRE(!folder.failed, GFLA_ERROR_MEMORY, "a path: host memory ran out");
    TRY(keep_seen(s));
    TRY(gfla_person_triangles_write(folder.data, person, &s->triangles));
    for (int p = 0; p < s->n; p++) {
        char name[48];
        snprintf(name, sizeof name, "%s_%02d", person, p);
        TRY(gfla_person_surface_write(folder.data, name, &s->images[p]));
    }
fail:
    gfla_text_free(&folder);
    return status;
}
