/* Materials and light: textures beyond their edges and from afar, colours multiplied, mirrors, what shines by itself.
 */
#include "tests/render/solids.h"

#define SIZE 96
#define PIXELS (SIZE * SIZE)
#define CENTRE (SIZE / 2 * SIZE + SIZE / 2)

static gfla_device *device;
static uint8_t rgba[4 * PIXELS];

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

static void draw_lit(const struct gfla_mesh *mesh, double azimuth, double elevation,
                     const struct raster_lighting *lighting)
{
    gfla_renderer *renderer;
    struct gfla_camera camera = gfla_camera_orbit(azimuth, elevation);
    assert_ok(gfla_renderer_create(&renderer, device, &(struct gfla_renderer_params){.size = SIZE}));
    gfla_renderer_set_lighting(renderer, lighting);
    assert_ok(gfla_renderer_set_mesh(renderer, mesh));
    assert_ok(gfla_renderer_draw(renderer, &camera, 1, &(struct gfla_render_out){.rgba = rgba}));
    gfla_renderer_destroy(&renderer);
}

static void draw(const struct gfla_mesh *mesh, double azimuth, double elevation)
{
    draw_lit(mesh, azimuth, elevation, NULL);
}

static void assert_colour(int at, int r, int g, int b, int limit)
{
    const uint8_t *p = rgba + 4 * at;
    if (abs(p[0] - r) > limit || abs(p[1] - g) > limit || abs(p[2] - b) > limit)
        fail_msg("pixel %d %d is %d %d %d, expected %d %d %d", at % SIZE, at / SIZE, p[0], p[1], p[2], r, g, b);
}

/* Lends the mesh one texture of w x h texels of `pixels`; take_back before it is destroyed. */
static struct gfla_bitmap lent;
static void lend_texture(struct gfla_mesh *mesh, int w, int h, uint8_t *pixels)
{
    lent = (struct gfla_bitmap){w, h, 4, 8, pixels};
    mesh->textures = &lent;
    mesh->n_textures = 1;
    mesh->materials[0].texture = 0;
}

static void destroy(struct gfla_mesh *mesh)
{
    mesh->textures = NULL;
    mesh->n_textures = 0;
    gfla_mesh_destroy(&mesh);
}

static void set_colour(struct raster_material *m, float r, float g, float b, float a)
{
    memcpy(m->colour, (float[4]){r, g, b, a}, sizeof m->colour);
}

