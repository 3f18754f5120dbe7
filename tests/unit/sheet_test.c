/* Tiles land where they belong, and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "viewsynth/data/sheet.h"

static void tiles_have_their_places(void **state)
{
    enum { S = 3 };
    float planes[3 * S * S];
    struct gfla_image sheet = {0};
    for (int i = 0; i < 3 * S * S; i++)
        planes[i] = i < S * S ? -1 : 1; /* no red: cyan */
    assert_int_equal(gfla_sheet_create(&sheet, 3, 2, S), GFLA_OK);
    assert_int_equal(sheet.width, 3 * S + 2 * GFLA_SHEET_GAP);
    assert_int_equal(sheet.height, 2 * S + GFLA_SHEET_GAP);
    assert_int_equal(gfla_sheet_put(&sheet, 2, 1, S, planes), GFLA_OK);
    for (int y = 0; y < sheet.height; y++)
        for (int x = 0; x < sheet.width; x++) {
            const uint8_t *p = (uint8_t *)sheet.pixels + 3 * (y * sheet.width + x);
            bool inside = x >= 2 * (S + GFLA_SHEET_GAP) && y >= S + GFLA_SHEET_GAP;
            assert_int_equal(p[0], inside ? 0 : 255);
            assert_int_equal(p[1], 255);
        }
    assert_int_equal(gfla_sheet_put(&sheet, 3, 0, S, planes), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_sheet_put(&sheet, 0, -1, S, planes), GFLA_ERROR_USAGE);
    gfla_image_free(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tiles_have_their_places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
