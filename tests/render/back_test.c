/* What the rasteriser tells beside colour and depth: the surface behind, positions, normals, triangles. Solids are
 * compared with rays through them. */
#include "tests/render/solids.h"

#define SIZE 72
#define PIXELS (SIZE * SIZE)

static gfla_device *device;
static struct {
    uint8_t rgba[4 * PIXELS], back_rgba[4 * PIXELS];
    float depth[PIXELS], back_depth[PIXELS], normal[3 * PIXELS], position[3 * PIXELS];
    int32_t triangle[PIXELS];
} drawn;

static int start(void **state)
{
    gfla_status status = gfla_device_open(&device, NULL, NULL);
    if (status == GFLA_ERROR_NO_DEVICE || gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        exit(GFLA_ERROR_NO_DEVICE); /* counts as skipped */
    return status != GFLA_OK || scratch_create(state);
}

static int stop(void **state)
{
    gfla_device_destroy(&device);
    return scratch_remove(state);
}

/* What holds of everything that is drawn. */
static void check_silhouettes(bool see_through)
{
    for (int i = 0; i < PIXELS; i++) {
        assert_true((drawn.depth[i] > 0) == (drawn.back_depth[i] > 0));
        assert_true(drawn.back_depth[i] >= drawn.depth[i]);
        assert_true((drawn.depth[i] > 0) == (drawn.triangle[i] >= 0));
        assert_true(abs(drawn.back_rgba[4 * i + 3] - drawn.rgba[4 * i + 3]) <= see_through);
    }
}

static void draw_as(const struct gfla_mesh *mesh, int factor, const struct gfla_camera *camera,
                    const struct gfla_render_out *out)
{
    gfla_renderer *renderer;
    assert_ok(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = SIZE, .factor = factor}));
    assert_ok(gfla_renderer_set_mesh(renderer, mesh));
    assert_ok(gfla_renderer_draw(renderer, camera, 1, out));
    gfla_renderer_destroy(&renderer);
}

static void draw(const struct gfla_mesh *mesh, int factor, const struct gfla_camera *camera)
{
    draw_as(mesh, factor, camera,
            &(struct gfla_render_out){drawn.rgba, drawn.depth, drawn.back_rgba, drawn.back_depth, drawn.normal,
                                      drawn.position, drawn.triangle});
}

