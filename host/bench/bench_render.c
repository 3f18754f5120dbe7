#include "bench/bench_render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "runtime/buffer.h"
#include "viewsynth/render/raster.h"

#define SIZE 256
#define N_PIXELS ((size_t)SIZE * SIZE)
#define VIEWS 18
#define AROUND 224 /* quads around the ball, and from pole to pole */
#define RADIUS 1.0
#define INNER 0.95 /* of the radius: nearer to the outline, a depth changes too fast to be compared */
#define OUTER 1.02
#define PI 3.14159265358979323846

/* ---- the ball ---- */

static void put_corner(struct raster_corner *corner, int around, int up)
{
    const double t = 2 * PI * around / AROUND, p = PI * ((double)up / AROUND - 0.5);
    const double at[3] = {cos(p) * cos(t), sin(p), cos(p) * sin(t)};
    *corner = (struct raster_corner){.colour = 0xffffffff};
    for (int i = 0; i < 3; i++) {
        corner->position[i] = (float)(RADIUS * at[i]);
        corner->normal[i] = (float)at[i];
    }
}

static gfla_status make_ball(struct gfla_mesh **mesh)
{
    static const int corners[6][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 1}};
    gfla_status status;
    struct gfla_mesh *m;
    TRY(gfla_calloc(mesh, 1, sizeof **mesh, "a ball"));
    m = *mesh;
    m->n_triangles = (size_t)2 * AROUND * AROUND;
    m->n_materials = 1;
    TRY(gfla_calloc(&m->corners, 3 * m->n_triangles, sizeof *m->corners, "a ball"));
    TRY(gfla_calloc(&m->triangle_materials, m->n_triangles, sizeof *m->triangle_materials, "a ball"));
    TRY(gfla_calloc(&m->materials, 1, sizeof *m->materials, "a ball"));
    m->materials[0] = (struct raster_material){.colour = {1, 1, 1, 1}, .texture = -1, .emission_texture = -1};
    struct raster_corner *corner = m->corners;
    for (int up = 0; up < AROUND; up++)
        for (int around = 0; around < AROUND; around++)
            for (int i = 0; i < 6; i++)
                put_corner(corner++, around + corners[i][0], up + corners[i][1]);
    return GFLA_OK;
fail:
    gfla_mesh_destroy(mesh);
    return status;
}

/* ---- drawing ---- */

struct drawing {
    gfla_device *device;
    gfla_renderer *renderer;
    struct gfla_mesh *ball;
    struct gfla_camera cameras[VIEWS];
    uint8_t *rgba;
    float *depth;
};

static void drawing_destroy(struct drawing *d)
{
    gfla_renderer_destroy(&d->renderer);
    gfla_device_destroy(&d->device);
    gfla_mesh_destroy(&d->ball);
    free(d->rgba);
    free(d->depth);
}

static gfla_status drawing_create(struct drawing *d, const char *device)
{
    gfla_status status;
    TRY(make_ball(&d->ball));
    TRY(gfla_calloc(&d->rgba, 4 * VIEWS, N_PIXELS, "views of a ball"));
    TRY(gfla_calloc(&d->depth, VIEWS * N_PIXELS, sizeof *d->depth, "depths of a ball"));
    for (int i = 0; i < VIEWS; i++)
        d->cameras[i] = gfla_camera_orbit(360.0 / VIEWS * i, 20);
    TRY(gfla_device_open(&d->device, NULL, device));
    TRY(gfla_renderer_create(&d->renderer, d->device, &(struct gfla_renderer_params){.size = SIZE, .factor = 2}));
    TRY(gfla_renderer_set_mesh(d->renderer, d->ball));
fail:
    return status;
}

static gfla_status draw(void *context)
{
    struct drawing *d = context;
    return gfla_renderer_draw(d->renderer, d->cameras, VIEWS,
                              &(struct gfla_render_out){.rgba = d->rgba, .depth = d->depth});
}

/* ---- the sphere itself ---- */

/* Where the ray through a pixel's centre meets the sphere: how far it passes from its middle, in radii, and the depth
 * where it meets it. */
static void meet(const struct gfla_camera *camera, int x, int y, double *passes, double *depth)
{
    const struct gfla_intrinsics in = gfla_camera_intrinsics(camera, SIZE);
    const double ray[3] = {(x - in.centre) / in.focal, (y - in.centre) / in.focal, 1};
    const double *rows = camera->rows;
    /* the origin in camera coordinates is the last column */
    const double c[3] = {rows[3], rows[7], rows[11]};
    double rr = 0, rc = 0, cc = 0; /* products of the ray and c */
    for (int i = 0; i < 3; i++) {
        rr += ray[i] * ray[i];
        rc += ray[i] * c[i];
        cc += c[i] * c[i];
    }
    const double nearest = cc - rc * rc / rr, inside = RADIUS * RADIUS - nearest;
    *passes = sqrt(fmax(0, nearest)) / RADIUS;
    *depth = inside > 0 ? (rc - sqrt(inside * rr)) / rr : 0;
}

static double pixel_error(const struct gfla_camera *camera, int x, int y, float depth)
{
    double passes, expected;
    meet(camera, x, y, &passes, &expected);
    if (passes > OUTER)
        return depth == 0 ? 0 : 1;
    if (passes > INNER)
        return 0;
    return depth > 0 ? fabs(depth - expected) / GFLA_CAMERA_DISTANCE : 1;
}

static gfla_status find_error(struct drawing *d, double *error)
{
    gfla_status status;
    *error = 0;
    TRY(draw(d));
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++) {
            const size_t i = (size_t)y * SIZE + (size_t)x;
            for (int view = 0; view < VIEWS; view++)
                *error = fmax(*error, pixel_error(&d->cameras[view], x, y, d->depth[view * N_PIXELS + i]));
        }
fail:
    return status;
}

gfla_status gfla_bench_render(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                              const struct gfla_bench_effort *effort)
{
    gfla_status status;
    struct drawing d = {NULL};
    struct gfla_bench_row row = {
        .kind = GFLA_BENCH_NET, .name = GFLA_BENCH_RENDER_NAME, .batch = VIEWS, .has_error = true};
    TRY(drawing_create(&d, setup->device));
    TRY(gfla_bench_time(d.device, draw, &d, effort, &row.times));
    gfla_bench_times_divide(&row.times, VIEWS);
    TRY(find_error(&d, &row.max_error));
    row.peak_bytes = (double)gfla_device_memory_peak(d.device);
    TRY(gfla_bench_report_add(report, setup, &row));
fail:
    drawing_destroy(&d);
    return status;
}
