#include "viewsynth/render/layout.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "io/npy.h"
#include "viewsynth/render/flow.h"

#define MAX_THREADS 64

uint16_t gfla_depth_encode(float depth)
{
    if (!(depth > 0))
        return 0;
    float v = rintf((depth - GFLA_DEPTH_NEAR) / GFLA_DEPTH_RANGE * 65535.0f);
    return (uint16_t)(v < 1 ? 1 : v > 65535 ? 65535 : v);
}

float gfla_depth_decode(uint16_t value)
{
    return value == 0 ? 0 : GFLA_DEPTH_NEAR + GFLA_DEPTH_RANGE * (float)value / 65535.0f;
}

char *gfla_view_name(const struct gfla_camera *camera, char name[16])
{
    snprintf(name, 16, "%03.0f_%02.0f", fmod(camera->azimuth, 1000), fmod(camera->elevation, 100));
    return name;
}

/* ---- pictures ---- */

/* One of the threads that write views; thread i takes views i, i + n_threads, ... */
struct writer {
    const char *folder;
    const struct gfla_layout_params *params;
    const struct gfla_camera *cameras;
    const uint8_t *rgba;
    const float *depth;
    int first, step, n;
    gfla_status status;
    char message[512]; /* of the failure, which belongs to the thread */
};

static gfla_status write_colour(const struct writer *w, const char *path, const uint8_t *rgba)
{
    struct gfla_image image = {w->params->size, w->params->size, 4, 8, (void *)(uintptr_t)rgba}, white;
    struct gfla_image_write_params fast = {.fast = true};
    if (!w->params->white)
        return gfla_image_write(path, &image, &fast);
    gfla_status status = gfla_image_composite_white(&image, &white);
    if (status != GFLA_OK)
        return status;
    status = gfla_image_write(path, &white, &fast);
    gfla_image_free(&white);
    return status;
}

static gfla_status write_depth(const struct writer *w, const char *path, const float *depth)
{
    struct gfla_image image;
    struct gfla_image_write_params fast = {.fast = true};
    gfla_status status = gfla_image_create(&image, w->params->size, w->params->size, 1, 16);
    if (status != GFLA_OK)
        return status;
    uint16_t *out = image.pixels;
    for (size_t i = 0; i < (size_t)w->params->size * (size_t)w->params->size; i++)
        out[i] = gfla_depth_encode(depth[i]);
    status = gfla_image_write(path, &image, &fast);
    gfla_image_free(&image);
    return status;
}

static void *write_some(void *context)
{
    struct writer *w = context;
    size_t pixels = (size_t)w->params->size * (size_t)w->params->size;
    for (int i = w->first; i < w->n && w->status == GFLA_OK; i += w->step) {
        char name[16], path[2048];
        gfla_view_name(&w->cameras[i], name);
        snprintf(path, sizeof path, "%s/%s.png", w->folder, name);
        w->status = write_colour(w, path, w->rgba + 4 * pixels * (size_t)i);
        snprintf(path, sizeof path, "%s/%s_depth.png", w->folder, name);
        if (!w->depth || w->params->no_depth)
            remove(path); /* of an earlier run: it might not belong to this picture */
        else if (w->status == GFLA_OK)
            w->status = write_depth(w, path, w->depth + pixels * (size_t)i);
    }
    if (w->status != GFLA_OK)
        snprintf(w->message, sizeof w->message, "%s", gfla_error_message());
    return NULL;
}

gfla_status gfla_layout_write_views(const char *folder, const struct gfla_layout_params *params,
                                    const struct gfla_camera *cameras, int n, const uint8_t *rgba, const float *depth)
{
    struct writer writers[MAX_THREADS];
    pthread_t threads[MAX_THREADS];
    bool running[MAX_THREADS] = {false};
    int count = params->n_threads < 1 ? 1 : params->n_threads > MAX_THREADS ? MAX_THREADS : params->n_threads;
    for (int i = count - 1; i >= 0; i--) {
        writers[i] = (struct writer){folder, params, cameras, rgba, depth, .first = i, .step = count, .n = n};
        running[i] = i > 0 && pthread_create(&threads[i], NULL, write_some, &writers[i]) == 0;
        if (!running[i])
            write_some(&writers[i]); /* the first part, and what no thread could be had for */
    }
    struct writer *failed = NULL;
    for (int i = 0; i < count; i++) {
        if (running[i])
            pthread_join(threads[i], NULL);
        if (writers[i].status != GFLA_OK && !failed)
            failed = &writers[i];
    }
    return failed ? gfla_fail(failed->status, "%s", failed->message) : GFLA_OK;
}

/* ---- flow ---- */

static gfla_status write_visibility(const char *path, int size, const uint8_t *mask, const uint8_t *visible)
{
    gfla_status status = GFLA_OK;
    struct gfla_image image = {0};
    TRY(gfla_image_create(&image, size, size, 1, 8));
    uint8_t *out = image.pixels;
    for (size_t i = 0; i < (size_t)size * (size_t)size; i++)
        out[i] = visible[i] ? 255 : mask[i] ? 128 : 0;
    TRY(gfla_image_write(path, &image, NULL));
fail:
    gfla_image_free(&image);
    return status;
}