static double dot3(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static bool is_near(const double a[3], const double b[3], double limit)
{
    double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    return dot3(d, d) < limit * limit;
}

/* The crossings at the corners of a square around a pixel centre are those of one smooth surface, not turned away. */
static bool is_plain(struct crossing cross(const double *, const double *), const struct gfla_camera *c, int x, int y,
                     const struct crossing *here)
{
    double ray[3];
    for (int i = 0; i < 4; i++) {
        pixel_ray(c, SIZE, x + (i % 2 ? 1.5 : -1.5), y + (i / 2 ? 1.5 : -1.5), ray);
        struct crossing k = cross(c->eye, ray);
        if (k.near == 0 || fabs(k.near - here->near) > 0.12 || fabs(k.far - here->far) > 0.12 ||
            !is_near(k.near_normal, here->near_normal, 0.6) || !is_near(k.far_normal, here->far_normal, 0.6))
            return false;
    }
    return true;
}

static void check_maps(const struct gfla_camera *c, int i, const struct crossing *k, double tolerance)
{
    double world[3], n[3], p[3], view[3];
    gfla_camera_unproject(c, SIZE, i % SIZE, i / SIZE, drawn.depth[i], world);
    for (int a = 0; a < 3; a++) {
        n[a] = drawn.normal[3 * i + a];
        p[a] = drawn.position[3 * i + a];
        view[a] = c->eye[a] - p[a];
    }
    assert_true(is_near(p, world, 2e-6));
    assert_true(fabs(dot3(n, n) - 1) < 1e-5);
    assert_true(dot3(n, view) > -1e-5);
    assert_true(is_near(n, k->near_normal, 30 * tolerance));
}

/* Draws the mesh, which is destroyed, with every number of samples, and compares it with rays through the solid. */
static void check_solid(struct gfla_mesh *mesh, struct crossing cross(const double *, const double *), double tolerance)
{
    struct gfla_camera c = gfla_camera_orbit(33, 25);
    for (int factor = 1; factor <= 4; factor++) {
        int n_checked = 0;
        draw(mesh, factor, &c);
        check_silhouettes(false);
        for (int i = 0; i < PIXELS; i++) {
            double ray[3];
            pixel_ray(&c, SIZE, i % SIZE, i / SIZE, ray);
            struct crossing k = cross(c.eye, ray);
            if (k.near == 0 || !is_plain(cross, &c, i % SIZE, i / SIZE, &k))
                continue;
            n_checked++;
            if (fabs(drawn.depth[i] - k.near) > tolerance || fabs(drawn.back_depth[i] - k.far) > tolerance)
                fail_msg("%d samples, pixel %d %d: %g and %g, by rays %g and %g", factor, i % SIZE, i / SIZE,
                         (double)drawn.depth[i], (double)drawn.back_depth[i], k.near, k.far);
            assert_true(fabs(drawn.rgba[4 * i] - lit_white(k.near_normal)) < 5);
            assert_true(fabs(drawn.back_rgba[4 * i] - lit_white(k.far_normal)) < 5);
            check_maps(&c, i, &k, tolerance);
        }
        assert_true(n_checked > 300);
    }
    gfla_mesh_destroy(&mesh);
}

static void ball_is_crossed(void **state)
{
    check_solid(make_surface(ball_at, 120, 60), cross_ball, 4e-3);
}

static void cube_is_crossed(void **state)
{
    check_solid(make_cube(), cross_cube, 1e-3);
}

static void ring_is_crossed(void **state)
{
    check_solid(make_surface(ring_at, 120, 60), cross_ring, 6e-3);
}

/* From close by, and through long lenses, corners lie far outside the image; what is in it is drawn all the same. */
static void near_and_magnified_views_are_whole(void **state)
{
    static const double places[][2] = {{1.05, 60}, {1.05, 1}, {1.1, 120}, {4, 0.5}, {60, 1}};
    struct gfla_mesh *mesh = make_cube();
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        struct gfla_camera c = gfla_camera_orbit_at(70, 20, places[p][0], places[p][1]);
        int n_wrong = 0, n_checked = 0;
        draw(mesh, 4, &c);
        check_silhouettes(false);
        for (int i = 0; i < PIXELS; i++) {
            double ray[3];
            pixel_ray(&c, SIZE, i % SIZE, i / SIZE, ray);
            struct crossing k = cross_cube(c.eye, ray);
            if (k.near == 0)
                continue;
            n_checked++; /* but for pixels on edges of the cube */
            n_wrong +=
                fabs(drawn.depth[i] - k.near) > 2e-3 * k.near || fabs(drawn.back_depth[i] - k.far) > 2e-3 * k.far;
        }
        if (n_checked < 300 || n_wrong > n_checked / 30)
            fail_msg("from %g away, %g degrees: %d of %d depths are wrong", places[p][0], places[p][1], n_wrong,
                     n_checked);
    }
    gfla_mesh_destroy(&mesh);
}

/* A sheet is its own back, and its back has its other side's light: what a camera on that side sees. */
static void sheet_is_its_own_back(void **state)
{
    struct gfla_mesh *mesh = make_sheet();
    struct gfla_camera front = gfla_camera_orbit(100, 5), behind = gfla_camera_orbit(280, -5);
    draw(mesh, 2, &behind);
    uint8_t other = drawn.rgba[4 * (36 * SIZE + 36)];
    draw(mesh, 2, &front);
    check_silhouettes(false);
    for (int i = 0; i < PIXELS; i++) /* at the outline by another triangle of the same plane */
        assert_true(drawn.back_depth[i] - drawn.depth[i] < 1e-5f);
    assert_true(drawn.depth[36 * SIZE + 36] > 3.9f);
    assert_true(drawn.rgba[4 * (36 * SIZE + 36)] > other + 20); /* the key light is on this side */
    assert_in_range(drawn.back_rgba[4 * (36 * SIZE + 36)], other - 1, other + 1);
    gfla_mesh_destroy(&mesh);
}

/* Two sheets in one place, back to back: each side shows the one that looks that way, in whichever order they come. */
static void coincident_sheets_show_their_sides(void **state)
{
    struct gfla_camera front = gfla_camera_orbit(80, 15);
    for (int order = 0; order < 2; order++) {
        struct gfla_mesh *mesh = make_mesh(4);
        mesh->materials[1].colour[0] = 0; /* looks at -z */
        put_square(mesh->corners + 6 * order, 2, 0, 0.6, 1);
        put_square(mesh->corners + 6 - 6 * order, 2, 0, 0.6, -1);
        mesh->triangle_materials[2 - 2 * order] = mesh->triangle_materials[3 - 2 * order] = 1;
        draw(mesh, 2, &front);
        check_silhouettes(false);
        for (int i = 0; i < PIXELS; i++) {
            if (drawn.rgba[4 * i + 3] < 255)
                continue;
            assert_true(drawn.rgba[4 * i] > 100 && drawn.back_rgba[4 * i] == 0 && drawn.back_rgba[4 * i + 1] > 60);
        }
        gfla_mesh_destroy(&mesh);
    }
}

