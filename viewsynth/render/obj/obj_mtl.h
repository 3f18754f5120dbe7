/* render/obj/obj_mtl.h - the materials of an MTL library. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_OBJ_OBJ_MTL_H
#define VIEWSYNTH_RENDER_OBJ_OBJ_MTL_H

#include "viewsynth/render/obj/obj.h"

enum { MTL_COLOUR, MTL_OPACITY, MTL_EMISSION, MTL_MAPS }; /* map_Kd, map_d, map_Ke */

struct mtl_map {
    char *name; /* NULL: none */
    struct obj_mapping mapping;
    bool mixed; /* -mm changes its colours, which is not applied */
};

/* A material as its statements say; what they leave out is not a number. */
struct mtl_material {
    const char *library; /* NULL: no library has it */
    float diffuse[3], specular[3], emission[3], shininess, dissolve, transparency, illumination, roughness, metallic;
    bool halo; /* more opaque towards its rim, which is not applied */
    struct mtl_map maps[MTL_MAPS];
};

/* Reads the materials whose names are in `names` into their places; of two with one name the last counts. */
void gfla_mtl_parse(void *data, size_t size, const char *library, const struct obj_names *names,
                    struct mtl_material *materials);

#endif