gfla_status gfla_layout_write_flow(const char *folder, const struct gfla_layout_params *params,
                                   const struct gfla_camera *cameras, const float *depth, int source, int target)
{
    gfla_status status = GFLA_OK;
    size_t pixels = (size_t)params->size * (size_t)params->size;
    struct gfla_depth_view views[2] = {{&cameras[source], depth + pixels * (size_t)source, params->size},
                                       {&cameras[target], depth + pixels * (size_t)target, params->size}};
    struct gfla_shape shape = {.rank = 3, .dim = {2, params->size, params->size}};
    struct gfla_flow_out out = {0};
    char names[2][16], path[2048];
    gfla_view_name(&cameras[source], names[0]);
    gfla_view_name(&cameras[target], names[1]);
    TRY(gfla_calloc(&out.flow, 2 * pixels, sizeof *out.flow, "flow"));
    TRY(gfla_calloc(&out.mask, pixels, 1, "mask"));
    TRY(gfla_calloc(&out.visible, pixels, 1, "visibility"));
    TRY(gfla_exact_flow(&views[0], &views[1], params->size, &out));
    snprintf(path, sizeof path, "%s/flow_%s_to_%s.npy", folder, names[0], names[1]);
    TRY(gfla_npy_write(path, shape, out.flow));
    snprintf(path, sizeof path, "%s/flow_%s_to_%s_visible.png", folder, names[0], names[1]);
    TRY(write_visibility(path, params->size, out.mask, out.visible));
fail:
    free(out.flow);
    free(out.mask);
    free(out.visible);
    return status;
}

/* ---- cameras.json ---- */

static void add_text(struct gfla_text *json, const char *key, const char *value)
{
    gfla_text_add(json, "\"%s\":", key);
    gfla_text_add_json(json, value);
    gfla_text_add(json, ",");
}

static void add_floats(struct gfla_text *json, const char *key, const float *values, int n)
{
    gfla_text_add(json, "\"%s\":", key);
    if (!values)
        gfla_text_add(json, "null");
    for (int i = 0; values && i < n; i++)
        gfla_text_add(json, "%s%.7g", i == 0 ? "[" : ",", values[i]);
    if (values)
        gfla_text_add(json, "]");
}

void gfla_entry_add_json(struct gfla_text *json, const struct gfla_model_entry *entry)
{
    const char *slash = strrchr(entry->path, '/');
    const char *file = slash ? slash + 1 : entry->path;
    char source[1200];
    snprintf(source, sizeof source, "%s%s%s", file, entry->member ? ":" : "", entry->member ? entry->member : "");
    add_text(json, "id", entry->id);
    add_text(json, "catalogue_id", entry->catalogue_id);
    add_text(json, "name", entry->name);
    add_text(json, "category", entry->category);
    add_text(json, "creator", entry->creator);
    add_text(json, "licence", entry->licence);
    add_text(json, "source", source);
    add_floats(json, "size_cm", entry->has_size ? entry->size : NULL, 3);
    gfla_text_add(json, ",");
    add_floats(json, "rotation", entry->has_rotation ? entry->rotation : NULL, 9);
}

static void add_view(struct gfla_text *json, const struct gfla_layout_params *params, const struct gfla_camera *camera)
{
    char name[16];
    gfla_view_name(camera, name);
    gfla_text_add(json, "  {\"azimuth\":%.10g,\"elevation\":%.10g,\"file\":\"%s.png\",", camera->azimuth,
                  camera->elevation, name);
    if (!params->no_depth)
        gfla_text_add(json, "\"depth\":\"%s_depth.png\",", name);
    gfla_text_add(json, "\"world_to_camera\":[");
    for (int i = 0; i < 3; i++) {
        const double *r = camera->rows + 4 * i;
        /* + 0.0 turns -0 into 0 */
        gfla_text_add(json, "%s[%.10g,%.10g,%.10g,%.10g]", i > 0 ? "," : "", r[0] + 0.0, r[1] + 0.0, r[2] + 0.0,
                      r[3] + 0.0);
    }
    gfla_text_add(json, "]}");
}

gfla_status gfla_layout_write_cameras(const char *folder, const struct gfla_layout_params *params,
                                      const struct gfla_model_entry *entry, const struct gfla_camera *cameras, int n)
{
    gfla_status status = GFLA_OK;
    struct gfla_text json = {0};
    char path[2048];
    struct gfla_intrinsics k = gfla_camera_intrinsics(&cameras[0], params->size);
    gfla_text_add(&json, "{");
    gfla_entry_add_json(&json, entry);
    gfla_text_add(&json, ",\n \"size\":%d,\"fov\":%.10g,\"distance\":%.10g,\"focal\":%.10g,\"centre\":%.10g,\n",
                  params->size, cameras[0].fov, cameras[0].distance, k.focal, k.centre);
    gfla_text_add(&json,
                  " \"background\":\"%s\",\n \"conventions\":\"world y up, model normalised into the unit sphere; "
                  "camera x right, "
                  "y down, z forward; pixel = centre + focal * (x / z, y / z), pixel centres at integers",
                  params->white ? "white" : "transparent");
    gfla_text_add(&json, "%s\",\n \"views\":[\n",
                  params->no_depth ? "" : "; depth is camera z = 3 + 2 * v / 65535, v = 0 where it is empty");
    for (int i = 0; i < n; i++) {
        add_view(&json, params, &cameras[i]);
        gfla_text_add(&json, i + 1 < n ? ",\n" : "\n");
    }
    gfla_text_add(&json, " ]}\n");
    REQUIRE(!json.failed, GFLA_ERROR_MEMORY, "host memory ran out for the cameras of %s", entry->id);
    snprintf(path, sizeof path, "%s/cameras.json", folder);
    TRY(gfla_file_write(path, json.data, json.size));
fail:
    gfla_text_free(&json);
    return status;
}
