/* draw_figures DATA OUT.png FIRST COUNT SIZE VIEW... - a contact sheet of clothed people at rest, for eyes. VIEW:
 * front, back, side, three, face, profile. Prints what each figure costs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "viewsynth/render/figure/figure_source.h"
#include "viewsynth/render/raster.h"

static const struct view {
    const char *name;
    double azimuth, elevation;
    float centre, half; /* of the part in view: height as a share of the figure's; half its side, metres; 0: whole */
} views[] = {
    {"front", 90, 0, 0.5f, 0.96f},  {"back", 270, 0, 0.5f, 0.96f}, {"side", 0, 0, 0.5f, 0.96f},
    {"three", 55, 10, 0.5f, 0.96f}, {"face", 80, 2, 0.91f, 0.21f}, {"profile", 20, 2, 0.91f, 0.21f},
    {"nape", 250, 5, 0.89f, 0.25f}, {"feet", 60, 12, 0.08f, 0.3f}, {"trunk", 75, 3, 0.68f, 0.42f},
};
#define N_VIEWS (sizeof views / sizeof *views)

static void fail(const char *what)
{
    fprintf(stderr, "draw_figures: %s: %s\n", what, gfla_error_message());
    exit(1);
}

static const struct view *find_view(const char *name)
{
    for (size_t i = 0; i < N_VIEWS; i++)
        if (strcmp(name, views[i].name) == 0)
            return &views[i];
    fprintf(stderr, "draw_figures: no view %s\n", name);
    exit(2);
}

/* Degrees about x, y, z by which bones turn against their parents. */
struct turn {
    enum gfla_figure_bone_role role;
    double degrees[3];
};
static const struct turn walking[] = {
    {GFLA_FIGURE_L_UPPER_ARM, {-25, 0, -42}}, {GFLA_FIGURE_R_UPPER_ARM, {25, 0, 42}},
    {GFLA_FIGURE_L_FOREARM, {-30, 0, 0}},     {GFLA_FIGURE_R_FOREARM, {-35, 0, 0}},
    {GFLA_FIGURE_L_THIGH, {28, 0, -3}},       {GFLA_FIGURE_R_THIGH, {-32, 0, 3}},
    {GFLA_FIGURE_L_SHIN, {18, 0, 0}},         {GFLA_FIGURE_R_SHIN, {22, 0, 0}},
    {GFLA_FIGURE_HEAD, {4, 25, 0}},
};
static const struct turn reaching[] = {
    {GFLA_FIGURE_L_UPPER_ARM, {0, 0, 95}}, {GFLA_FIGURE_R_UPPER_ARM, {-70, 30, 40}},
    {GFLA_FIGURE_L_FOREARM, {0, 0, 40}},   {GFLA_FIGURE_R_FOREARM, {-70, 0, 0}},
    {GFLA_FIGURE_L_THIGH, {-80, 0, 8}},    {GFLA_FIGURE_L_SHIN, {95, 0, 0}},
    {GFLA_FIGURE_SPINE, {10, 12, 6}},      {GFLA_FIGURE_HEAD, {0, -40, 0}},
    {GFLA_FIGURE_R_THIGH, {0, 0, -10}},
};

static void multiply(const double a[9], const double b[9], double out[9])
{
    for (int i = 0; i < 9; i++)
        out[i] = a[i / 3 * 3] * b[i % 3] + a[i / 3 * 3 + 1] * b[3 + i % 3] + a[i / 3 * 3 + 2] * b[6 + i % 3];
}

static void turn_matrix(const double degrees[3], double out[9])
{
    const double k = acos(-1) / 180, cx = cos(k * degrees[0]), sx = sin(k * degrees[0]), cy = cos(k * degrees[1]),
                 sy = sin(k * degrees[1]), cz = cos(k * degrees[2]), sz = sin(k * degrees[2]);
    const double x[9] = {1, 0, 0, 0, cx, -sx, 0, sx, cx}, y[9] = {cy, 0, sy, 0, 1, 0, -sy, 0, cy},
                 z[9] = {cz, -sz, 0, sz, cz, 0, 0, 0, 1};
    double xz[9];
    multiply(x, z, xz);
    multiply(y, xz, out);
}