static double to_light(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double to_srgb(double c)
{
    return c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055;
}

static void white_and_factors_are_lit(void **state)
{
    static uint8_t white[4] = {255, 255, 255, 255};
    struct gfla_mesh *mesh = make_sheet();
    draw(mesh, 90, 0);
    assert_colour(CENTRE, 214, 214, 214, 1);
    lend_texture(mesh, 1, 1, white);
    float tenth = (float)to_srgb(0.1);
    set_colour(&mesh->materials[0], 1, tenth, tenth, 1);
    draw(mesh, 90, 0);
    assert_colour(CENTRE, 214, 75, 75, 1);
    destroy(mesh);
}

/* Factor, texture and vertex colour are multiplied as light. */
static void colours_are_multiplied_as_light(void **state)
{
    static uint8_t texel[4] = {128, 200, 20, 255};
    struct gfla_mesh *mesh = make_sheet();
    lend_texture(mesh, 1, 1, texel);
    mesh->materials[0].unlit = 1;
    set_colour(&mesh->materials[0], 0.5f, 0.25f, 1, 1);
    for (int i = 0; i < 6; i++)
        mesh->corners[i].colour = 0xff8040c0;
    draw(mesh, 90, 0);
    double factor[3] = {0.5, 0.25, 1}, vertex[3] = {0xc0, 0x40, 0x80};
    int expected[3];
    for (int k = 0; k < 3; k++)
        expected[k] =
            (int)(255 * to_srgb(to_light(factor[k]) * to_light(vertex[k] / 255) * to_light(texel[k] / 255.0)) + 0.5);
    assert_colour(CENTRE, expected[0], expected[1], expected[2], 1);
    destroy(mesh);
}

static void unlit_colours_are_exact(void **state)
{
    struct gfla_mesh *mesh = make_sheet();
    mesh->materials[0].unlit = 1;
    set_colour(&mesh->materials[0], 200 / 255.0f, 0, 30 / 255.0f, 1);
    draw(mesh, 270, 0); /* from the dark side too */
    assert_colour(CENTRE, 200, 0, 30, 0);
    destroy(mesh);
}

/* The texel, 0 .. 3 from the left, that a row of four shows at u. */
static int expected_texel(double u, int wrap)
{
    int i = (int)floor(4 * u);
    if (wrap == RASTER_WRAP_CLAMP)
        return i < 0 ? 0 : i > 3 ? 3 : i;
    if (wrap == RASTER_WRAP_REPEAT)
        return (i % 4 + 4) % 4;
    i = (i % 8 + 8) % 8;
    return i < 4 ? i : 7 - i;
}

/* u and v run from -2 to 3 over the sheet, both wrapped in their own way; 4 x 4 texels of red by column and green by
 * row. */
static void textures_go_on_beyond_their_edges(void **state)
{
    enum { TEXELS = 64 }; /* 16 x 16 of each colour, so that filtering keeps the middles */
    static uint8_t pixels[TEXELS * TEXELS * 4];
    for (int i = 0; i < TEXELS * TEXELS; i++)
        memcpy(pixels + 4 * i,
               (uint8_t[4]){(uint8_t)(60 * (i % TEXELS / 16)), (uint8_t)(60 * (3 - i / TEXELS / 16)), 0, 255}, 4);
    for (int wrap = 0; wrap < 9; wrap++) {
        struct gfla_mesh *mesh = make_sheet();
        struct gfla_camera camera = gfla_camera_orbit(90, 0);
        struct raster_material *m = &mesh->materials[0];
        lend_texture(mesh, TEXELS, TEXELS, pixels);
        m->unlit = 1;
        m->wrap[0] = wrap % 3;
        m->wrap[1] = wrap / 3;
        for (int i = 0; i < 6; i++)
            for (int k = 0; k < 2; k++)
                mesh->corners[i].uv[k] = 5 * mesh->corners[i].uv[k] - 2;
        draw(mesh, 90, 0);
        for (int j = 0; j < 20; j++) {
            for (int i = 0; i < 20; i++) { /* the middle of each texel: 20 a side */
                double u = (i + 0.5) / 4 - 2, v = (j + 0.5) / 4 - 2, pixel[2], depth;
                double world[3] = {-0.6 + 1.2 * (i + 0.5) / 20, -0.6 + 1.2 * (j + 0.5) / 20, 0};
                assert_true(gfla_camera_project(&camera, SIZE, world, pixel, &depth));
                assert_colour((int)(pixel[1] + 0.5) * SIZE + (int)(pixel[0] + 0.5), 60 * expected_texel(u, m->wrap[0]),
                              60 * expected_texel(v, m->wrap[1]), 0, 14);
            }
        }
        destroy(mesh);
    }
}

static void emission_needs_no_light(void **state)
{
    static uint8_t halves[2 * 4] = {0, 0, 0, 255, 255, 255, 255, 255};
    struct gfla_mesh *mesh = make_sheet();
    struct raster_material *m = &mesh->materials[0];
    set_colour(m, 0, 0, 0, 1);
    m->emission[1] = 1;
    draw(mesh, 270, 0);
    assert_colour(CENTRE, 0, 255, 0, 0);
    lend_texture(mesh, 2, 1, halves);
    m->texture = -1;
    m->emission_texture = 0;
    m->emission_wrap[0] = m->emission_wrap[1] = RASTER_WRAP_CLAMP;
    for (int i = 0; i < 6; i++) { /* its own coordinates: along the other axis */
        mesh->corners[i].emission_uv[0] = mesh->corners[i].uv[1];
        mesh->corners[i].emission_uv[1] = 0.5f;
    }
    draw(mesh, 90, 0);
    assert_colour((SIZE / 2 + 16) * SIZE + SIZE / 2, 0, 0, 0, 1);
    assert_colour((SIZE / 2 - 16) * SIZE + SIZE / 2, 0, 255, 0, 1);
    set_colour(m, 1, 1, 1, 1); /* light adds up: 0.7 of the lamps and 0.25 */
    m->emission[0] = m->emission[1] = m->emission[2] = 0.5f;
    draw(mesh, 90, 0);
    int sum = (int)(255 * sqrt(pow(lit_white((double[]){0, 0, 1}) / 255, 2) + 0.25) + 0.5);
    assert_colour((SIZE / 2 - 16) * SIZE + SIZE / 2, sum, sum, sum, 1);
    destroy(mesh);
}

static void vertex_alpha_blends(void **state)
{
    struct gfla_mesh *mesh = make_sheet();
    for (int i = 0; i < 6; i++)
        mesh->corners[i].colour = 0x80ffffff;
    draw(mesh, 90, 0);
    assert_int_equal(rgba[4 * CENTRE + 3], 255); /* opaque whatever alpha says */
    mesh->materials[0].blend = 1;
    draw(mesh, 90, 0);
    assert_in_range(rgba[4 * CENTRE + 3], 127, 129);
    destroy(mesh);
}

/* What is wholly rough looks matt, as a metal and under varnish, so that a white surface is 214 by either description.
 */
static void rough_surfaces_look_matt(void **state)
{
    struct gfla_mesh *mesh = make_sheet();
    struct raster_material *m = &mesh->materials[0];
    set_colour(m, 1, 0.5f, 0.25f, 1);
    m->roughness = 1;
    draw(mesh, 60, 20);
    uint8_t matt[3] = {rgba[4 * CENTRE], rgba[4 * CENTRE + 1], rgba[4 * CENTRE + 2]};
    for (int half = 2; half > 0; half--) { /* and so does what is half a metal */
        m->metallic = (float)half / 2;
        draw(mesh, 60, 20);
        assert_colour(CENTRE, matt[0], matt[1], matt[2], 1);
    }
    m->metallic = 0;
    m->specular = 0.04f;
    set_colour(m, 1, 1, 1, 1);
    draw(mesh, 60, 20);
    assert_colour(CENTRE, 214, 214, 214, 1);
    destroy(mesh);
}

/* A glossy black ball is black but for the lamp, which stands where the normal halves the way to it. */
static void lamps_are_mirrored(void **state)
{
    struct gfla_mesh *mesh = make_surface(ball_at, 96, 48);
    struct gfla_camera camera = gfla_camera_orbit(90, 10);
    struct raster_lighting lamp = {.n_lights = 1, .lights = {{.direction = {0.6f, 0.64f, 0.48f}, .strength = 0.6f}}};
    struct raster_material *m = &mesh->materials[0];
    set_colour(m, 0, 0, 0, 1);
    m->specular = 0.04f;
    m->roughness = 0.4f;
    draw_lit(mesh, 90, 10, &lamp);
    double half[3], length = 0, pixel[2], depth;
    for (int k = 0; k < 3; k++) {
        half[k] = lamp.lights[0].direction[k] + camera.eye[k] / 4;
        length += half[k] * half[k];
    }
    for (int k = 0; k < 3; k++)
        half[k] *= BALL_RADIUS / sqrt(length);
    assert_true(gfla_camera_project(&camera, SIZE, half, pixel, &depth));
    double x = 0, y = 0, sum = 0;
    for (int i = 0; i < PIXELS; i++) {
        double weight = pow(rgba[4 * i] / 255.0, 6); /* of the lobe's middle */
        x += weight * (i % SIZE);
        y += weight * (i / SIZE);
        sum += weight;
    }
    assert_true(sum > 1e-3);
    if (!(fabs(x / sum - pixel[0]) < 2 && fabs(y / sum - pixel[1]) < 2))
        fail_msg("the lamp is seen at %g %g, expected %g %g", x / sum, y / sum, pixel[0], pixel[1]);
    destroy(mesh);
}

static void metals_colour_what_they_mirror(void **state)
{
    struct gfla_mesh *mesh = make_surface(ball_at, 96, 48);
    struct raster_material *m = &mesh->materials[0];
    set_colour(m, 1, 0.7f, 0.3f, 1);
    m->metallic = 1;
    m->roughness = 0.3f;
    draw(mesh, 60, 10);
    int darkest = 255, brightest = 0;
    for (int y = SIZE / 2 - 12; y < SIZE / 2 + 12; y++) {
        for (int x = SIZE / 2 - 12; x < SIZE / 2 + 12; x++) {
            const uint8_t *p = rgba + 4 * (y * SIZE + x);
            darkest = p[0] < darkest ? p[0] : darkest;
            brightest = p[0] > brightest ? p[0] : brightest;
            if (p[0] < 250) {
                assert_true(abs(p[1] - (int)(0.7 * p[0] + 0.5)) <= 6); /* turned away it is whiter */
                assert_true(abs(p[2] - (int)(0.3 * p[0] + 0.5)) <= 12);
            }
        }
    }
    assert_true(brightest > darkest + 50); /* a mirror, not a matt ball */
    destroy(mesh);
}

/* ---- textures from afar ---- */

static void fill_checks(uint8_t *pixels, int size, int check)
{
    for (int i = 0; i < size * size; i++) {
        uint8_t v = (i % size / check + i / size / check) % 2 ? 255 : 0;
        memcpy(pixels + 4 * i, (uint8_t[4]){v, v, v, 255}, 4);
    }
}

/* Checks far smaller than pixels are grey, from every side, and do not crawl when the camera moves a little. */
static void small_checks_are_grey(void **state)
{
    enum { TEXELS = 512 };
    static uint8_t pixels[TEXELS * TEXELS * 4], first[4 * PIXELS];
    fill_checks(pixels, TEXELS, 1);
    struct gfla_mesh *mesh = make_sheet();
    lend_texture(mesh, TEXELS, TEXELS, pixels);
    mesh->materials[0].unlit = 1;
    for (int turn = 0; turn <= 80; turn += 20) {
        draw(mesh, 90 + turn, 10);
        memcpy(first, rgba, sizeof first);
        draw(mesh, 90.3 + turn, 10.2);
        for (int i = 0; i < PIXELS; i++) {
            if (rgba[4 * i + 3] < 255 || first[4 * i + 3] < 255)
                continue;
            assert_true(abs(rgba[4 * i] - 128) < 20);
            assert_true(abs(rgba[4 * i] - first[4 * i]) < 12);
        }
    }
    destroy(mesh);
}

/* On a table seen from 4 degrees above, stripes that run away from the camera stay, and fine ones across them are grey.
 */
static void slanted_textures_stay_sharp(void **state)
{
    enum { TEXELS = 256 };
    static uint8_t pixels[TEXELS * TEXELS * 4];
    for (int i = 0; i < TEXELS * TEXELS; i++) {
        uint8_t along = i % TEXELS / 16 % 2 ? 255 : 0, across = i / TEXELS % 2 ? 255 : 0;
        memcpy(pixels + 4 * i, (uint8_t[4]){along, across, 0, 255}, 4);
    }
    struct gfla_mesh *mesh = make_mesh(2);
    put_square(mesh->corners, 1, 0, 0.7, 1);
    for (int i = 0; i < 6; i++) {
        mesh->corners[i].uv[0] = mesh->corners[i].position[0] / 1.4f + 0.5f;
        mesh->corners[i].uv[1] = mesh->corners[i].position[2] / 1.4f + 0.5f;
    }
    lend_texture(mesh, TEXELS, TEXELS, pixels);
    mesh->materials[0].unlit = 1;
    draw(mesh, 90, 4);
    int darkest = 255, brightest = 0;
    for (int x = SIZE / 2 - 20; x < SIZE / 2 + 20; x++) {
        const uint8_t *p = rgba + 4 * (SIZE / 2 * SIZE + x);
        assert_int_equal(p[3], 255);
        darkest = p[0] < darkest ? p[0] : darkest;
        brightest = p[0] > brightest ? p[0] : brightest;
        assert_true(abs(p[1] - 128) < 24);
    }
    assert_true(darkest < 50 && brightest > 205);
    destroy(mesh);
}

/* ---- lights by seed ---- */

static void seeds_draw_lights(void **state)
{
    float keys[3] = {0};
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct raster_lighting a = gfla_lighting_of_seed(seed), b = gfla_lighting_of_seed(seed),
                               c = gfla_lighting_of_seed(seed + 1);
        assert_memory_equal(&a, &b, sizeof a);
        assert_true(memcmp(&a, &c, sizeof a) != 0);
        assert_in_range(a.n_lights, 1, RASTER_MAX_LIGHTS);
        assert_true(a.sky > 0 && a.ground > 0 && a.ground < a.sky);
        for (int i = 0; i < a.n_lights; i++) {
            const float *d = a.lights[i].direction;
            assert_true(fabsf(d[0] * d[0] + d[1] * d[1] + d[2] * d[2] - 1) < 1e-5f);
            assert_true(d[1] > 0 && a.lights[i].strength > 0);
        }
        for (int k = 0; k < 3; k++)
            keys[k] += a.lights[0].direction[k] / 200;
    }
    assert_true(fabsf(keys[0]) < 0.15f && fabsf(keys[2]) < 0.15f && keys[1] > 0.4f); /* from every side, from above */
}

