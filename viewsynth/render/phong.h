/* render/phong.h - materials of the formats before physically based ones (MTL, 3DS, COLLADA ...) as the rasteriser has
 * them. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_PHONG_H
#define VIEWSYNTH_RENDER_PHONG_H

#include "viewsynth/render/mesh_textures.h"

#define GFLA_PLAIN_GREY 0.7f /* as displayed: the colour of what has none */

struct gfla_phong {
    bool has_diffuse;  /* else GFLA_PLAIN_GREY */
    bool is_linear;    /* the diffuse colour is linear light (a "base colour") */
    float diffuse[3];  /* any numbers, also none: what makes no sense is limited or replaced */
    float opacity;     /* 0 is how some exporters spell opaque */
    float specular[3]; /* of a mirrored light; 0: matt */
    float shininess;   /* exponent of the mirrored lobe */
    float emission[3];
    bool has_vertex_colours; /* without a diffuse colour or texture they are shown as they are */
};
/* Everything but textures. */
struct raster_material gfla_phong_material(const struct gfla_phong *phong);

/* Where the images of a reader's textures come from. */
struct gfla_image_source {
    /* RGBA, 8 bits; a failure has a message. */
    gfla_status (*read)(const void *context, const char *name, struct gfla_bitmap *image);
    const void *context;
    struct gfla_mesh_textures *textures;
};
/* Gives the material the texture of a colour file and an opacity file; either may be "". Decides from its alpha whether
 * the surface has holes or is seen through. A texture's colour is not tinted by the material's: exporters leave any
 * colour beside it. A file that cannot be had is noted; the status is that of memory. */
gfla_status gfla_phong_textures(const struct gfla_image_source *source, const char *colour, const char *opacity,
                                struct raster_material *material);
/* The same for an emission, which its texture multiplies. */
gfla_status gfla_phong_emission(const struct gfla_image_source *source, const char *name,
                                struct raster_material *material);

/* Lets the materials of corners that are seen through blend. Where no corner of a material has any opacity all get it
 * in full: such files mean something else by it. */
gfla_status gfla_blend_vertex_alpha(struct gfla_mesh *mesh);

#endif
