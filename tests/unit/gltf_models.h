/* tests/unit/gltf_models.h - small glTF 2.0 files, made from pieces of JSON and bytes. */
#ifndef GFLA_TESTS_GLTF_MODELS_H
#define GFLA_TESTS_GLTF_MODELS_H

#include <math.h>

#include "base/text.h"
#include "io/image/bitmap.h"
#include "tests/unit/scratch.h"
#include "viewsynth/render/mesh.h"

/* What the next file holds: binary buffer 0, with a bufferView for each put, and what goes into the lists. */
static struct {
    unsigned char bytes[65536];
    size_t size, n_views, n_accessors;
    struct gfla_text views, accessors;
} gltf;

static inline void gltf_begin(void)
{
    gfla_text_free(&gltf.views);
    gfla_text_free(&gltf.accessors);
    memset(&gltf, 0, sizeof gltf);
    gfla_text_add(&gltf.views, "%s", "");
    gfla_text_add(&gltf.accessors, "%s", "");
}

/* A bufferView of these bytes; more: further members, beginning with a comma. */
static inline int gltf_view(const void *data, size_t size, const char *more)
{
    memcpy(gltf.bytes + gltf.size, data, size);
    gfla_text_add(&gltf.views, "%s{\"buffer\":0,\"byteOffset\":%zu,\"byteLength\":%zu%s}", gltf.n_views ? "," : "",
                  gltf.size, size, more);
    gltf.size = (gltf.size + size + 3) / 4 * 4;
    return (int)gltf.n_views++;
}

static inline int gltf_accessor(int view, int component, const char *type, int count, const char *more)
{
    gfla_text_add(&gltf.accessors, "%s{\"bufferView\":%d,\"componentType\":%d,\"type\":\"%s\",\"count\":%d%s}",
                  gltf.n_accessors ? "," : "", view, component, type, count, more);
    return (int)gltf.n_accessors++;
}

static inline int gltf_floats(const float *values, int count, const char *type, int n_components)
{
    return gltf_accessor(gltf_view(values, (size_t)(count * n_components) * 4, ""), 5126, type, count, "");
}

/* A square in the plane z = 0 from -1 to 1: accessors 0 positions, 1 normals, 2 texture coordinates, 3 indices. */
static inline void gltf_square(void)
{
    static const float at[12] = {-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0}, n[12] = {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1};
    static const float uv[8] = {0, 1, 1, 1, 1, 0, 0, 0};
    static const unsigned short faces[6] = {0, 1, 2, 0, 2, 3};
    gltf_begin();
    gltf_floats(at, 4, "VEC3", 3);
    gltf_floats(n, 4, "VEC3", 3);
    gltf_floats(uv, 4, "VEC2", 2);
    gltf_accessor(gltf_view(faces, sizeof faces, ""), 5123, "SCALAR", 6, "");
}
#define GLTF_SQUARE "\"attributes\":{\"POSITION\":0,\"NORMAL\":1,\"TEXCOORD_0\":2},\"indices\":3"
#define GLTF_ONE_NODE "\"scene\":0,\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"mesh\":0}]"

/* A bufferView with a PNG of n x 1 texels. */
static inline int gltf_png(const unsigned char *rgba, int n)
{
    struct gfla_bitmap image;
    void *data;
    size_t size;
    assert_ok(gfla_bitmap_create(&image, n, 1, 4, 8));
    memcpy(image.pixels, rgba, (size_t)(4 * n));
    assert_ok(gfla_bitmap_encode("t.png", &image, NULL, &data, &size));
    gfla_bitmap_free(&image);
    int view = gltf_view(data, size, "");
    free(data);
    return view;
}

static inline void gltf_put_word(unsigned char *out, size_t word)
{
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(word >> 8 * i);
}

/* Writes NAME with what was put and these further members. */
static inline const char *gltf_write(const char *name, const char *members)
{
    struct gfla_text json = {0};
    unsigned char *file = malloc(200000), *p = file + 12;
    gfla_text_add(&json,
                  "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":%zu}],\"bufferViews\":[%s],"
                  "\"accessors\":[%s]%s%s}",
                  gltf.size, gltf.views.data, gltf.accessors.data, members[0] ? "," : "", members);
    while (json.size % 4)
        gfla_text_add(&json, " ");
    assert_true(file && json.size + gltf.size + 28 < 200000);
    memcpy(file, "glTF\2\0\0\0", 8);
    gltf_put_word(file + 8, 28 + json.size + gltf.size);
    gltf_put_word(p, json.size);
    memcpy(p + 4, "JSON", 4);
    memcpy(p + 8, json.data, json.size);
    p += 8 + json.size;
    gltf_put_word(p, gltf.size);
    memcpy(p + 4, "BIN", 4);
    memcpy(p + 8, gltf.bytes, gltf.size);
    const char *path = scratch(name);
    assert_ok(gfla_file_write(path, file, 28 + json.size + gltf.size));
    gfla_text_free(&json);
    free(file);
    return path;
}

static inline gfla_status gltf_try(const char *members, struct gfla_mesh **mesh)
{
    return gfla_mesh_import(mesh, &(struct gfla_mesh_source){.path = gltf_write("m.glb", members)}, NULL);
}

static inline struct gfla_mesh *gltf_load(const char *members)
{
    struct gfla_mesh *mesh = NULL;
    assert_ok(gltf_try(members, &mesh));
    return mesh;
}

static inline void gltf_refuses(const char *members, const char *message)
{
    struct gfla_mesh *mesh = NULL;
    assert_fails(gltf_try(members, &mesh), GFLA_ERROR_INPUT, message);
    assert_null(mesh);
}

#define assert_near(a, b) assert_true(fabs((double)(a) - (double)(b)) < 1e-5)

/* The mesh's bounds. */
static inline void assert_box(const struct gfla_mesh *mesh, float x0, float y0, float z0, float x1, float y1, float z1)
{
    struct gfla_bounds b = gfla_mesh_bounds(mesh);
    const float lo[3] = {x0, y0, z0}, hi[3] = {x1, y1, z1};
    for (int k = 0; k < 3; k++)
        if (fabsf(b.lo[k] - lo[k]) > 1e-5f || fabsf(b.hi[k] - hi[k]) > 1e-5f)
            fail_msg("axis %d: %g to %g, not %g to %g", k, (double)b.lo[k], (double)b.hi[k], (double)lo[k],
                     (double)hi[k]);
}

#endif
