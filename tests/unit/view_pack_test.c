/* Packs: the same batches as from the folder, bit by bit; and nothing in a damaged file is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/random.h"
#include "tests/unit/tiny_set.h"
#include "viewsynth/data/attribution.h"
#include "viewsynth/data/pairs.h"
#include "viewsynth/data/view_pack.h"
#include "viewsynth/data/views_content.h"
#include "viewsynth/data/view_pack_file.h"

static char root[SCRATCH_SIZE], *folders[3];

static const char *path_in(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

/* The views that a last surface would show: farther, and of other colours. */
static void write_back(const char *folder, double scale, struct gfla_pose pose)
{
    char path[1024], name[GFLA_POSE_NAME_SIZE];
    struct gfla_bitmap rgba = {0}, depth = {0};
    tiny_must(gfla_bitmap_create(&rgba, TINY_SIZE, TINY_SIZE, 4, 8));
    tiny_must(gfla_bitmap_create(&depth, TINY_SIZE, TINY_SIZE, 1, 16));
    tiny_render(scale, pose, TINY_SIZE, rgba.pixels, depth.pixels);
    for (int i = 0; i < TINY_SIZE * TINY_SIZE; i++) {
        uint16_t *v = (uint16_t *)depth.pixels + i;
        *v = (uint16_t)(*v ? *v + 3000 + i : 0);
        ((uint8_t *)rgba.pixels)[4 * i] ^= *v ? 85 : 0;
    }
    snprintf(path, sizeof path, "%s/%s_back.png", folder, gfla_pose_name(pose, name));
    tiny_must(gfla_bitmap_write(path, &rgba, &(struct gfla_bitmap_write_params){.fast = true}));
    snprintf(path, sizeof path, "%s/%s_back_depth.png", folder, gfla_pose_name(pose, name));
    tiny_must(gfla_bitmap_write(path, &depth, &(struct gfla_bitmap_write_params){.fast = true}));
    gfla_bitmap_free(&rgba);
    gfla_bitmap_free(&depth);
}

/* The same images with cameras of their own, five views from off the grid. */
static void write_cameras(const char *folder, const char *id)
{
    struct gfla_pose pose = {0};
    char text[8192], path[1024], name[GFLA_POSE_NAME_SIZE];
    int n = snprintf(text, sizeof text,
                     "{\"id\":\"%s\",\"creator\":\"Me\",\"layout\":\"plain\",\"size\":%d,\"fov\":30,\"distance\":2,"
                     "\"unit\":0.5,\"views\":[",
                     id, TINY_SIZE);
    for (int i = 0; i < 5; i++) {
        pose = (struct gfla_pose){3 * i, i % 3};
        const struct gfla_camera c = gfla_camera_orbit(20 * pose.azimuth + 7.5 * i, 10 * pose.elevation - 1.25 * i);
        gfla_pose_name(pose, name);
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "%s{\"file\":\"%s.png\",\"depth\":\"%s_depth.png\",\"world_to_camera\":[", i ? "," : "", name,
                      name);
        for (int k = 0; k < 3; k++)
            n += snprintf(text + n, sizeof text - (size_t)n, "%s[%.10g,%.10g,%.10g,%.10g]", k ? "," : "", c.rows[4 * k],
                          c.rows[4 * k + 1], c.rows[4 * k + 2], c.rows[4 * k + 3] / 2);
        n += snprintf(text + n, sizeof text - (size_t)n, "]}");
    }
    n += snprintf(text + n, sizeof text - (size_t)n, "]}");
    snprintf(path, sizeof path, "%s/cameras.json", folder);
    tiny_must(gfla_file_write(path, text, (size_t)n));
}

/* A grid, a grid with last surfaces, and cameras of their own. */
static int make_sets(void **state)
{
    char folder[512];
    tiny_folder(root);
    for (int k = 0; k < 3; k++) {
        snprintf(folder, sizeof folder, "%s/set%d", root, k);
        folders[k] = strdup(folder);
        assert_non_null(folders[k]);
        for (int m = 0; m < 3; m++) {
            char id[16], name[32];
            snprintf(id, sizeof id, "m%d", m);
            snprintf(name, sizeof name, m == 2 ? "a-plant-%d" : "Lib#%c", m == 2 ? m : 'a' + 3 * m);
            tiny_write_model(folders[k], id, name, 1 - 0.1 * m, TINY_SIZE);
            snprintf(folder, sizeof folder, "%s/%s", folders[k], id);
            for (int i = 0; i < GFLA_N_VIEWS && k == 1; i++)
                write_back(folder, 1 - 0.1 * m, gfla_pose_of_number(i));
            if (k == 2)
                write_cameras(folder, name);
        }
    }
    return 0;
}

