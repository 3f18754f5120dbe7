/* Drawn people: what the labels say is what the images show. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "people/person_surface.h"
#include "tests/device_fixture.h"
#include "viewsynth/render/figure/figure_pose.h"
#include "viewsynth/render/figure/figure_source.h"
#include "viewsynth/render/figure/figure_view.h"

#define SIZE 192

static struct gfla_figure figure;
static gfla_renderer *renderer;

struct shot {
    struct gfla_figure_place place[GFLA_FIGURE_MAX_BONES];
    struct gfla_camera camera;
    struct gfla_mesh mesh;
    uint8_t *rgba;
    float *depth;
    int32_t *triangle;
    struct gfla_figure_key_point joints[GFLA_FIGURE_JOINTS];
};

/* Smooth colours, so that sampling them between pixels changes little; the light is even, so that a point has one in
 * all poses. */
static void paint(void)
{
    for (size_t i = 0; i < 3 * figure.mesh->n_triangles; i++) {
        struct raster_corner *c = &figure.mesh->corners[i];
        uint32_t colour = 0xff000000u;
        for (int k = 0; k < 3; k++)
            colour |= (uint32_t)(128 + 120 * sin(2 * (double)c->position[k] * (k == 2 ? 6 : 2) + k)) << 8 * k;
        c->colour = colour;
    }
    for (int i = 0; i < figure.mesh->n_materials; i++)
        figure.mesh->materials[i] =
            (struct raster_material){.colour = {1, 1, 1, 1}, .texture = -1, .emission_texture = -1};
}

static int open_all(void **state)
{
    struct gfla_figure_maker maker;
    open_device(state);
    if (!device)
        return 0;
    ok(gfla_figure_maker_open(&maker, "blocks", NULL));
    ok(gfla_figure_maker_make(&maker, 5, &figure));
    gfla_figure_maker_close(&maker);
    paint();
    ok(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = SIZE, .factor = 4}));
    ok(gfla_renderer_set_mesh(renderer, figure.mesh));
    gfla_renderer_set_lighting(renderer, &(struct raster_lighting){.sky = 1, .ground = 1});
    return 0;
}

static int close_all(void **state)
{
    gfla_renderer_destroy(&renderer);
    gfla_figure_free(&figure);
    return close_device(state);
}

static void free_shot(struct shot *s)
{
    free(s->mesh.corners);
    free(s->rgba);
    free(s->depth);
    free(s->triangle);
}

static void draw(const struct gfla_figure_pose *pose, const struct gfla_figure_view *view, struct shot *s)
{
    const size_t n = 3 * figure.mesh->n_triangles, pixels = SIZE * SIZE;
    float(*points)[3] = calloc(n, sizeof *points);
    *s =
        (struct shot){.mesh = {.n_triangles = figure.mesh->n_triangles, .corners = calloc(n, sizeof *s->mesh.corners)}};
    s->rgba = calloc(pixels, 4);
    s->depth = calloc(pixels, sizeof *s->depth);
    s->triangle = calloc(pixels, sizeof *s->triangle);
    memcpy(s->mesh.corners, figure.mesh->corners, n * sizeof *s->mesh.corners);
    gfla_figure_pose_apply(&figure, pose, s->place);
    gfla_figure_skin(&figure, s->place, &s->mesh);
    for (size_t i = 0; i < n; i++)
        memcpy(points[i], s->mesh.corners[i].position, sizeof points[i]);
    s->camera = gfla_figure_view_camera(view, (const float(*)[3])points, n);
    ok(gfla_renderer_set_corners(renderer, &s->mesh));
    ok(gfla_renderer_draw(renderer, &s->camera, 1,
                          &(struct gfla_render_out){.rgba = s->rgba, .depth = s->depth, .triangle = s->triangle}));
    gfla_figure_view_joints(&figure, s->place, &s->camera, view->width, view->height, s->depth, s->joints);
    free(points);
}

static struct gfla_figure_view view_from(double azimuth)
{
    return (struct gfla_figure_view){
        .azimuth = azimuth, .elevation = 5, .distance = 4, .margin = 0.05, .width = SIZE, .height = SIZE};
}

