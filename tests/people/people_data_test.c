/* people_data_test DATA: figures of the real data are dressed, stand on the ground, have their key points in place, and
 * come out the same again. */
#include <math.h>
#include <string.h>

#include "tests/ok.h"
#include "base/random.h"
#include "viewsynth/render/figure/figure_source.h"

#define N_SEEDS 24

enum {
    NOSE,
    NECK,
    R_SHOULDER,
    R_ELBOW,
    R_WRIST,
    L_SHOULDER,
    L_ELBOW,
    L_WRIST,
    R_HIP,
    R_KNEE,
    R_ANKLE,
    L_HIP,
    L_KNEE,
    L_ANKLE,
    R_EYE,
    L_EYE,
    R_EAR,
    L_EAR
};

static const char *data;

static uint64_t digest(const struct gfla_figure *f)
{
    uint64_t sum = gfla_hash_bytes(f->mesh->corners, 3 * f->mesh->n_triangles * sizeof *f->mesh->corners);
    sum ^= 3 * gfla_hash_bytes(f->corner_weights, 3 * f->mesh->n_triangles * GFLA_FIGURE_WEIGHTS * sizeof(float));
    for (int i = 0; i < f->mesh->n_textures; i++)
        sum = 31 * sum + gfla_hash_bytes(f->mesh->textures[i].pixels, gfla_bitmap_size(&f->mesh->textures[i]));
    return sum ^ gfla_hash_text(f->description.data);
}

static void check_points(const struct gfla_figure *f, float height)
{
    const float *nose = f->joints[NOSE].at, *r_ear = f->joints[R_EAR].at, *l_ear = f->joints[L_EAR].at;
    assert_true(fabsf(nose[0]) < 0.015f);
    assert_true(r_ear[0] < -0.055f && l_ear[0] > 0.055f && r_ear[0] > -0.12f && l_ear[0] < 0.12f);
    assert_true(nose[2] > l_ear[2] + 0.07f && nose[2] > f->joints[L_EYE].at[2]);
    assert_true(nose[1] < f->joints[L_EYE].at[1] && f->joints[L_EYE].at[1] - nose[1] < 0.07f);
    assert_true(f->joints[R_EYE].at[0] < -0.02f && f->joints[L_EYE].at[0] > 0.02f);
    assert_float_equal(f->joints[L_KNEE].at[1] / height, 0.285, 0.05);
    assert_float_equal(f->joints[L_HIP].at[1] / height, 0.52, 0.05);
    assert_float_equal(f->joints[NECK].at[1] / height, 0.81, 0.04);
    assert_true(f->joints[L_ANKLE].at[1] > 0.05f && f->joints[L_ANKLE].at[1] < 0.16f);
    for (int k = 0; k < 3; k++) /* the arms are alike */
        assert_float_equal(f->joints[L_WRIST].at[k] - f->joints[L_ELBOW].at[k],
                           (k ? 1 : -1) * (f->joints[R_WRIST].at[k] - f->joints[R_ELBOW].at[k]), 0.02);
}

/* Skin of trunk and legs between the thighs' upper third and the chest lies under clothes, and is left out. */
static void check_dressed(const struct gfla_figure *f)
{
    const float hip = f->joints[L_HIP].at[1], knee = f->joints[L_KNEE].at[1], neck = f->joints[NECK].at[1];
    double covered = 0;
    for (size_t t = 0; t < f->mesh->n_triangles; t++) {
        const struct raster_corner *c = &f->mesh->corners[3 * t];
        const float y = (c[0].position[1] + c[1].position[1] + c[2].position[1]) / 3;
        const int part = f->parts[t];
        if ((part == GFLA_PART_SKIN_TRUNK || part == GFLA_PART_SKIN_LEGS) && y > hip - 0.25f * (hip - knee) &&
            y < neck - 0.20f && fabsf(c->position[0]) < 0.13f)
            fail_msg("bare skin at %g m of a body whose hips are at %g m {%s}", (double)y, (double)hip,
                     f->description.data);
        covered += part >= GFLA_PART_TOP;
    }
    assert_true(covered > 4000);
}

static void figures_are_people(void **state)
{
    struct gfla_figure_maker maker;
    uint64_t digests[N_SEEDS];
    int n_women = 0;
    ok(gfla_figure_maker_open(&maker, "cc0", data));
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        struct gfla_figure f;
        float lo = INFINITY, hi = -INFINITY;
        ok(gfla_figure_maker_make(&maker, seed, &f));
        for (size_t i = 0; i < 3 * f.mesh->n_triangles; i++) {
            lo = fminf(lo, f.mesh->corners[i].position[1]);
            hi = fmaxf(hi, f.mesh->corners[i].position[1]);
        }
        assert_float_equal(lo, 0, 0.004);
        assert_true(hi > 1.45f && hi < 2.2f);
        assert_true(f.mesh->n_triangles > 15000 && f.mesh->n_triangles < 45000);
        check_points(&f, f.joints[NECK].at[1] / 0.81f);
        check_dressed(&f);
        n_women += strstr(f.description.data, "\"female\"") != NULL;
        digests[seed] = digest(&f);
        gfla_figure_free(&f);
    }
    assert_in_range(n_women, 5, N_SEEDS - 5);
    gfla_figure_maker_close(&maker);
    ok(gfla_figure_maker_open(&maker, "cc0", data)); /* in another order, from an empty cache: the same bytes */
    for (int seed = N_SEEDS - 1; seed >= 0; seed -= 5) {
        struct gfla_figure f;
        ok(gfla_figure_maker_make(&maker, (uint64_t)seed, &f));
        assert_true(digest(&f) == digests[seed]);
        gfla_figure_free(&f);
    }
    gfla_figure_maker_close(&maker);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(figures_are_people)};
    if (argc != 2)
        return 2;
    data = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