static int remove_sets(void **state)
{
    char command[512];
    for (int k = 0; k < 3; k++)
        free(folders[k]);
    snprintf(command, sizeof command, "rm -r %s", root);
    return system(command) != 0;
}

static void open_both(int k, gfla_views **folder, gfla_views **pack)
{
    struct gfla_pack_result result;
    tiny_must(gfla_views_open(folder, folders[k], NULL));
    tiny_must(gfla_views_pack(*folder, path_in("set.gflapack"), 1 + k, &result));
    tiny_must(gfla_views_open(pack, path_in("set.gflapack"), NULL));
    assert_int_equal(result.n_models, 3);
    assert_int_equal(result.n_left_out, 1);
    struct stat about;
    assert_int_equal(stat(path_in("set.gflapack"), &about), 0);
    assert_true((uint64_t)about.st_size == result.n_bytes);
}

static void a_pack_says_what_its_set_says(void **state)
{
    for (int k = 0; k < 3; k++) {
        gfla_views *sets[2];
        struct gfla_text texts[2] = {{0}, {0}};
        open_both(k, &sets[0], &sets[1]);
        assert_int_equal(gfla_views_size(sets[1]), TINY_SIZE);
        assert_int_equal(gfla_views_have_back(sets[1]), k == 1);
        assert_int_equal(gfla_views_are_grid(sets[1]), k != 2);
        assert_int_equal(gfla_views_are_on_grid(sets[1]), gfla_views_are_on_grid(sets[0]));
        for (int m = 0; m < 3; m++) {
            const struct gfla_set_object *a = gfla_views_model(sets[0], m), *b = gfla_views_model(sets[1], m);
            assert_string_equal(a->id, b->id);
            assert_string_equal(a->name, b->name);
            assert_string_equal(a->creator, b->creator);
            assert_int_equal(a->held_out, b->held_out);
            assert_int_equal(a->n_views, b->n_views);
            assert_true(!a->excluded == !b->excluded && a->coverage == b->coverage && a->thickness == b->thickness);
            if (a->excluded)
                assert_string_equal(a->excluded, b->excluded);
            for (int i = 0; i < a->n_views; i++) {
                const struct gfla_camera x = gfla_views_camera(sets[0], m, i), y = gfla_views_camera(sets[1], m, i);
                assert_memory_equal(&x, &y, sizeof x);
            }
        }
        for (int i = 0; i < 2; i++)
            tiny_must(gfla_views_attribution(sets[i], GFLA_SPLIT_TRAIN, &texts[i]));
        assert_string_equal(texts[0].data, texts[1].data);
        for (int i = 0; i < 2; i++) {
            gfla_text_free(&texts[i]);
            gfla_views_destroy(&sets[i]);
        }
    }
}

/* Sets of the same names are told apart by their views, and by nothing else. */
static void content_is_that_of_the_views(void **state)
{
    struct gfla_pack_result result;
    gfla_views *views;
    uint64_t digests[4];
    tiny_must(gfla_views_open(&views, folders[0], NULL));
    tiny_must(gfla_views_content(views, folders[0], &digests[0]));
    assert_true(digests[0] == 0);
    tiny_must(gfla_views_pack(views, path_in("a.gflapack"), 1, &result));
    tiny_must(gfla_views_pack(views, path_in("b.gflapack"), 2, &result));
    gfla_views_destroy(&views);
    tiny_must(gfla_views_open(&views, folders[1], NULL));
    tiny_must(gfla_views_pack(views, path_in("c.gflapack"), 1, &result));
    gfla_views_destroy(&views);
    for (int i = 1; i < 4; i++) {
        const char *path = path_in((const char *[]){"a.gflapack", "b.gflapack", "c.gflapack"}[i - 1]);
        tiny_must(gfla_views_open(&views, path, NULL));
        tiny_must(gfla_views_content(views, path, &digests[i]));
        gfla_views_destroy(&views);
    }
    assert_true(digests[1] != 0 && digests[1] == digests[2] && digests[1] != digests[3]);
}

static void same(const float *a, const float *b, int n, int channels, int size)
{
    assert_true(!a == !b);
    if (a)
        assert_memory_equal(a, b, (size_t)n * (size_t)channels * (size_t)size * (size_t)size * sizeof *a);
}

