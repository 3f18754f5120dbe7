/* render/drawn/drawn_look.h - what the parts of the drawing of materials share. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_DRAWN_DRAWN_LOOK_H
#define VIEWSYNTH_RENDER_DRAWN_DRAWN_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"
#include "viewsynth/render/mesh.h"

/* What a thing is made of. */
enum drawn_kind {
    DRAWN_WOOD,
    DRAWN_METAL,
    DRAWN_PLASTIC,
    DRAWN_PAINT,
    DRAWN_CLOTH,
    DRAWN_KNIT,
    DRAWN_LEATHER,
    DRAWN_STONE,
    DRAWN_CERAMIC,
    DRAWN_GLASS,
    DRAWN_MIRROR,
    DRAWN_SCREEN,
    DRAWN_PRINT,
    DRAWN_SHADE,
    DRAWN_BULB,
    DRAWN_RUBBER,
    DRAWN_WICKER,
    DRAWN_PLANT,
    DRAWN_EARTH,
    DRAWN_KIND_COUNT
};

enum drawn_pattern {
    DRAWN_PLAIN, /* no texture */
    DRAWN_GRAIN,
    DRAWN_BOARDS,
    DRAWN_WEAVE,
    DRAWN_STITCHES,
    DRAWN_STRIPES,
    DRAWN_CHECKS,
    DRAWN_HERRINGBONE,
    DRAWN_FLOWERS,
    DRAWN_NAP,
    DRAWN_HIDE,
    DRAWN_VEINS,
    DRAWN_SPECKLES,
    DRAWN_CHIPS,
    DRAWN_BRUSHED,
    DRAWN_HAMMERED,
    DRAWN_SPANGLES,
    DRAWN_BASKET,
    DRAWN_LABEL,
    DRAWN_PATTERN_COUNT
};

struct drawn_look {
    enum drawn_pattern pattern;
    float colours[3][3]; /* as displayed: the main one, the one that goes with it, and one that stands out */
    float repeats;       /* of the texture along a unit of the normalised model */
    /* u follows the long axis of each connected part, and each part shows another piece of the texture */
    bool along_parts;
    float specular, roughness, metallic, emission;
    uint64_t seed;
};

/* What the materials of one object have in common. */
struct drawn_scheme {
    uint64_t seed;
    float cloth[3][3], paint[2][3];
    int wood, metal; /* rows of their palettes */
    /* which materials look alike: of one name; of names that differ in their number alone ("wood.001"); of one hard
     * kind as wood or metal */
    enum { DRAWN_NOT_SHARED, DRAWN_SHARED_BY_STEM, DRAWN_SHARED_BY_KIND } sharing;
};

/* drawn_kinds.c: the kind that a material's name tells; DRAWN_KIND_COUNT when it tells none. */
enum drawn_kind gfla_drawn_kind(const char *name);

/* drawn_looks.c */
struct drawn_scheme gfla_drawn_scheme(uint64_t seed);
/* The look of the material of that name in an object. */
struct drawn_look gfla_drawn_look(const struct drawn_scheme *scheme, const char *name);

/* drawn_patterns.c: the texture of a look, RGBA and opaque, tiling both ways. The pattern is not DRAWN_PLAIN. */
gfla_status gfla_drawn_image(const struct drawn_look *look, int side, struct gfla_bitmap *image);

/* drawn_mapping.c: sets the texture coordinates of all triangles whose material has a look with a texture;
 * looks[n_materials]. */
gfla_status gfla_drawn_map(struct gfla_mesh *mesh, const struct drawn_look *looks);

#endif
