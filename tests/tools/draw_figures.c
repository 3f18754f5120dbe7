/* draw_figures DATA OUT.png FIRST COUNT SIZE VIEW... - a contact sheet of clothed people at rest, for eyes. VIEW:
 * front, back, side, three, face, profile. Prints what each figure costs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "viewsynth/render/body.h"
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
    struct gfla_image sheet;
    if (argc < 7)
        return 2;
    const int first = atoi(argv[3]), count = atoi(argv[4]), size = atoi(argv[5]), n_views = argc - 6;
    int columns = 2048 / (size * n_views);
    columns = columns < 1 ? 1 : columns > count ? count : columns;
    if (gfla_body_source.open(&state, argv[1]) != GFLA_OK || gfla_device_open(&device, NULL) != GFLA_OK ||
        gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = size, .factor = 3}) != GFLA_OK ||
        gfla_image_create(&sheet, columns * size * n_views, (count + columns - 1) / columns * size, 3, 8) != GFLA_OK)
        fail("start");
    const size_t stride = (size_t)sheet.width * 3;
    for (int i = 0; i < count; i++) {
        struct gfla_figure figure;
        const double start = gfla_clock();
        if (gfla_body_source.make(state, (uint64_t)(first + i), &figure) != GFLA_OK)
            fail("making");
        printf("%d: %.0f ms, %zu triangles, %d textures {%s}\n", first + i, 1e3 * (gfla_clock() - start),
               figure.mesh->n_triangles, figure.mesh->n_textures,
               figure.description.data ? figure.description.data : "");
        for (int v = 0; v < n_views; v++)
            draw(renderer, &figure, find_view(argv[6 + v]), size,
                 (uint8_t *)sheet.pixels + (size_t)(i / columns * size) * stride +
                     (size_t)((i % columns * n_views + v) * size) * 3,
                 stride);
        gfla_figure_free(&figure);
    }
    if (gfla_image_write(argv[2], &sheet, NULL) != GFLA_OK)
        fail(argv[2]);
    gfla_image_free(&sheet);
    gfla_renderer_destroy(&renderer);
    gfla_device_destroy(&device);
    gfla_body_source.close(&state);
    return 0;
}