static void compare(const struct gfla_pair_batch *a, const struct gfla_pair_batch *b)
{
    same(a->source, b->source, a->n, 3, a->size);
    same(a->target, b->target, a->n, 3, a->size);
    same(a->source_mask, b->source_mask, a->n, 1, a->size);
    same(a->source_surface, b->source_surface, a->n, 2, a->size);
    same(a->target_surface, b->target_surface, a->n, 2, a->size);
    same(a->source_back_surface, b->source_back_surface, a->n, 2, a->size);
    same(a->source_back_colour, b->source_back_colour, a->n, 3, a->size);
    for (int scale = 0; scale < GFLA_SCALE_COUNT; scale++) {
        const int s = a->size / gfla_scale_divisor[scale];
        same(a->flow[scale], b->flow[scale], a->n, 2, s);
        same(a->weight[scale], b->weight[scale], a->n, 1, s);
        same(a->mask[scale], b->mask[scale], a->n, 1, s);
    }
    assert_memory_equal(a->source_angles, b->source_angles, (size_t)a->n * sizeof *a->source_angles);
    assert_memory_equal(a->target_angles, b->target_angles, (size_t)a->n * sizeof *a->target_angles);
    assert_memory_equal(a->source_pose, b->source_pose, (size_t)a->n * 21 * sizeof(float));
}

/* At the size of the set, and smaller. */
static void batches_are_those_of_the_folder(void **state)
{
    for (int k = 0; k < 6; k++) {
        gfla_views *sets[2];
        gfla_pairs *pairs[2];
        const struct gfla_pair_batch *batches[2];
        const struct gfla_pairs_params p = {.batch = 4,
                                            .size = TINY_SIZE >> k / 3,
                                            .split = GFLA_SPLIT_ALL,
                                            .seed = 9,
                                            .other_elevation = 0.5f,
                                            .flip = true,
                                            .permute_colours = true,
                                            .full_truth = true};
        open_both(k % 3, &sets[0], &sets[1]);
        for (int i = 0; i < 2; i++)
            tiny_must(gfla_pairs_open(&pairs[i], sets[i], &p));
        for (int step = 0; step < 6; step++) {
            for (int i = 0; i < 2; i++)
                tiny_must(gfla_pairs_next(pairs[i], &batches[i]));
            compare(batches[0], batches[1]);
        }
        assert_int_equal(gfla_pairs_cached_bytes(pairs[1]), 0); /* it needs no cache */
        for (int i = 0; i < 2; i++) {
            gfla_pairs_destroy(&pairs[i]);
            gfla_views_destroy(&sets[i]);
        }
    }
}

static void a_last_surface_is_read_alone(void **state)
{
    gfla_views *sets[2];
    static uint8_t rgba[2][4 * TINY_SIZE * TINY_SIZE];
    static uint16_t depth[2][TINY_SIZE * TINY_SIZE];
    open_both(1, &sets[0], &sets[1]);
    for (int i = 0; i < 2; i++) {
        tiny_must(gfla_views_read_number(sets[i], 1, 7, TINY_SIZE, &(struct gfla_view_pixels){.back_rgba = rgba[i]}));
        tiny_must(gfla_views_read_number(sets[i], 1, 7, TINY_SIZE, &(struct gfla_view_pixels){.back_depth = depth[i]}));
    }
    assert_memory_equal(rgba[0], rgba[1], sizeof rgba[0]);
    assert_memory_equal(depth[0], depth[1], sizeof depth[0]);
    for (int i = 0; i < 2; i++)
        gfla_views_destroy(&sets[i]);
}

/* ---- damage ---- */

static void refuse(const uint8_t *data, size_t size, const char *text)
{
    gfla_views *views = NULL;
    tiny_must(gfla_file_write(path_in("bad.gflapack"), data, size));
    assert_int_equal(gfla_views_open(&views, path_in("bad.gflapack"), NULL), GFLA_ERROR_INPUT);
    assert_null(views);
    if (!strstr(gfla_error_message(), text))
        fail_msg("'%s' says nothing of '%s'", gfla_error_message(), text);
}

static void put_sum(uint8_t *at, const uint8_t *data, size_t size)
{
    const uint32_t sum = (uint32_t)crc32(0, data, (uInt)size);
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(sum >> 8 * i);
}

