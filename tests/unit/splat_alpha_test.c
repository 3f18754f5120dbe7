/* What the soft silhouette of flat surfaces looks like: full inside, nothing outside, its outline in place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "ref/splat_alpha_ref.h"

#define SIZE 48
#define AREA (SIZE * SIZE)

/* A surface at the distance that faces the source, seen by a camera `near` times as near and turned by `angle` about
 * the vertical axis through its middle. */
static void look(int stride, double angle, double near, const double *mask, double *alpha)
{
    static const double value[AREA];
    const double c = cos(angle), s = sin(angle);
    const double camera[12] = {c, 0, s, 0, 1, 0, -s, 0, c, -4 / near * s, 0, 4 - 4 / near * c};
    const struct gfla_splat_alpha_ref size = {1, SIZE, SIZE, stride, 4, 1.05, 0.26794919243112270};
    gfla_splat_alpha_ref_fwd(
        &size, &(struct gfla_splat_alpha_ref_source){.value = value, .mask = mask, .camera = camera}, alpha);
}

static double least(const double *alpha, int side, int margin)
{
    double least = 1;
    for (int y = margin; y < side - margin; y++)
        for (int x = margin; x < side - margin; x++)
            least = fmin(least, alpha[y * side + x]);
    return least;
}

static void facing_surface_is_full(void **state)
{
    double mask[AREA], alpha[AREA];
    for (int i = 0; i < AREA; i++)
        mask[i] = 1;
    for (int stride = 1; stride <= 4; stride *= 2)
        for (double near = 1; near < 2; near += 0.125) {
            look(stride, 0, near, mask, alpha);
            assert_in_range(1e4 * least(alpha, SIZE / stride, 3), 9750, 9900);
        }
}

/* Seen from the side the surface gets denser, so it stays full. */
static void oblique_surface_is_full(void **state)
{
    double mask[AREA] = {0}, alpha[AREA];
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            mask[y * SIZE + x] = 1;
    for (int degrees = 10; degrees <= 60; degrees += 10) {
        look(1, degrees * 3.14159265358979 / 180, 1, mask, alpha);
        for (int y = SIZE / 3; y < 2 * SIZE / 3; y++)
            for (int x = SIZE / 2 - 6; x < SIZE / 2 + 6; x++)
                assert_true(alpha[y * SIZE + x] > 0.975);
    }
}

/* Half of the image: 0.5 is passed within two thirds of a pixel of the result outside the edge, and nothing is left two
 * pixels outside. */
static void outline_is_in_place(void **state)
{
    double mask[AREA], alpha[AREA];
    for (int i = 0; i < AREA; i++)
        mask[i] = i % SIZE < SIZE / 2;
    for (int stride = 1; stride <= 4; stride *= 2) {
        const int side = SIZE / stride, edge = side / 2;
        look(stride, 0, 1, mask, alpha);
        const double *row = alpha + side / 2 * side;
        assert_true(row[edge - 1] > 0.9);
        assert_true(row[edge] > 0.2 && row[edge] < 0.6);
        assert_true(row[edge + 1] < 0.02);
        assert_true(row[edge + 2] == 0);
    }
}

/* Four layers, all of them where nothing should be: the loss must see that. */
static void layers_stay_below_one(void **state)
{
    enum { SIDE = 4, FINE = 4 * SIDE };
    double value[FINE * FINE] = {0}, mask[FINE * FINE], alpha[SIDE * SIDE];
    const double camera[12] = {[0] = 1, [4] = 1, [8] = 1};
    const struct gfla_splat_alpha_ref size = {1, FINE, FINE, 4, 4, 1.05, 0.26794919243112270};
    for (int i = 0; i < FINE * FINE; i++)
        mask[i] = 1;
    const struct gfla_splat_alpha_ref_source source = {value, value, mask, camera, camera};
    gfla_splat_alpha_ref_fwd(&size, &source, alpha);
    assert_true(alpha[SIDE + 1] > 0.9999 && (float)alpha[SIDE + 1] < 1 - 1e-6f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facing_surface_is_full),
        cmocka_unit_test(oblique_surface_is_full),
        cmocka_unit_test(outline_is_in_place),
        cmocka_unit_test(layers_stay_below_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