/* Every corner is a point of its own. */
static struct gfla_person_surface surface_of(const struct shot *s)
{
    struct gfla_person_surface out = {
        .width = SIZE, .height = SIZE, .n_points = 3 * s->mesh.n_triangles, .triangles = s->triangle};
    out.points = calloc(out.n_points, sizeof *out.points);
    for (size_t i = 0; i < out.n_points; i++) {
        const float *p = s->mesh.corners[i].position;
        double pixel[2], depth;
        assert_true(gfla_camera_project(&s->camera, SIZE, (double[3]){(double)p[0], (double)p[1], (double)p[2]}, pixel,
                                        &depth));
        out.points[i][0] = (float)pixel[0], out.points[i][1] = (float)pixel[1], out.points[i][2] = (float)(depth / 4);
    }
    return out;
}

static double colour_at(const struct shot *s, double x, double y, int channel)
{
    const int x0 = (int)floor(x), y0 = (int)floor(y);
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        const int px = x0 + i % 2, py = y0 + i / 2;
        const double weight = (i % 2 ? x - x0 : 1 - (x - x0)) * (i / 2 ? y - y0 : 1 - (y - y0));
        if (px >= 0 && py >= 0 && px < SIZE && py < SIZE)
            sum += weight * s->rgba[4 * (py * SIZE + px) + channel];
    }
    return sum;
}

/* All of the pixels around show the person. */
static bool is_inside(const struct shot *s, int x, int y)
{
    for (int i = 0; i < 9; i++)
        if (s->triangle[(y + i / 3 - 1) * SIZE + x + i % 3 - 1] < 0)
            return false;
    return true;
}

static void warping_the_source_gives_the_target(void **state)
{
    (void)state;
    if (!device)
        skip();
    static float flow[2 * SIZE * SIZE], visible[SIZE * SIZE];
    struct gfla_random random = gfla_random_seed(2, 9);
    const struct gfla_figure_pose standing = gfla_figure_pose_upright(), dancing = gfla_figure_pose_draw(12, &random);
    const struct gfla_figure_view prefetch = view_from(0), aside = view_from(25);
    const struct gfla_person_triangles triangles = {figure.mesh->n_triangles,
                                                    calloc(figure.mesh->n_triangles, 3 * sizeof(int32_t))};
    struct shot source, target;
    double sum = 0;
    size_t n = 0, near = 0, shown = 0;
    draw(&standing, &prefetch, &source);
    draw(&dancing, &aside, &target);
    for (size_t i = 0; i < 3 * triangles.n; i++)
        triangles.points[i / 3][i % 3] = (int32_t)i;
    struct gfla_person_surface from = surface_of(&source), to = surface_of(&target);
    gfla_person_surface_flow(&triangles, &from, &to, SIZE, SIZE, flow, visible);
    for (int i = 0; i < SIZE * SIZE; i++) {
        const int x = i % SIZE, y = i / SIZE;
        shown += target.triangle[i] >= 0;
        assert_true((visible[i] == 0) == (target.triangle[i] < 0));
        if (visible[i] != 1 || x < 1 || y < 1 || x > SIZE - 2 || y > SIZE - 2 || !is_inside(&target, x, y))
            continue;
        const int sx = (int)floor(x + (double)flow[i] + 0.5), sy = (int)floor(y + (double)flow[SIZE * SIZE + i] + 0.5);
        if (sx < 1 || sy < 1 || sx > SIZE - 2 || sy > SIZE - 2 || !is_inside(&source, sx, sy))
            continue; /* the rim of the source mixes with what is behind */
        double worst = 0;
        for (int k = 0; k < 3; k++) {
            const double error = fabs(colour_at(&source, x + (double)flow[i], y + (double)flow[SIZE * SIZE + i], k) -
                                      target.rgba[4 * i + k]);
            sum += error / 3;
            worst = fmax(worst, error);
        }
        n++;
        near += worst < 20;
    }
    assert_true(n > shown / 3);
    print_message("mean error %.3f of 255 over %zu pixels\n", sum / (double)n, n);
    if (sum / (double)n > 1 || (double)near < 0.99 * (double)n) /* of 255: what sampling makes of seams */
        fail_msg("mean error %g of %zu pixels, %zu are near", sum / (double)n, n, near);
    free(triangles.points);
    free(from.points);
    free(to.points);
    free_shot(&source);
    free_shot(&target);
}

