/* render/obj/obj.h - what the parts of the OBJ reader share. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_OBJ_OBJ_H
#define VIEWSYNTH_RENDER_OBJ_OBJ_H

#include "viewsynth/render/mesh.h"
#include "viewsynth/render/obj/obj_names.h"
#include "viewsynth/render/obj/obj_text.h"
#include "viewsynth/render/polygon.h"

/* A list of what the file counts, and the largest index that a face has used with its line. */
struct obj_list {
    float (*values)[4];
    size_t n, capacity;
    size_t used, used_line;
};

#define OBJ_FLAT (-2) /* in place of a normal's index: that of the face, since smoothing is off */

struct obj_corner {
    int32_t index[3]; /* of position, texture coordinates, normal; from 0, -1: none */
};

struct obj {
    struct obj_list lists[3];   /* positions, texture coordinates, normals */
    struct obj_list colours;    /* of positions: empty, or one for each (r g b a) */
    struct obj_corner *corners; /* 3 for each triangle */
    size_t n_triangles, corners_capacity;
    int32_t *materials; /* of triangles: number of a name, or -1 */
    size_t materials_capacity;
    struct obj_names names; /* of materials, from usemtl */
    char **libraries;       /* what follows mtllib, line by line */
    size_t n_libraries, libraries_capacity;
    int32_t material; /* of the faces that follow */
    bool flat;        /* they are not smoothed: `s off` */
    /* of one face */
    struct obj_corner *face;
    size_t face_capacity;
    struct gfla_polygon polygon;
    size_t involved_line; /* of a face that was cut somehow; 0: none */
};
void gfla_obj_free(struct obj *obj);

/* Reads the statements of a file into an empty struct. The text must outlive it: names point there. */
gfla_status gfla_obj_parse(struct obj *obj, void *data, size_t size);
/* Reads a face: what follows `f` in this line. */
gfla_status gfla_obj_face(struct obj *obj, char *at, size_t line);

/* How a material wants its texture coordinates: uv * scale + offset. */
struct obj_mapping {
    float scale[2], offset[2];
    bool clamp;
};

struct obj_material {
    struct obj_mapping colour, emission;
};
/* Fills in mesh->materials (one for each of obj->names and a plain one at the end), names and textures; *materials,
 * with as many entries, is freed by the caller, also on failure. */
gfla_status gfla_obj_materials(struct gfla_mesh *mesh, const struct obj *obj, const struct gfla_mesh_source *source,
                               int max_texture, struct obj_material **materials);

#endif
