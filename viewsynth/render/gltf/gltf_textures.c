/* Textures: images by their best source, wrap modes, and where their coordinates come from. */
#include "viewsynth/render/gltf/gltf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "viewsynth/render/mesh_notes.h"

#define WRAP_CLAMP 33071
#define WRAP_MIRROR 33648
#define WRAP_REPEAT 10497
#define FILTER_NEAREST 9728
#define MAX_REPEAT 16 /* of a texel along either side */

struct gltf_image {
    bool failed;
    bool is_loaded[4]; /* [1]: without its alpha; [2], [3]: enlarged */
    int texture[4];
    bool has_mean;
    double mean[4];
};

/* ---- images ---- */

static gfla_status read_image(struct gltf *g, size_t index, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    const cJSON *json = g->lists[GLTF_IMAGES].items[index];
    const struct gfla_bitmap_read_params rgba = {.channels = 4};
    const char *uri = NULL;
    struct gltf_bytes view;
    size_t source = GLTF_NONE, size = 0;
    void *data = NULL;
    char name[32];
    snprintf(name, sizeof name, "image %zu", index);
    TRY(gfla_gltf_text(json, "uri", &uri));
    TRY(gfla_gltf_reference(g, json, "bufferView", GLTF_BUFFER_VIEWS, &source));
    REQUIRE(uri || source != GLTF_NONE, GFLA_ERROR_INPUT, "%s: no data", name);
    if (uri) {
        TRY(gfla_gltf_uri_read(g, uri, &data, &size));
        TRY(gfla_bitmap_read_memory(data, size, strncmp(uri, "data:", 5) == 0 ? name : gfla_gltf_plain(uri), &rgba,
                                    image));
    } else {
        TRY(gfla_gltf_view(g, source, &view));
        TRY(gfla_bitmap_read_memory(view.data, view.size, name, &rgba, image));
    }
fail:
    free(data);
    return status;
}

/* The image in *image. GFLA_ERROR_INPUT once and for all where it cannot be had. */
static gfla_status load_image(struct gltf *g, size_t index, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    memset(image, 0, sizeof *image);
    REQUIRE(!g->images[index].failed, GFLA_ERROR_INPUT, "image %zu cannot be had", index);
    TRY(read_image(g, index, image));
fail:
    g->images[index].failed |= status == GFLA_ERROR_INPUT;
    return status;
}

static void make_opaque(struct gfla_bitmap *image)
{
    uint8_t *p = image->pixels;
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++)
        p[4 * i + 3] = 255;
}

/* Repeats texels, as often as the limit of their sizes allows and at most MAX_REPEAT times, so that they keep their
 * edges. */
static gfla_status enlarge(struct gfla_bitmap *image, int limit)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap large;
    const int side = image->width > image->height ? image->width : image->height;
    const int times = limit / side < MAX_REPEAT ? limit / side : MAX_REPEAT;
    if (times < 2)
        return GFLA_OK;
    TRY(gfla_bitmap_create(&large, image->width * times, image->height * times, 4, 8));
    const uint32_t *in = image->pixels;
    uint32_t *out = large.pixels;
    for (int y = 0; y < large.height; y++)
        for (int x = 0; x < large.width; x++)
            *out++ = in[(size_t)(y / times) * (size_t)image->width + (size_t)(x / times)];
    gfla_bitmap_free(image);
    *image = large;
fail:
    return status;
}

static gfla_status texture_of_image(struct gltf *g, size_t index, bool opaque, bool nearest, int *texture)
{
    gfla_status status = GFLA_OK;
    struct gltf_image *entry = &g->images[index];
    struct gfla_bitmap image = {0};
    const int variant = opaque + 2 * nearest;
    char key[64];
    if (!entry->is_loaded[variant]) {
        TRY(load_image(g, index, &image));
        bool same = !gfla_texture_has_alpha(&image); /* with and without its alpha */
        if (opaque && !same)
            make_opaque(&image);
        if (nearest)
            TRY(enlarge(&image, g->textures.max_texture));
        snprintf(key, sizeof key, "image %zu, variant %d", index, variant);
        TRY(gfla_mesh_textures_add(&g->textures, key, &image, &entry->texture[variant]));
        entry->is_loaded[variant] = true;
        if (same) {
            entry->texture[variant ^ 1] = entry->texture[variant];
            entry->is_loaded[variant ^ 1] = true;
        }
    }
    *texture = entry->texture[variant];
fail:
    gfla_bitmap_free(&image);
    return status;
}