static void joints_are_where_the_bones_are(void **state)
{
    (void)state;
    if (!device)
        skip();
    const struct gfla_figure_pose pose = gfla_figure_pose_upright();
    const struct gfla_figure_view prefetch = view_from(0), behind = view_from(180), right = view_from(90);
    struct shot front, back, side;
    draw(&pose, &prefetch, &front);
    draw(&pose, &behind, &back);
    draw(&pose, &right, &side);
    for (int j = 0; j < GFLA_FIGURE_JOINTS; j++) {
        const struct vector at = gfla_figure_point(&front.place[figure.joints[j].bone], figure.joints[j].at);
        double pixel[2], depth;
        assert_true(gfla_camera_project(&front.camera, SIZE, (double[3]){at.x, at.y, at.z}, pixel, &depth));
        assert_true(hypot(pixel[0] - front.joints[j].x, pixel[1] - front.joints[j].y) < 1e-9);
        assert_int_equal(front.joints[j].seen, GFLA_FIGURE_SEEN);
        const bool face = j == 0 || j == 14 || j == 15;
        assert_int_equal(back.joints[j].seen, face ? GFLA_FIGURE_HIDDEN : GFLA_FIGURE_SEEN);
    }
    /* right and left shoulder */
    assert_true(front.joints[2].x < front.joints[5].x && back.joints[2].x > back.joints[5].x);
    assert_int_equal(side.joints[17].seen, GFLA_FIGURE_HIDDEN); /* the left ear */
    assert_int_equal(side.joints[16].seen, GFLA_FIGURE_SEEN);
    assert_int_equal(side.joints[6].seen, GFLA_FIGURE_HIDDEN); /* the left elbow behind the trunk */
    assert_int_equal(side.joints[3].seen, GFLA_FIGURE_SEEN);
    struct gfla_figure_key_point cut[GFLA_FIGURE_JOINTS];
    /* the middle of the square */
    gfla_figure_view_joints(&figure, front.place, &front.camera, SIZE, SIZE / 2, front.depth, cut);
    assert_int_equal(cut[10].seen, GFLA_FIGURE_OUT);
    assert_int_equal(cut[8].seen, GFLA_FIGURE_SEEN);
    assert_true(fabs(cut[8].y - (front.joints[8].y - SIZE / 4)) < 1e-9);
    free_shot(&front);
    free_shot(&back);
    free_shot(&side);
}

static void the_person_fills_the_image(void **state)
{
    (void)state;
    if (!device)
        skip();
    for (int i = 0; i < 6; i++) {
        struct gfla_random random = gfla_random_seed(8, (uint64_t)i);
        const struct gfla_figure_pose pose = gfla_figure_pose_draw(2 * i + 1, &random);
        struct gfla_figure_view view = view_from(60 * i);
        int low[2] = {SIZE, SIZE}, high[2] = {-1, -1};
        struct shot s;
        view.width = i % 2 ? SIZE : SIZE / 2;
        draw(&pose, &view, &s);
        for (int p = 0; p < SIZE * SIZE; p++)
            for (int k = 0; k < 2 && s.triangle[p] >= 0; k++) {
                const int at = k ? p / SIZE : p % SIZE - (SIZE - view.width) / 2;
                low[k] = at < low[k] ? at : low[k];
                high[k] = at > high[k] ? at : high[k];
            }
        const double wide = (high[0] - low[0] + 1.0) / view.width, high_part = (high[1] - low[1] + 1.0) / SIZE;
        assert_true(low[0] >= 0 && high[0] < view.width && wide < 0.92 && high_part < 0.92 &&
                    fmax(wide, high_part) > 0.87);
        free_shot(&s);
    }
}

static void other_corners_are_another_mesh(void **state)
{
    (void)state;
    if (!device)
        skip();
    const struct gfla_figure_pose pose = gfla_figure_pose_upright();
    const struct gfla_figure_view prefetch = view_from(0);
    struct shot s;
    draw(&pose, &prefetch, &s);
    struct gfla_mesh whole = *figure.mesh, smaller = {.n_triangles = 5};
    uint8_t *again = calloc(SIZE * SIZE, 4);
    whole.corners = s.mesh.corners;
    ok(gfla_renderer_set_mesh(renderer, &whole));
    ok(gfla_renderer_draw(renderer, &s.camera, 1, &(struct gfla_render_out){.rgba = again}));
    assert_memory_equal(again, s.rgba, 4 * SIZE * SIZE);
    assert_int_equal(gfla_renderer_set_corners(renderer, &smaller), GFLA_ERROR_USAGE);
    free(again);
    free_shot(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warping_the_source_gives_the_target),
        cmocka_unit_test(joints_are_where_the_bones_are),
        cmocka_unit_test(the_person_fills_the_image),
        cmocka_unit_test(other_corners_are_another_mesh),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
