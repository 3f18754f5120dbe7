/* Drawn materials: kinds by names, textures that tile, coordinates, and what is left alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/ok.h"
#include "base/memory.h"
#include "viewsynth/render/drawn/drawn_look.h"
#include "viewsynth/render/drawn/drawn_material.h"
#include "viewsynth/render/drawn/drawn_noise.h"

#define SIDE 64

/* ---- a mesh of boxes ---- */

static struct gfla_mesh *create_boxes(int n_boxes, const char *const *names, int n_names)
{
    struct gfla_mesh *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->n_triangles = (size_t)(12 * n_boxes);
    m->n_materials = n_names;
    ok(gfla_calloc(&m->corners, 3 * m->n_triangles, sizeof *m->corners, "corners"));
    ok(gfla_calloc(&m->triangle_materials, m->n_triangles, sizeof *m->triangle_materials, "materials"));
    ok(gfla_calloc(&m->materials, (size_t)n_names, sizeof *m->materials, "materials"));
    for (int i = 0; i < n_names; i++) {
        m->materials[i] = (struct raster_material){.colour = {.7f, .7f, .7f, 1}, .texture = -1, .emission_texture = -1};
        gfla_text_add(&m->material_names, "%s%c", names[i], 0);
    }
    return m;
}

/* Box number b from lo to hi, of a material. */
static void set_box(struct gfla_mesh *m, int b, const float lo[3], const float hi[3], int material)
{
    static const int order[6] = {0, 1, 2, 0, 2, 3}, square[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    for (int face = 0; face < 6; face++)
        for (int i = 0; i < 6; i++) {
            struct raster_corner *c = &m->corners[(b * 12 + face * 2) * 3 + i];
            const int axis = face / 2, *at = square[order[i]];
            int side[3];
            side[axis] = face & 1, side[(axis + 1) % 3] = at[0], side[(axis + 2) % 3] = at[1];
            for (int k = 0; k < 3; k++) {
                c->position[k] = side[k] ? hi[k] : lo[k];
                c->normal[k] = k == axis ? (face & 1 ? 1.0f : -1.0f) : 0.0f;
            }
            c->colour = 0xffffffffu;
            m->triangle_materials[b * 12 + face * 2 + i / 3] = material;
        }
}

static struct gfla_mesh *create_box(const char *name)
{
    struct gfla_mesh *m = create_boxes(1, (const char *[]){name}, 1);
    set_box(m, 0, (float[]){-.1f, -.9f, -.2f}, (float[]){.1f, .9f, .2f}, 0);
    return m;
}

/* ---- kinds ---- */

static void names_tell_what_a_thing_is_made_of(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum drawn_kind kind;
    } cases[] = {
        {"shader_wood", DRAWN_WOOD},
        {"shader_wood.002", DRAWN_WOOD},
        {"shader_shelves_black_wood_z", DRAWN_WOOD},
        {"shader_shelves_black_metallic", DRAWN_METAL},
        {"shader_galvanized_metal", DRAWN_METAL},
        {"shader_rough_plastic.001", DRAWN_PLASTIC},
        {"shader_translucent_plastic", DRAWN_SHADE},
        {"shader_fine_knit_fabric", DRAWN_KNIT},
        {"shader_sofa_fabric", DRAWN_CLOTH},
        {"shader_leather", DRAWN_LEATHER},
        {"shader_marble", DRAWN_STONE},
        {"shader_glass_volume", DRAWN_GLASS},
        {"shader_black_glass", DRAWN_SCREEN},
        {"shader_text", DRAWN_PRINT},
        {"Oak", DRAWN_WOOD},
        {"Blue Velvet", DRAWN_CLOTH},
        /* words that others contain */
        {"texture", DRAWN_KIND_COUNT},
        {"environment", DRAWN_KIND_COUNT},
        {"spine", DRAWN_KIND_COUNT},
        {"cloak", DRAWN_KIND_COUNT},
        {"part_7", DRAWN_KIND_COUNT},
        {"textile", DRAWN_CLOTH},
        {"", DRAWN_KIND_COUNT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (gfla_drawn_kind(cases[i].name) != cases[i].kind)
            fail_msg("'%s' is %d, not %d", cases[i].name, gfla_drawn_kind(cases[i].name), cases[i].kind);
}

/* ---- textures ---- */

static void noise_goes_on_at_the_edges(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        const float u = (float)i * .0193f, v = (float)i * .0371f;
        assert_float_equal(drawn_noise(u, v, 5, 7, 3), drawn_noise(u + 1, v - 1, 5, 7, 3), 1e-4);
        assert_float_equal(drawn_cloud(u, v, 2, 3, 4, 3), drawn_cloud(u + 1, v + 2, 2, 3, 4, 3), 1e-4);
        struct drawn_cell a = drawn_cells(u, v, 6, 9), b = drawn_cells(u - 1, v + 1, 6, 9);
        assert_float_equal(a.nearest, b.nearest, 1e-4);
        assert_float_equal(a.second, b.second, 1e-4);
        assert_int_equal(a.number, b.number);
        assert_true(a.nearest <= a.second);
    }
}

/* Mean difference of two rows (step 1 along x) or columns. */
static double difference(const struct gfla_bitmap *image, int a, int b, bool columns)
{
    const uint8_t *p = image->pixels;
    double sum = 0;
    for (int i = 0; i < SIDE; i++)
        for (int k = 0; k < 3; k++) {
            int pa = columns ? i * SIDE + a : a * SIDE + i, pb = columns ? i * SIDE + b : b * SIDE + i;
            sum += abs(p[4 * pa + k] - p[4 * pb + k]);
        }
    return sum / (3 * SIDE);
}

/* The step over the edge is like those inside. */
static void patterns_tile(void **state)
{
    (void)state;
    for (int pattern = 1; pattern < DRAWN_PATTERN_COUNT; pattern++)
        for (uint64_t seed = 0; seed < 4; seed++) {
            struct drawn_look look = {.pattern = (enum drawn_pattern)pattern,
                                      .colours = {{.8f, .6f, .4f}, {.3f, .3f, .5f}, {.6f, .2f, .2f}},
                                      .seed = seed};
            struct gfla_bitmap image;
            ok(gfla_drawn_image(&look, SIDE, &image));
            for (int columns = 0; columns < 2; columns++) {
                double largest = 0, edge = difference(&image, SIDE - 1, 0, columns);
                for (int i = 0; i + 1 < SIDE; i++)
                    largest = fmax(largest, difference(&image, i, i + 1, columns));
                if (edge > 1.35 * largest + 2)
                    fail_msg("pattern %d, seed %d, %s: %.1f over the edge, %.1f inside", pattern, (int)seed,
                             columns ? "columns" : "rows", edge, largest);
            }
            /* there is a pattern */
            assert_true(difference(&image, 0, SIDE / 3, false) + difference(&image, 0, SIDE / 3, true) > 0);
            gfla_bitmap_free(&image);
        }
}

/* ---- meshes ---- */

static void one_seed_gives_one_look_and_another_gives_another(void **state)
{
    (void)state;
    uint64_t hashes[8];
    for (uint64_t i = 0; i < 8; i++) {
        struct gfla_mesh *m = create_box("shader_sofa_fabric");
        ok(gfla_mesh_draw_materials(m, &(struct gfla_drawn_params){.seed = gfla_drawn_seed("chair", i / 2)}));
        assert_int_equal(m->n_textures, 1);
        assert_int_equal(m->materials[0].texture, 0);
        assert_int_equal(m->textures[0].width, GFLA_DRAWN_SIDE);
        hashes[i] = gfla_hash_bytes(m->textures[0].pixels, gfla_bitmap_size(&m->textures[0])) ^
                    gfla_hash_bytes(m->corners, 3 * m->n_triangles * sizeof *m->corners);
        gfla_mesh_destroy(&m);
    }
    for (int i = 0; i < 8; i += 2) {
        assert_true(hashes[i] == hashes[i + 1]);
        assert_true(hashes[i] != hashes[(i + 2) % 8]);
    }
    assert_true(gfla_drawn_seed("a", 0) != gfla_drawn_seed("b", 0));
}

static void materials_with_a_look_are_left_alone_unless_all_are_asked_for(void **state)
{
    (void)state;
    enum { GREY, RED, TEXTURED, GLOWING, PAINTED, N };
    for (int all = 0; all < 2; all++) {
        struct gfla_mesh *m = create_boxes(N, (const char *[]){"steel", "wood", "wood2", "wood3", "wood4"}, N);
        for (int i = 0; i < N; i++)
            set_box(m, i, (float[]){(float)i, 0, 0}, (float[]){(float)i + .5f, 1, 1}, i);
        m->materials[RED].colour[0] = .9f;
        m->materials[GLOWING].emission[1] = .5f;
        m->materials[TEXTURED].texture = 0;
        m->corners[(12 * PAINTED) * 3 + 5].colour = 0xff0000ffu;
        ok(gfla_calloc(&m->textures, 1, sizeof *m->textures, "textures"));
        ok(gfla_bitmap_create(&m->textures[0], 2, 2, 4, 8));
        m->n_textures = 1;
        struct raster_material before[N];
        memcpy(before, m->materials, sizeof before);
        ok(gfla_mesh_draw_materials(m, &(struct gfla_drawn_params){.all = all == 1, .seed = 5}));
        for (int i = 0; i < N; i++)
            assert_int_equal(memcmp(&before[i], &m->materials[i], sizeof before[i]) != 0, all == 1 || i == GREY);
        assert_int_equal(m->corners[(12 * PAINTED) * 3 + 5].colour, all ? 0xffffffffu : 0xff0000ffu);
        assert_int_equal(m->textures[0].width, 2);
        for (int i = 0; i < N; i++)
            assert_true(m->materials[i].texture < m->n_textures);
        gfla_mesh_destroy(&m);
    }
}

static void materials_of_one_name_share_a_look(void **state)
{
    (void)state;
    int n_shared = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct gfla_mesh *m = create_boxes(3, (const char *[]){"leather", "leather", "leather.001"}, 3);
        for (int i = 0; i < 3; i++)
            set_box(m, i, (float[]){(float)i, 0, 0}, (float[]){(float)i + .5f, 1, 1}, i);
        ok(gfla_mesh_draw_materials(m, &(struct gfla_drawn_params){.seed = seed}));
        assert_memory_equal(&m->materials[0], &m->materials[1], sizeof m->materials[0]);
        n_shared += m->materials[2].texture == m->materials[0].texture;
        gfla_mesh_destroy(&m);
    }
    assert_in_range(n_shared, 8, 19); /* names that differ in their number alone: often */
}

