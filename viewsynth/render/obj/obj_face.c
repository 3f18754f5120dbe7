/* Faces of an OBJ: corners `v`, `v/vt`, `v//vn` or `v/vt/vn`, counted from 1 or, when negative, back from the last. */
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/obj/obj.h"

static gfla_status take_index(struct obj_list *list, char **at, size_t line, int32_t *index)
{
    gfla_status status = GFLA_OK;
    long number = 0;
    REQUIRE(gfla_obj_int(at, &number) && number != 0, GFLA_ERROR_INPUT,
            "line %zu: a corner of a face has no right number", line);
    const long from_0 = number > 0 ? number - 1 : (long)list->n + number;
    REQUIRE(from_0 >= 0, GFLA_ERROR_INPUT, "line %zu: a face goes back to %ld of %zu", line, number, list->n);
    if ((size_t)from_0 + 1 > list->used) {
        list->used = (size_t)from_0 + 1;
        list->used_line = line;
    }
    *index = (int32_t)from_0;
fail:
    return status;
}

static gfla_status take_corner(struct obj *obj, char **at, size_t line, struct obj_corner *corner)
{
    gfla_status status = GFLA_OK;
    *corner = (struct obj_corner){{-1, -1, obj->flat ? OBJ_FLAT : -1}};
    for (int i = 0; i < 3; i++) {
        if (i > 0) {
            if (**at != '/')
                break;
            ++*at;
            if (!strchr("-+0123456789", **at) || !**at)
                continue; /* left out */
        }
        TRY(take_index(&obj->lists[i], at, line, &corner->index[i]));
    }
    REQUIRE(!**at || **at == ' ' || **at == '\t', GFLA_ERROR_INPUT, "line %zu: a corner of a face is no number", line);
fail:
    return status;
}

static gfla_status add_triangle(struct obj *obj, const struct obj_corner *a, const struct obj_corner *b,
                                const struct obj_corner *c)
{
    const size_t n = obj->n_triangles;
    gfla_status status = GFLA_OK;
    REQUIRE(n < GFLA_MESH_MAX_TRIANGLES, GFLA_ERROR_INPUT, "more than %d triangles; hint: simplify the model",
            GFLA_MESH_MAX_TRIANGLES);
    TRY(gfla_grow(&obj->corners, &obj->corners_capacity, 3 * n + 3, sizeof *obj->corners, "corners of a mesh"));
    TRY(gfla_grow(&obj->materials, &obj->materials_capacity, n + 1, sizeof *obj->materials, "materials of triangles"));
    obj->corners[3 * n] = *a;
    obj->corners[3 * n + 1] = *b;
    obj->corners[3 * n + 2] = *c;
    obj->materials[n] = obj->material;
    obj->n_triangles++;
fail:
    return status;
}

/* More than three corners. Positions that only come later in the file are taken as zero for the cut. */
static gfla_status cut(struct obj *obj, size_t n, size_t line)
{
    const struct obj_list *positions = &obj->lists[0];
    struct gfla_polygon *p = &obj->polygon;
    gfla_status status = GFLA_OK;
    TRY(gfla_polygon_reserve(p, n));
    for (size_t i = 0; i < n; i++) {
        const size_t index = (size_t)obj->face[i].index[0];
        memcpy(p->corners[i], index < positions->n ? positions->values[index] : (const float[3]){0},
               sizeof p->corners[i]);
    }
    if (!gfla_polygon_cut(p, (int32_t)n) && !obj->involved_line)
        obj->involved_line = line;
    for (size_t i = 0; i + 2 < n; i++)
        TRY(add_triangle(obj, &obj->face[p->triangles[i][0]], &obj->face[p->triangles[i][1]],
                         &obj->face[p->triangles[i][2]]));
fail:
    return status;
}

gfla_status gfla_obj_face(struct obj *obj, char *at, size_t line)
{
    gfla_status status = GFLA_OK;
    size_t n = 0;
    for (; *at; at += strspn(at, " \t"), n++) {
        REQUIRE(n < GFLA_MESH_MAX_TRIANGLES, GFLA_ERROR_INPUT, "line %zu: a face of more than %d corners", line,
                GFLA_MESH_MAX_TRIANGLES);
        TRY(gfla_grow(&obj->face, &obj->face_capacity, n + 1, sizeof *obj->face, "corners of a face"));
        TRY(take_corner(obj, &at, line, &obj->face[n]));
    }
    if (n < 3)
        return GFLA_OK; /* a point or a line */
    return n == 3 ? add_triangle(obj, &obj->face[0], &obj->face[1], &obj->face[2]) : cut(obj, n, line);
fail:
    return status;
}