static void damaged_packs_are_refused(void **state)
{
    gfla_views *sets[2];
    uint8_t *data, *copy;
    void *read;
    size_t size;
    uint64_t tables = 0;
    open_both(2, &sets[0], &sets[1]);
    tiny_must(gfla_file_read(path_in("set.gflapack"), 1 << 24, &read, &size));
    data = read;
    copy = malloc(size + 1);
    assert_non_null(copy);
    for (int i = 0; i < 8; i++)
        tables |= (uint64_t)data[32 + i] << 8 * i;
    refuse(data, 40, "not a pack");
    refuse(data, 3, "called as a packed set");
    refuse(data, size - 1, "cut short");
    memcpy(copy, data, size);
    copy[size] = 0;
    refuse(copy, size + 1, "longer");
    copy[8] = 2;
    refuse(copy, size, "version 2");
    memcpy(copy, data, size);
    copy[20] ^= 1;
    refuse(copy, size, "header is damaged");
    memcpy(copy, data, size);
    copy[tables + 5] ^= 1;
    refuse(copy, size, "tables are damaged");
    /* numbers that are wrong though all sums are right: never accepted with a place outside, or refused */
    struct gfla_random r = gfla_random_seed(1, 1);
    for (int round = 0; round < 3000; round++) {
        gfla_views *views = NULL;
        memcpy(copy, data, size);
        for (int i = 0; i < 1 + round % 3; i++)
            copy[round % 5 == 0 ? 12 + gfla_random_below(&r, 36)
                                : tables + gfla_random_below(&r, (uint32_t)(size - tables))] =
                (uint8_t)gfla_random_u32(&r);
        uint64_t at = 0;
        for (int i = 0; i < 8; i++)
            at |= (uint64_t)copy[32 + i] << 8 * i;
        if (at <= size)
            put_sum(copy + 48, copy + at, size - at);
        put_sum(copy + 60, copy, 60);
        tiny_must(gfla_file_write(path_in("bad.gflapack"), copy, size));
        if (gfla_views_open(&views, path_in("bad.gflapack"), NULL) != GFLA_OK)
            continue;
        static uint8_t rgba[4 * 4096];
        for (int m = 0; m < gfla_views_count(views) && gfla_views_size(views) == TINY_SIZE; m++)
            for (int i = 0; i < gfla_views_model(views, m)->n_views; i++)
                gfla_views_read_number(views, m, i, TINY_SIZE, &(struct gfla_view_pixels){.rgba = rgba});
        gfla_views_destroy(&views);
    }
    free(copy);
    free(read);
    for (int i = 0; i < 2; i++)
        gfla_views_destroy(&sets[i]);
}

/* One bit in the pixels: the view is named, the others are whole. */
static void a_damaged_view_is_named(void **state)
{
    gfla_views *sets[2], *views = NULL;
    static uint8_t rgba[4 * TINY_SIZE * TINY_SIZE];
    void *data;
    size_t size;
    open_both(0, &sets[0], &sets[1]);
    tiny_must(gfla_file_read(path_in("set.gflapack"), 1 << 24, &data, &size));
    ((uint8_t *)data)[GFLA_PACK_HEADER + 100] ^= 1; /* in the first view */
    tiny_must(gfla_file_write(path_in("bad.gflapack"), data, size));
    tiny_must(gfla_views_open(&views, path_in("bad.gflapack"), NULL));
    assert_int_equal(gfla_views_read_number(views, 0, 0, TINY_SIZE, &(struct gfla_view_pixels){.rgba = rgba}),
                     GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "view 0 of model 0 is damaged"));
    tiny_must(gfla_views_read_number(views, 0, 1, TINY_SIZE, &(struct gfla_view_pixels){.rgba = rgba}));
    free(data);
    gfla_views_destroy(&views);
    for (int i = 0; i < 2; i++)
        gfla_views_destroy(&sets[i]);
}

/* A view that cannot be read: nothing is written. */
static void nothing_is_left_of_a_pack_that_failed(void **state)
{
    gfla_views *views;
    struct gfla_pack_result result;
    struct stat about;
    tiny_must(gfla_views_open(&views, folders[0], NULL));
    char path[512];
    snprintf(path, sizeof path, "%s/m1/340_20.png", folders[0]);
    assert_int_equal(remove(path), 0);
    assert_int_equal(gfla_views_pack(views, path_in("none.gflapack"), 2, &result), GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "340_20.png"));
    assert_int_not_equal(stat(path_in("none.gflapack"), &about), 0);
    gfla_views_destroy(&views);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_says_what_its_set_says),
        cmocka_unit_test(content_is_that_of_the_views),
        cmocka_unit_test(batches_are_those_of_the_folder),
        cmocka_unit_test(a_last_surface_is_read_alone),
        cmocka_unit_test(damaged_packs_are_refused),
        cmocka_unit_test(a_damaged_view_is_named),
        cmocka_unit_test(nothing_is_left_of_a_pack_that_failed),
    };
    return cmocka_run_group_tests(tests, make_sets, remove_sets);
}