/* The grain runs along the long axis, whatever the face; two boards show two pieces of the wood. */
static void grain_follows_the_long_axis(void **state)
{
    (void)state;
    for (int axis = 0; axis < 3; axis++) {
        struct gfla_mesh *m = create_boxes(2, (const char *[]){"wood"}, 1);
        float lo[3] = {0, 0, 0}, hi[3] = {.1f, .1f, .1f};
        hi[axis] = .9f;
        set_box(m, 0, lo, hi, 0);
        for (int k = 0; k < 3; k++)
            lo[k] += 2, hi[k] += 2;
        set_box(m, 1, lo, hi, 0);
        const struct drawn_look look = {.pattern = DRAWN_GRAIN, .repeats = 2, .along_parts = true, .seed = 4};
        ok(gfla_drawn_map(m, &look));
        for (size_t t = 0; t < m->n_triangles; t++) {
            const struct raster_corner *c = &m->corners[3 * t];
            if (fabsf(c[0].normal[axis]) > .5f) /* an end */
                continue;
            for (int i = 1; i < 3; i++)
                assert_float_equal(c[i].uv[0] - c[0].uv[0], 2 * (c[i].position[axis] - c[0].position[axis]), 1e-5);
        }
        const struct raster_corner *a = &m->corners[0], *b = &m->corners[36];
        float shift = (b->uv[0] - a->uv[0]) - 2 * (b->position[axis] - a->position[axis]);
        assert_true(fabsf(shift - rintf(shift)) > 1e-3f);
        gfla_mesh_destroy(&m);
    }
}