/* Panes before and behind a solid: the solid is both surfaces. Panes alone: the first and the last one are. */
static void panes_have_backs(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(90, 0);
    const int centre = 36 * SIZE + 36;
    for (int n = 4; n <= 6; n += 2) {
        struct gfla_mesh *mesh = make_mesh((size_t)n);
        mesh->materials[0] = (struct raster_material){.colour = {1, 0, 0, 0.25f}, .blend = 1, .texture = -1};
        put_square(mesh->corners, 2, 0.4, 0.5, 1);
        put_square(mesh->corners + 6, 2, -0.4, 0.5, 1);
        if (n == 6)
            put_square(mesh->corners + 12, 2, 0.1, 0.5, 1);
        mesh->triangle_materials[n - 2] = mesh->triangle_materials[n - 1] = n == 6;
        draw(mesh, 2, &c);
        check_silhouettes(true);
        assert_true(fabs(drawn.depth[centre] - (n == 6 ? 3.9 : 3.6)) < 1e-3);
        assert_true(fabs(drawn.back_depth[centre] - (n == 6 ? 3.9 : 4.4)) < 1e-3);
        assert_in_range(drawn.rgba[4 * centre + 3], n == 6 ? 255 : 110, n == 6 ? 255 : 113); /* 1 - 0.75 * 0.75 */
        gfla_mesh_destroy(&mesh);
    }
}

/* Opacities .4, .4: from either side the second pane passes a half. The back must not come nearer than the front. */
static void crossed_panes_keep_their_order(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(90, 0);
    struct gfla_mesh *mesh = make_mesh(4);
    mesh->materials[0] = (struct raster_material){.colour = {1, 0, 0, 0.4f}, .blend = 1, .texture = -1};
    put_square(mesh->corners, 2, 0.4, 0.5, 1);
    put_square(mesh->corners + 6, 2, -0.4, 0.5, 1);
    draw(mesh, 2, &c);
    check_silhouettes(true);
    assert_true(fabs(drawn.depth[36 * SIZE + 36] - 4.4) < 1e-3);
    assert_true(drawn.back_depth[36 * SIZE + 36] == drawn.depth[36 * SIZE + 36]);
    gfla_mesh_destroy(&mesh);
}

static void holes_have_no_back(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(90, 0);
    struct gfla_mesh *mesh = make_cube();
    static uint8_t texels[2 * 2 * 4] = {255, 255, 255, 255, 255, 255, 255, 0, 255, 255, 255, 0, 255, 255, 255, 255};
    struct gfla_bitmap image = {2, 2, 4, 8, texels};
    mesh->materials[0].alpha_test = 0.5f;
    mesh->materials[0].texture = 0;
    mesh->triangle_materials[8] = mesh->triangle_materials[9] = 1; /* the far side is whole */
    mesh->textures = &image;
    mesh->n_textures = 1;
    draw(mesh, 2, &c);
    check_silhouettes(false);
    int n_through = 0;
    for (int i = 0; i < PIXELS;
         i++) { /* through the holes of the near side the far side is seen, and that is its own back */
        if (fabs(drawn.depth[i] - 4.5) < 1e-3)
            assert_true(fabs(drawn.back_depth[i] - 4.5) < 1e-3);
        n_through += drawn.depth[i] > 4.49f;
    }
    assert_true(n_through > 100);
    mesh->textures = NULL;
    mesh->n_textures = 0;
    gfla_mesh_destroy(&mesh);
}

/* What is blended away is not there: neither colour nor depth. */
static void invisible_surfaces_have_no_depth(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(90, 0);
    for (int vertex = 0; vertex < 2; vertex++) {
        struct gfla_mesh *mesh = make_sheet();
        mesh->materials[0].blend = 1;
        mesh->materials[0].colour[3] = vertex ? 1 : 0;
        for (int i = 0; i < 6; i++)
            mesh->corners[i].colour = vertex ? 0x00ffffff : 0xffffffff;
        draw(mesh, 2, &c);
        check_silhouettes(false);
        for (int i = 0; i < PIXELS; i++)
            assert_true(drawn.depth[i] == 0 && drawn.rgba[4 * i + 3] == 0);
        gfla_mesh_destroy(&mesh);
    }
}