static void pose(struct gfla_figure *figure, const struct turn *turns, size_t n)
{
    struct gfla_figure_place place[GFLA_FIGURE_MAX_BONES];
    struct gfla_mesh posed = *figure->mesh;
    double whole[GFLA_FIGURE_MAX_BONES][9];
    for (int b = 0; b < figure->n_bones; b++) {
        double own[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        const int parent = figure->bones[b].parent;
        for (size_t i = 0; i < n; i++)
            if (figure->roles[turns[i].role] == b)
                turn_matrix(turns[i].degrees, own);
        if (parent >= 0)
            multiply(whole[parent], own, whole[b]);
        else
            memcpy(whole[b], own, sizeof own);
        const float *head = figure->bones[b].head;
        for (int i = 0; i < 3; i++) {
            double at = head[i], turned = 0; /* where the head has gone with the parent */
            if (parent >= 0) {
                at = place[parent].move[i];
                for (int k = 0; k < 3; k++)
                    at += whole[parent][3 * i + k] * head[k];
            }
            for (int k = 0; k < 3; k++) {
                place[b].turn[3 * i + k] = (float)whole[b][3 * i + k];
                turned += whole[b][3 * i + k] * head[k];
            }
            place[b].move[i] = (float)(at - turned);
        }
    }
    posed.corners = malloc(3 * posed.n_triangles * sizeof *posed.corners);
    memcpy(posed.corners, figure->mesh->corners, 3 * posed.n_triangles * sizeof *posed.corners);
    gfla_figure_skin(figure, place, &posed);
    free(figure->mesh->corners);
    figure->mesh->corners = posed.corners;
}

/* Moves what is to be seen into the unit sphere's middle. */
static void frame(const struct gfla_figure *figure, const struct view *view, struct gfla_mesh *out)
{
    const struct gfla_bounds box = gfla_mesh_bounds(figure->mesh);
    const float y = box.lo[1] + view->centre * (box.hi[1] - box.lo[1]);
    for (size_t i = 0; i < 3 * out->n_triangles; i++) {
        const float *from = figure->mesh->corners[i].position;
        float *to = out->corners[i].position;
        to[0] = from[0] / view->half;
        to[1] = (from[1] - y) / view->half;
        to[2] = from[2] / view->half;
    }
}

static void draw(gfla_renderer *renderer, const struct gfla_figure *figure, const struct view *view, int size,
                 uint8_t *sheet, size_t stride)
{
    struct gfla_mesh mesh = *figure->mesh;
    const struct gfla_camera camera = gfla_camera_orbit(view->azimuth, view->elevation);
    uint8_t *rgba = malloc((size_t)size * (size_t)size * 4);
    mesh.corners = malloc(3 * mesh.n_triangles * sizeof *mesh.corners);
    memcpy(mesh.corners, figure->mesh->corners, 3 * mesh.n_triangles * sizeof *mesh.corners);
    frame(figure, view, &mesh);
    if (gfla_renderer_set_mesh(renderer, &mesh) != GFLA_OK ||
        gfla_renderer_draw(renderer, &camera, 1, &(struct gfla_render_out){.rgba = rgba}) != GFLA_OK)
        fail("drawing");
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            const uint8_t *p = rgba + 4 * ((size_t)y * (size_t)size + (size_t)x);
            for (int c = 0; c < 3; c++)
                sheet[(size_t)y * stride + 3 * (size_t)x + (size_t)c] =
                    (uint8_t)((p[c] * p[3] + 226 * (255 - p[3]) + 127) / 255);
        }
    free(mesh.corners);
    free(rgba);
}

int main(int argc, char **argv)
{
    void *state;
    gfla_device *device;
    gfla_renderer *renderer;
    struct gfla_bitmap sheet;
    if (argc < 7)
        return 2;
    const int first = atoi(argv[3]), count = atoi(argv[4]), size = atoi(argv[5]), n_views = argc - 6;
    int columns = 2048 / (size * n_views);
    columns = columns < 1 ? 1 : columns > count ? count : columns;
    if (gfla_figure_source_cc0.open(&state, argv[1]) != GFLA_OK || gfla_device_open(&device, NULL, NULL) != GFLA_OK ||
        gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = size, .factor = 3}) != GFLA_OK ||
        gfla_bitmap_create(&sheet, columns * size * n_views, (count + columns - 1) / columns * size, 3, 8) != GFLA_OK)
        fail("start");
    const size_t stride = (size_t)sheet.width * 3;
    for (int i = 0; i < count; i++) {
        struct gfla_figure figure;
        const double start = gfla_clock();
        if (gfla_figure_source_cc0.make(state, (uint64_t)(first + i), &figure) != GFLA_OK)
            fail("making");
        printf("%d: %.0f ms, %zu triangles, %d textures {%s}\n", first + i, 1e3 * (gfla_clock() - start),
               figure.mesh->n_triangles, figure.mesh->n_textures,
               figure.description.data ? figure.description.data : "");
        if (getenv("POSE"))
            pose(&figure, atoi(getenv("POSE")) == 1 ? walking : reaching,
                 atoi(getenv("POSE")) == 1 ? sizeof walking / sizeof *walking : sizeof reaching / sizeof *reaching);
        for (int v = 0; v < n_views; v++)
            draw(renderer, &figure, find_view(argv[6 + v]), size,
                 (uint8_t *)sheet.pixels + (size_t)(i / columns * size) * stride +
                     (size_t)((i % columns * n_views + v) * size) * 3,
                 stride);
        gfla_figure_free(&figure);
    }
    if (gfla_bitmap_write(argv[2], &sheet, NULL) != GFLA_OK)
        fail(argv[2]);
    gfla_bitmap_free(&sheet);
    gfla_renderer_destroy(&renderer);
    gfla_device_destroy(&device);
    gfla_figure_source_cc0.close(&state);
    return 0;
}
