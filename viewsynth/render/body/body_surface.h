/* render/body/body_surface.h - gathers the triangles of a figure: surfaces of quads, cut where a field says that they
 * end. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_SURFACE_H
#define VIEWSYNTH_RENDER_BODY_BODY_SURFACE_H

#include "viewsynth/render/body/body_data.h"

#define BODY_MAX_MATERIALS 48
#define BODY_MAX_TEXTURES 32

/* A corner before it is reduced to four bones. */
struct body_corner {
    float position[3], normal[3], uv[2];
    float rest[3]; /* its place on surface->rest */
    float weights[GFLA_FIGURE_BONE_ROLES];
    float field; /* the surface is there where this is above 0 */
};

/* What grows into a figure. {0} is empty; the figure takes everything, body_builder_free frees what it did not take. */
struct body_builder {
    struct raster_corner *corners;
    uint8_t *bones, *parts;
    float *weights;
    int32_t *materials_of;
    size_t n_triangles, corner_capacity, bone_capacity, part_capacity, weight_capacity, material_capacity;
    struct raster_material materials[BODY_MAX_MATERIALS];
    int n_materials;
    struct gfla_text material_names;
    struct gfla_bitmap textures[BODY_MAX_TEXTURES];
    int n_textures;
};

/* Adds a matt material of this colour (sRGB, 0 .. 1) and texture (-1: none) and writes its number; change it through
 * builder->materials. name is static text. */
gfla_status body_builder_material(struct body_builder *builder, const char *name, const float colour[3], int texture,
                                  int *number);
/* Takes the image, on failure too. */
gfla_status body_builder_texture(struct body_builder *builder, struct gfla_bitmap *image, int *number);
/* Adds the part of a triangle where field > 0; no width: nothing. */
gfla_status body_builder_triangle(struct body_builder *builder, const struct body_corner corner[3], int material,
                                  enum gfla_figure_part part);
gfla_status body_builder_finish(struct body_builder *builder, struct gfla_figure *figure);
void body_builder_free(struct body_builder *builder);

struct body_surface;
/* Sets the texture coordinates of a triangle's corners (and may change their normals); returns its part,
 * GFLA_PART_NONE: left out. quad and corner numbers let it look up what belongs to them; where a quad was cut finer
 * they are those of the whole quad. */
typedef enum gfla_figure_part body_paint(const struct body_surface *surface, const struct body_quad *quad,
                                         const int corners[3], struct body_corner corner[3]);

/* Quads over arrays that are indexed by vertex. */
struct body_surface {
    const struct body_faces *faces;
    const float (*positions)[3], (*normals)[3];
    const float (*rest)[3]; /* decides along which diagonal quads are cut: alike for surfaces that lie on each other */
    const float (*weights)[GFLA_FIGURE_BONE_ROLES];
    const float *field; /* NULL: everywhere */
    /* The field between vertices: quads that an edge crosses are cut finer, for smooth edges. NULL: straight lines. */
    float (*field_at)(const struct body_surface *surface, const float rest[3],
                      const float weights[GFLA_FIGURE_BONE_ROLES]);
    float fine_above; /* height (of rest) below which edges are straight anyway */
    float fine_step;  /* metres; how fine quads near an edge are cut */
    int material;
    body_paint *paint;
    const void *context; /* of paint */
};
gfla_status body_builder_surface(struct body_builder *builder, const struct body_surface *surface);

/* Smooth unit normals of the vertices of these faces, weighted by area; the others are left alone. */
void body_normals(const struct body_faces *faces, const float (*positions)[3], float (*normals)[3]);

/* Draws `field` together `times` times: each vertex of the faces moves half way to the mean of its neighbours.
 * `field` has `width` numbers a vertex. GFLA_ERROR_MEMORY. */
gfla_status body_smooth(const struct body_faces *faces, int n_vertices, int times, float *field, int width);

#endif