/* A triangle's number says where the pixel's centre lies. */
static void triangles_are_told(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(60, 30);
    struct gfla_mesh *mesh = make_cube();
    for (int factor = 1; factor <= 4; factor++) {
        draw(mesh, factor, &c);
        for (int i = 0; i < PIXELS; i++) {
            if (drawn.triangle[i] < 0)
                continue;
            int side = drawn.triangle[i] / 2;
            double off = drawn.position[3 * i + side / 2] - (side % 2 ? CUBE_HALF : -CUBE_HALF);
            assert_true(fabs(off) < 0.03); /* at the outline a pixel's centre may lie beside all triangles */
        }
    }
    gfla_mesh_destroy(&mesh);
}

/* What is wanted beside it does not change an image. */
static void parts_agree_with_the_whole(void **state)
{
    static uint8_t rgba[4 * PIXELS];
    static float depth[PIXELS], position[3 * PIXELS];
    struct gfla_camera c = gfla_camera_orbit(33, 25);
    struct gfla_mesh *mesh = make_surface(ring_at, 60, 30);
    draw(mesh, 2, &c);
    draw_as(mesh, 2, &c, &(struct gfla_render_out){.rgba = rgba, .depth = depth});
    draw_as(mesh, 2, &c, &(struct gfla_render_out){.position = position});
    for (int i = 0; i < PIXELS; i++) { /* another program rounds otherwise */
        assert_true(abs(rgba[4 * i] - drawn.rgba[4 * i]) <= 1);
        assert_int_equal(rgba[4 * i + 3], drawn.rgba[4 * i + 3]);
        assert_true(fabsf(depth[i] - drawn.depth[i]) < 1e-5f);
        assert_true(fabsf(position[3 * i] - drawn.position[3 * i]) < 1e-5f);
    }
    gfla_mesh_destroy(&mesh);
}

/* Another pose needs corners alone, and looks as if it had been set as a mesh. */
static void poses_keep_their_materials(void **state)
{
    static uint8_t set[4 * PIXELS];
    gfla_renderer *renderer;
    struct gfla_camera c = gfla_camera_orbit(60, 20);
    struct gfla_mesh *mesh = make_cube();
    mesh->triangle_materials[4] = mesh->triangle_materials[5] = 1;
    mesh->materials[1] =
        (struct raster_material){.colour = {1, 0, 0, 0.5f}, .blend = 1, .texture = -1, .emission_texture = -1};
    assert_ok(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = SIZE}));
    assert_ok(gfla_renderer_set_mesh(renderer, mesh));
    for (int i = 0; i < 36; i++)
        mesh->corners[i].position[1] *= 0.5f;
    const struct gfla_mesh corners = {.n_triangles = mesh->n_triangles, .corners = mesh->corners},
                           fewer = {.n_triangles = 1};
    assert_ok(gfla_renderer_set_corners(renderer, &corners));
    assert_ok(gfla_renderer_draw(renderer, &c, 1, &(struct gfla_render_out){.rgba = set}));
    assert_fails(gfla_renderer_set_corners(renderer, &fewer), GFLA_ERROR_USAGE, "a mesh of 12 is set");
    gfla_renderer_destroy(&renderer);
    draw_as(mesh, 2, &c, &(struct gfla_render_out){.rgba = drawn.rgba});
    assert_memory_equal(set, drawn.rgba, sizeof set);
    gfla_mesh_destroy(&mesh);
}

static void nothing_is_an_empty_view(void **state)
{
    struct gfla_camera edge_on = gfla_camera_orbit(0, 0);
    struct gfla_mesh *mesh = make_sheet();
    draw(mesh, 2, &edge_on);
    check_silhouettes(false);
    for (int i = 0; i < PIXELS; i++)
        assert_true(drawn.depth[i] == 0 && drawn.rgba[4 * i + 3] == 0 && drawn.normal[3 * i] == 0 &&
                    drawn.position[3 * i] == 0);
    gfla_mesh_destroy(&mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ball_is_crossed),
        cmocka_unit_test(cube_is_crossed),
        cmocka_unit_test(ring_is_crossed),
        cmocka_unit_test(near_and_magnified_views_are_whole),
        cmocka_unit_test(sheet_is_its_own_back),
        cmocka_unit_test(coincident_sheets_show_their_sides),
        cmocka_unit_test(panes_have_backs),
        cmocka_unit_test(crossed_panes_keep_their_order),
        cmocka_unit_test(holes_have_no_back),
        cmocka_unit_test(invisible_surfaces_have_no_depth),
        cmocka_unit_test(triangles_are_told),
        cmocka_unit_test(parts_agree_with_the_whole),
        cmocka_unit_test(poses_keep_their_materials),
        cmocka_unit_test(nothing_is_an_empty_view),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