static gfla_status mean_of_image(struct gltf *g, size_t index, double mean[4])
{
    gfla_status status = GFLA_OK;
    struct gltf_image *entry = &g->images[index];
    struct gfla_bitmap image = {0};
    uint64_t sum[4] = {0};
    if (!entry->has_mean) {
        TRY(load_image(g, index, &image));
        const uint8_t *p = image.pixels;
        size_t n = (size_t)image.width * (size_t)image.height;
        for (size_t i = 0; i < 4 * n; i++)
            sum[i % 4] += p[i];
        for (int k = 0; k < 4; k++)
            entry->mean[k] = (double)sum[k] / (255.0 * (double)n);
        entry->has_mean = true;
    }
    memcpy(mean, entry->mean, sizeof entry->mean);
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* ---- textures ---- */

/* The images that a texture may be taken from, the best first; returns how many. */
static gfla_status find_sources(const struct gltf *g, size_t index, size_t sources[3], int *n)
{
    static const char *const extensions[] = {"EXT_texture_webp", "MSFT_texture_dds"};
    gfla_status status = GFLA_OK;
    const cJSON *json = g->lists[GLTF_TEXTURES].items[index], *basis = NULL;
    size_t source;
    *n = 0;
    for (int i = 0; i < 3; i++) {
        const cJSON *holder = i == 2 ? json : NULL;
        if (i < 2)
            TRY(gfla_gltf_extension(json, extensions[i], &holder));
        source = GLTF_NONE;
        TRY(gfla_gltf_reference(g, holder, "source", GLTF_IMAGES, &source));
        if (source != GLTF_NONE)
            sources[(*n)++] = source;
    }
    TRY(gfla_gltf_extension(json, "KHR_texture_basisu", &basis));
    REQUIRE(*n > 0, GFLA_ERROR_INPUT, "%s",
            basis ? "KHR_texture_basisu is not read, and there is no other image" : "no image");
fail:
    return status;
}

static gfla_status read_sampler(const struct gltf *g, size_t index, int wrap[2], bool *nearest)
{
    gfla_status status = GFLA_OK;
    size_t sampler = GLTF_NONE, modes[2] = {WRAP_REPEAT, WRAP_REPEAT}, filter = 0;
    TRY(gfla_gltf_reference(g, g->lists[GLTF_TEXTURES].items[index], "sampler", GLTF_SAMPLERS, &sampler));
    if (sampler != GLTF_NONE) {
        const cJSON *json = g->lists[GLTF_SAMPLERS].items[sampler];
        TRY(gfla_gltf_whole(json, "wrapS", &modes[0]));
        TRY(gfla_gltf_whole(json, "wrapT", &modes[1]));
        TRY(gfla_gltf_whole(json, "magFilter", &filter));
    }
    *nearest = filter == FILTER_NEAREST;
    for (int k = 0; k < 2; k++)
        wrap[k] = modes[k] == WRAP_CLAMP    ? RASTER_WRAP_CLAMP
                  : modes[k] == WRAP_MIRROR ? RASTER_WRAP_MIRROR
                                            : RASTER_WRAP_REPEAT;
fail:
    return status;
}

/* KHR_texture_transform, and our v, which rises. */
static gfla_status read_coordinates(const cJSON *info, struct gltf_uv *uv)
{
    gfla_status status = GFLA_OK;
    const cJSON *transform = NULL;
    double offset[2] = {0, 0}, scale[2] = {1, 1}, rotation = 0;
    uv->set = 0;
    TRY(gfla_gltf_whole(info, "texCoord", &uv->set));
    TRY(gfla_gltf_extension(info, "KHR_texture_transform", &transform));
    TRY(gfla_gltf_whole(transform, "texCoord", &uv->set));
    TRY(gfla_gltf_numbers(transform, "offset", 2, offset));
    TRY(gfla_gltf_numbers(transform, "scale", 2, scale));
    TRY(gfla_gltf_number(transform, "rotation", &rotation));
    const double c = cos(rotation), s = sin(rotation);
    const double m[6] = {c * scale[0], s * scale[1], offset[0], s * scale[0], -c * scale[1], 1 - offset[1]};
    memcpy(uv->m, m, sizeof m);
fail:
    return status;
}

static gfla_status begin(struct gltf *g, const cJSON *info, size_t *index)
{
    gfla_status status = GFLA_OK;
    *index = GLTF_NONE;
    if (!g->images)
        TRY(gfla_gltf_alloc(g, &g->images, g->lists[GLTF_IMAGES].n, sizeof *g->images));
    TRY(gfla_gltf_reference(g, info, "index", GLTF_TEXTURES, index));
    REQUIRE(*index != GLTF_NONE, GFLA_ERROR_INPUT, "a texture without index");
fail:
    return status;
}

/* Notes why a texture is not had, and what takes its place; what is wrong with memory stays wrong. */
static gfla_status forgive(struct gltf *g, size_t index, const char *instead, gfla_status status)
{
    if (status != GFLA_ERROR_INPUT)
        return status;
    gfla_mesh_note(g->mesh, "texture %zu: %s; %s used", index, gfla_error_message(), instead);
    return GFLA_OK;
}

gfla_status gfla_gltf_texture(struct gltf *g, const cJSON *info, bool opaque, int *texture, int wrap[2],
                              struct gltf_uv *uv)
{
    gfla_status status = GFLA_OK;
    size_t index, sources[3];
    int n;
    bool nearest;
    TRY(begin(g, info, &index));
    TRY(read_sampler(g, index, wrap, &nearest));
    TRY(read_coordinates(info, uv));
    *texture = -1;
    status = find_sources(g, index, sources, &n);
    for (int i = 0; status == GFLA_OK && i < n; i++) {
        status = texture_of_image(g, sources[i], opaque, nearest, texture);
        if (status != GFLA_ERROR_INPUT)
            break;
        if (i + 1 < n)
            status = GFLA_OK;
    }
    TRY(forgive(g, index, "its colour is", status));
fail:
    return status;
}

gfla_status gfla_gltf_texture_mean(struct gltf *g, const cJSON *info, double mean[4])
{
    gfla_status status = GFLA_OK;
    size_t index, sources[3];
    int n;
    TRY(begin(g, info, &index));
    status = find_sources(g, index, sources, &n);
    for (int i = 0; status == GFLA_OK && i < n; i++) {
        status = mean_of_image(g, sources[i], mean);
        if (status != GFLA_ERROR_INPUT)
            break;
        if (i + 1 < n)
            status = GFLA_OK;
    }
    TRY(forgive(g, index, "the factors beside it are", status));
fail:
    return status;
}
