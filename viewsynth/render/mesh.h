/* render/mesh.h - a 3D model as the rasteriser wants it: one list of triangles, their materials and textures.
 *
 * gfla_mesh_import reads every format of the mesh table (mesh_format.h), from a file or from inside a zip archive. A
 * mesh is plain data once made; any thread may read it. */
#ifndef VIEWSYNTH_RENDER_MESH_H
#define VIEWSYNTH_RENDER_MESH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "cl/shared/raster.h"
#include "io/image/bitmap.h"
#include "viewsynth/render/archive.h"

#define GFLA_MESH_MAX_TRIANGLES 4000000
#define GFLA_MESH_SMOOTHING_DEGREES 50.0f

struct gfla_mesh {
    size_t n_triangles;
    struct raster_corner *corners; /* 3 per triangle */
    int32_t *triangle_materials;   /* one per triangle, below n_materials */
    int n_materials;
    struct raster_material *materials;
    struct gfla_text material_names; /* n_materials texts one after the other, each with its ending zero; "" unnamed */
    int n_textures;
    struct gfla_bitmap *textures; /* RGBA, 8 bits, not premultiplied */
    struct gfla_text notes;       /* a line for each thing that was missing and replaced; empty when all was there */
};

/* Where a model and the files that it names are: a path, or a member of an open archive. */
struct gfla_mesh_source {
    const char *path;      /* of the model; of the archive it stands for messages only */
    gfla_archive *archive; /* or NULL */
    const char *member;    /* name in the archive */
};

/* Plain numbers: they go to another process as they are (importer.h). */
struct gfla_mesh_params {
    int max_texture; /* larger textures are halved until they fit; 0: 1024 */
    float smoothing; /* generated normals: faces that meet at a larger angle keep an edge; 0:
                        GFLA_MESH_SMOOTHING_DEGREES */
};

/* Imports a model: all its meshes placed by their nodes, faces triangulated, normals taken or generated.
 * GFLA_ERROR_INPUT names the file when it cannot be read or holds no face, a coordinate that is no number, an index out
 * of range, or too much. A texture that is missing or unreadable is noted, and the plain colour used. params may be
 * NULL. */
gfla_status gfla_mesh_import(struct gfla_mesh **mesh, const struct gfla_mesh_source *source,
                             const struct gfla_mesh_params *params);
void gfla_mesh_destroy(struct gfla_mesh **mesh);

struct gfla_bounds {
    float lo[3], hi[3];
};
struct gfla_bounds gfla_mesh_bounds(const struct gfla_mesh *mesh);

/* positions = m * position (row-major 3 x 3, not singular); normals follow. */
void gfla_mesh_transform(struct gfla_mesh *mesh, const float m[9]);

/* (v - centre of the bounding box) * 2 / its diagonal: the model then fits the unit sphere. GFLA_ERROR_INPUT when the
 * box has no extent. */
gfla_status gfla_mesh_normalise(struct gfla_mesh *mesh);

/* Fills in normals that are missing (zero or no number): the mean, weighted by angle, of the faces at the same position
 * whose planes meet at less than `smoothing` degrees, whichever way they are wound. */
gfla_status gfla_mesh_complete_normals(struct gfla_mesh *mesh, float smoothing);

#endif
