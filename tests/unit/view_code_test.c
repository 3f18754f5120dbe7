/* Views coded and decoded: every bit comes back, and no damage leads anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "viewsynth/data/view_code.h"

enum { SIZE = 40, PLANE = SIZE * SIZE };

struct view {
    uint8_t rgba[4 * PLANE], back_rgba[4 * PLANE];
    uint16_t depth[PLANE], back_depth[PLANE];
};

static struct gfla_view_pixels pixels_of(struct view *v)
{
    return (struct gfla_view_pixels){v->rgba, v->depth, v->back_rgba, v->back_depth};
}

/* A disk with smooth colours and depths, or noise everywhere, or nothing, or pixels here and there; the last surface
 * under the same pixels, or under others. */
static void fill(struct view *v, int kind, struct gfla_random *r)
{
    memset(v, 0, sizeof *v);
    for (int i = 0; i < PLANE && kind != 3; i++) {
        const int x = i % SIZE, y = i / SIZE;
        const bool noise = kind == 1, in = kind == 0   ? (x - 20) * (x - 20) + (y - 18) * (y - 18) < 200
                                           : kind == 2 ? gfla_random_below(r, 5) == 0
                                                       : true;
        if (!in)
            continue;
        for (int c = 0; c < 4; c++) {
            v->rgba[4 * i + c] = (uint8_t)(noise ? (int)gfla_random_below(r, 65536) : c == 3 ? 255 : 3 * x + c * y);
            v->back_rgba[4 * i + c] = (uint8_t)(noise    ? (int)gfla_random_below(r, 65536)
                                                : c == 3 ? 255
                                                         : 2 * y + c * x);
        }
        v->depth[i] = (uint16_t)(noise ? (int)gfla_random_below(r, 65536) : 20000 + 31 * x - 17 * y);
        v->back_depth[i] = (uint16_t)(noise ? (int)gfla_random_below(r, 65536) : v->depth[i] + 400);
    }
    if (kind == 4) /* a last surface of its own, and a depth without colour */
        memset(v->back_rgba + 200, 0, 40);
    if (kind == 4)
        v->back_depth[77] = v->depth[78] = 0;
}

static void views_come_back_as_they_were(void **state)
{
    struct gfla_random r = gfla_random_seed(1, 2);
    static struct view view, back;
    for (int kind = 0; kind < 5; kind++)
        for (int parts = 0; parts < 3; parts++) {
            struct gfla_byte_writer bytes = {0};
            fill(&view, kind, &r);
            struct gfla_view_pixels p = pixels_of(&view), q = pixels_of(&back);
            if (parts > 0)
                p.back_rgba = q.back_rgba = NULL, p.back_depth = q.back_depth = NULL;
            if (parts > 1)
                p.depth = q.depth = NULL;
            gfla_view_encode(&p, SIZE, &bytes);
            assert_false(bytes.failed);
            memset(&back, 0x5a, sizeof back);
            assert_true(gfla_view_decode(bytes.data, bytes.size, SIZE, &q));
            assert_memory_equal(back.rgba, view.rgba, sizeof view.rgba);
            if (parts < 2)
                assert_memory_equal(back.depth, view.depth, sizeof view.depth);
            if (parts < 1)
                assert_memory_equal(back.back_rgba, view.back_rgba, sizeof view.back_rgba);
            if (parts < 1)
                assert_memory_equal(back.back_depth, view.back_depth, sizeof view.back_depth);
            if (kind == 0 && parts == 0)
                assert_true(bytes.size < sizeof view / 5); /* half of what is held */
            if (kind == 3)
                assert_true(bytes.size < 64);
            assert_true(gfla_view_decode(bytes.data, bytes.size, SIZE, &(struct gfla_view_pixels){.rgba = back.rgba}));
            if (parts > 0)
                assert_false(gfla_view_decode(bytes.data, bytes.size, SIZE,
                                              &(struct gfla_view_pixels){.rgba = back.rgba, .back_rgba = back.rgba}));
            free(bytes.data);
        }
}

/* Cut anywhere, or with bytes changed: refused, or other pixels, and never a byte out of bounds (with ASan). */
static void damage_is_harmless(void **state)
{
    struct gfla_random r = gfla_random_seed(3, 4);
    static struct view view, back;
    struct gfla_byte_writer bytes = {0};
    const struct gfla_view_pixels p = pixels_of(&view), q = pixels_of(&back);
    fill(&view, 2, &r);
    gfla_view_encode(&p, SIZE, &bytes);
    for (size_t n = 0; n < bytes.size; n++) {
        uint8_t *const cut = malloc(n + 1);
        assert_non_null(cut);
        memcpy(cut, bytes.data, n);
        assert_false(gfla_view_decode(cut, n, SIZE, &q));
        free(cut);
    }
    for (int round = 0; round < 4000; round++) {
        const size_t at = gfla_random_below(&r, (uint32_t)bytes.size);
        const uint8_t was = bytes.data[at];
        bytes.data[at] = (uint8_t)gfla_random_u32(&r);
        gfla_view_decode(bytes.data, bytes.size, SIZE, &q);
        bytes.data[at] = was;
    }
    assert_false(gfla_view_decode(bytes.data, bytes.size, SIZE - 8, &q)); /* of another size */
    free(bytes.data);
}

static void numbers_stay_within_their_bytes(void **state)
{
    struct gfla_byte_writer bytes = {0};
    const uint32_t values[] = {0, 1, 127, 128, 16383, 16384, 4294967295u};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        gfla_byte_writer_add_varint(&bytes, values[i]);
    gfla_byte_writer_add_f64(&bytes, -1.5);
    gfla_byte_writer_add_u64(&bytes, 0x0102030405060708u);
    struct gfla_byte_reader reader = {bytes.data, bytes.data + bytes.size, false};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_int_equal(gfla_byte_reader_take_varint(&reader), values[i]);
    assert_true(gfla_byte_reader_take_f64(&reader) == -1.5);
    assert_true(gfla_byte_reader_take_u64(&reader) == 0x0102030405060708u);
    assert_false(reader.failed);
    assert_int_equal(gfla_byte_reader_take_u8(&reader), 0);
    assert_true(reader.failed);
    const uint8_t large[] = {255, 255, 255, 255, 31, 0}, endless[] = {255, 255, 255, 255, 255, 0};
    reader = (struct gfla_byte_reader){large, large + sizeof large, false};
    assert_int_equal(gfla_byte_reader_take_varint(&reader), 0);
    assert_true(reader.failed);
    reader = (struct gfla_byte_reader){endless, endless + sizeof endless, false};
    gfla_byte_reader_take_varint(&reader);
    assert_true(reader.failed);
    free(bytes.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_come_back_as_they_were),
        cmocka_unit_test(damage_is_harmless),
        cmocka_unit_test(numbers_stay_within_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
