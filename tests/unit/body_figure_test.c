/* Figures from data of people: a body of a few rectangles goes through clothes, hair and shoes; damaged bodies are
 * refused. */
#include "body_files.h"

#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "viewsynth/render/figure/figure_source.h"

#define MAX_TARGETS 2000
#define N_SEEDS 5

/* Makes a figure; morph targets that are asked for and missing are written (they move one vertex a little) until it is
 * made or fails otherwise. */
static gfla_status make_figure(const char *folder, uint64_t seed, struct gfla_figure *figure)
{
    struct gfla_figure_maker maker;
    gfla_status status = GFLA_ERROR_INPUT;
    assert_ok(gfla_figure_maker_open(&maker, "cc0", scratch(folder)));
    for (int i = 0; i < MAX_TARGETS && status == GFLA_ERROR_INPUT; i++) {
        char name[256];
        status = gfla_figure_maker_make(&maker, seed, figure);
        const char *missing = strstr(gfla_error_message(), "targets/"),
                   *end = missing ? strstr(missing, ".target.gz") : NULL;
        if (status == GFLA_OK || !end)
            break;
        snprintf(name, sizeof name, "%s/%.*s", folder, (int)(end - missing), missing);
        body_write_target(name, "0 0 0.01 0\n");
        status = GFLA_ERROR_INPUT;
    }
    gfla_figure_maker_close(&maker);
    return status;
}

static void check_figure(const struct gfla_figure *f)
{
    const struct gfla_mesh *m = f->mesh;
    assert_string_equal(f->licence, "CC0-1.0");
    assert_true(m->n_triangles > 0 && m->n_triangles < 60000);
    for (size_t i = 0; i < 3 * m->n_triangles; i++) {
        const struct raster_corner *c = &m->corners[i];
        float sum = 0, length = 0;
        for (int k = 0; k < 3; k++) {
            assert_true(fabsf(c->position[k]) < 4);
            length += c->normal[k] * c->normal[k];
        }
        assert_float_equal(length, 1, 1e-3);
        assert_true(isfinite(c->uv[0]) && isfinite(c->uv[1]));
        for (int k = 0; k < GFLA_FIGURE_WEIGHTS; k++) {
            assert_true(f->corner_bones[GFLA_FIGURE_WEIGHTS * i + (size_t)k] < f->n_bones);
            sum += f->corner_weights[GFLA_FIGURE_WEIGHTS * i + (size_t)k];
        }
        assert_float_equal(sum, 1, 1e-4);
    }
    for (size_t t = 0; t < m->n_triangles; t++) {
        assert_in_range(m->triangle_materials[t], 0, m->n_materials - 1);
        assert_in_range(f->parts[t], 1, GFLA_PARTS - 1);
    }
    for (int i = 0; i < m->n_materials; i++)
        assert_true(m->materials[i].texture < m->n_textures);
}

static uint64_t digest(const struct gfla_figure *f)
{
    uint64_t sum = gfla_hash_bytes(f->mesh->corners, 3 * f->mesh->n_triangles * sizeof *f->mesh->corners);
    sum ^= 3 * gfla_hash_bytes(f->corner_weights, 3 * f->mesh->n_triangles * GFLA_FIGURE_WEIGHTS * sizeof(float));
    for (int i = 0; i < f->mesh->n_textures; i++)
        sum = 31 * sum + gfla_hash_bytes(f->mesh->textures[i].pixels, gfla_bitmap_size(&f->mesh->textures[i]));
    return sum ^ gfla_hash_text(f->description.data);
}

static void makes_figures_of_any_seed(void **state)
{
    uint64_t digests[N_SEEDS];
    body_write_data("people");
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        struct gfla_figure figure;
        assert_ok(make_figure("people", seed, &figure));
        check_figure(&figure);
        digests[seed] = digest(&figure);
        gfla_figure_free(&figure);
        for (uint64_t other = 0; other < seed; other++)
            assert_true(digests[other] != digests[seed]);
    }
    for (uint64_t seed = 0; seed < N_SEEDS; seed += 2) {
        struct gfla_figure figure;
        assert_ok(make_figure("people", seed, &figure));
        assert_true(digest(&figure) == digests[seed]);
        gfla_figure_free(&figure);
    }
}

static void key_points_lie_on_the_body(void **state)
{
    struct gfla_figure figure;
    body_write_data("points");
    assert_ok(make_figure("points", 1, &figure));
    const float *neck = figure.joints[1].at, *shoulder = figure.joints[2].at, *other = figure.joints[5].at;
    for (int i = 0; i < 3; i++)
        assert_float_equal(neck[i], 0.5f * (shoulder[i] + other[i]), 1e-6);
    assert_true(shoulder[0] < 0 && other[0] > 0);
    assert_true(figure.joints[10].at[1] < figure.joints[9].at[1] && figure.joints[9].at[1] < figure.joints[8].at[1]);
    assert_true(figure.joints[14].at[0] < figure.joints[15].at[0]); /* eyes: right, left */
    for (int b = 0; b < figure.n_bones; b++)
        assert_true(figure.bones[b].parent < b);
    gfla_figure_free(&figure);
}

static void refuses_bodies_that_are_none(void **state)
{
    static const struct {
        const char *moved, *message;
    } cases[] = {
        {"joint-l-knee", "left side is not to the left"}, {"joint-neck", "do not follow upwards"},
        {"joint-head-2", "do not follow upwards"},        {"joint-r-shoulder", "left side is not to the left"},
        {"joint-l-hand", "left side is not to the left"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gfla_figure figure;
        char folder[32];
        snprintf(folder, sizeof folder, "moved%zu", i);
        body_write_moved(folder, cases[i].moved);
        assert_fails(make_figure(folder, 1, &figure), GFLA_ERROR_INPUT, cases[i].message);
        assert_null(figure.mesh);
    }
}

/* Whichever allocation fails, the figure is empty and the failure says so. */
static void reports_memory_that_is_gone(void **state)
{
    struct gfla_figure_maker maker;
    struct gfla_figure figure;
    gfla_status status = GFLA_ERROR_MEMORY;
    body_write_data("memory");
    assert_ok(make_figure("memory", 2, &figure));
    gfla_figure_free(&figure);
    for (long n = 1; n < 4000 && status != GFLA_OK; n += n < 10 ? 1 : 23) {
        assert_ok(gfla_figure_maker_open(&maker, "cc0", scratch("memory")));
        gfla_memory_fail_at(n);
        status = gfla_figure_maker_make(&maker, 2, &figure);
        gfla_memory_fail_at(0);
        if (status != GFLA_OK) {
            assert_int_equal(status, GFLA_ERROR_MEMORY);
            assert_null(figure.mesh);
        }
        gfla_figure_maker_close(&maker);
    }
    assert_int_equal(status, GFLA_OK);
    gfla_figure_free(&figure);
}

static void needs_a_path(void **state)
{
    struct gfla_figure_maker maker;
    assert_fails(gfla_figure_maker_open(&maker, "cc0", NULL), GFLA_ERROR_USAGE, "fetch-people");
    assert_fails(gfla_figure_maker_open(&maker, "cc0", scratch("nowhere")), GFLA_ERROR_INPUT, "nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_figures_of_any_seed),
        cmocka_unit_test(key_points_lie_on_the_body),
        cmocka_unit_test(refuses_bodies_that_are_none),
        cmocka_unit_test(reports_memory_that_is_gone),
        cmocka_unit_test(needs_a_path),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