/* Boxes that touch are one part, but not across materials. */
static void parts_hang_together_by_position_and_material(void **state)
{
    (void)state;
    for (int other = 0; other < 2; other++) {
        struct gfla_mesh *m = create_boxes(2, (const char *[]){"wood", "wood"}, 2);
        set_box(m, 0, (float[]){0, 0, 0}, (float[]){.4f, .3f, .3f}, 0);
        set_box(m, 1, (float[]){0, .3f, 0}, (float[]){.4f, .9f, .3f}, other); /* together they stand */
        const struct drawn_look look[2] = {{.pattern = DRAWN_GRAIN, .repeats = 1, .along_parts = true},
                                           {.pattern = DRAWN_GRAIN, .repeats = 1, .along_parts = true}};
        ok(gfla_drawn_map(m, look));
        const int axis = other ? 0 : 1;   /* of the lower box's grain */
        for (size_t t = 8; t < 12; t++) { /* its faces along z */
            const struct raster_corner *c = &m->corners[3 * t];
            assert_float_equal(c[1].uv[0] - c[0].uv[0], c[1].position[axis] - c[0].position[axis], 1e-5);
        }
        gfla_mesh_destroy(&m);
    }
}

static void textures_have_a_limit(void **state)
{
    (void)state;
    enum { N = GFLA_DRAWN_MAX_TEXTURES + 10 };
    char text[N][16];
    const char *names[N];
    for (int i = 0; i < N; i++) {
        snprintf(text[i], sizeof text[i], "leather %d", i);
        names[i] = text[i];
    }
    struct gfla_mesh *m = create_boxes(N, names, N);
    for (int i = 0; i < N; i++)
        set_box(m, i, (float[]){(float)i, 0, 0}, (float[]){(float)i + .5f, 1, 1}, i);
    ok(gfla_mesh_draw_materials(m, NULL));
    assert_int_equal(m->n_textures, GFLA_DRAWN_MAX_TEXTURES);
    assert_int_equal(m->materials[0].texture, 0);
    assert_int_equal(m->materials[N - 1].texture, -1);
    assert_true(m->materials[N - 1].colour[0] < 1); /* of hide, not white */
    gfla_mesh_destroy(&m);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    int n = 1;
    for (gfla_status status = GFLA_ERROR_MEMORY; status != GFLA_OK; n++) {
        struct gfla_mesh *m = create_boxes(2, (const char *[]){"wood", "marble"}, 2);
        set_box(m, 0, (float[]){0, 0, 0}, (float[]){1, 1, 1}, 0);
        set_box(m, 1, (float[]){2, 0, 0}, (float[]){3, 1, 1}, 1);
        gfla_memory_fail_at(n);
        status = gfla_mesh_draw_materials(m, NULL);
        gfla_memory_fail_at(0);
        assert_true(status == GFLA_OK || status == GFLA_ERROR_MEMORY);
        for (int i = 0; i < 2; i++)
            assert_true(m->materials[i].texture < m->n_textures);
        gfla_mesh_destroy(&m);
    }
    assert_true(n > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_tell_what_a_thing_is_made_of),
        cmocka_unit_test(noise_goes_on_at_the_edges),
        cmocka_unit_test(patterns_tile),
        cmocka_unit_test(one_seed_gives_one_look_and_another_gives_another),
        cmocka_unit_test(materials_with_a_look_are_left_alone_unless_all_are_asked_for),
        cmocka_unit_test(materials_of_one_name_share_a_look),
        cmocka_unit_test(grain_follows_the_long_axis),
        cmocka_unit_test(parts_hang_together_by_position_and_material),
        cmocka_unit_test(textures_have_a_limit),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