/* A white ball in the light of any seed is neither dark nor blown out, and its light is another one than by default. */
static void lights_of_seeds_are_used(void **state)
{
    struct gfla_mesh *mesh = make_surface(ball_at, 48, 24);
    static uint8_t usual[4 * PIXELS];
    draw(mesh, 60, 10);
    memcpy(usual, rgba, sizeof usual);
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct raster_lighting lighting = gfla_lighting_of_seed(seed);
        double sum = 0, other = 0;
        int n = 0;
        draw_lit(mesh, 60, 10, &lighting);
        for (int i = 0; i < PIXELS; i++) {
            if (rgba[4 * i + 3] < 255)
                continue;
            sum += rgba[4 * i + 1];
            other += abs(rgba[4 * i + 1] - usual[4 * i + 1]);
            n++;
        }
        assert_true(sum / n > 110 && sum / n < 235);
        assert_true(other / n > 2);
    }
    draw_lit(mesh, 60, 10, NULL);
    assert_memory_equal(usual, rgba, sizeof usual);
    destroy(mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_and_factors_are_lit),      cmocka_unit_test(colours_are_multiplied_as_light),
        cmocka_unit_test(unlit_colours_are_exact),        cmocka_unit_test(textures_go_on_beyond_their_edges),
        cmocka_unit_test(emission_needs_no_light),        cmocka_unit_test(vertex_alpha_blends),
        cmocka_unit_test(rough_surfaces_look_matt),       cmocka_unit_test(lamps_are_mirrored),
        cmocka_unit_test(metals_colour_what_they_mirror), cmocka_unit_test(small_checks_are_grey),
        cmocka_unit_test(slanted_textures_stay_sharp),    cmocka_unit_test(seeds_draw_lights),
        cmocka_unit_test(lights_of_seeds_are_used),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
