/* Families, the held-out rule, excluded names, measures of masks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "viewsynth/data/split.h"

static void assert_family(const char *id, const char *expected)
{
    char key[64];
    assert_string_equal(gfla_split_family(id, key, sizeof key), expected);
}

static void families_are_shapes(void **state)
{
    assert_family("Scopia#chair", "scopia-chair");
    assert_family("Scopia#chair3", "scopia-chair");
    assert_family("Scopia#sofa_white_beige", "scopia-sofa");
    assert_family("Scopia#beige_sofa_2seats", "scopia-sofa");
    assert_family("Scopia#wooden_office_teak_table", "scopia-office-table");
    assert_family("Scopia#wooden_office_alder_table", "scopia-office-table");
    assert_family("Kator Legaz#window-08-02", "kator-legaz-window");
    assert_family("Kator Legaz#concept-sedan-01v2", "kator-legaz-concept-sedan");
    assert_family("Blend Swap CC-0#plasticChair", "blend-swap-cc-plastic-chair");
    assert_family("Scopia#CCTV", "scopia-cctv");
    assert_family("02958343-abc-v2", "abc");
    assert_family("chairs-red_chair-v12", "chairs-chair");
    assert_family("viewer-v2x", "viewer-v2x");
}

static void folder_names_and_ids_have_one_family(void **state)
{
    char a[64], b[64];
    assert_string_equal(gfla_split_family("Kator Legaz#porch-column-01", a, sizeof a),
                        gfla_split_family("kator-legaz-porch-column-03", b, sizeof b));
}

static void nothing_left_keeps_everything(void **state)
{
    assert_family("red-2", "red-2");
    assert_family("007", "007");
    assert_family("###", "");
}

static void long_ids_are_cut(void **state)
{
    char key[8];
    assert_string_equal(gfla_split_family("abcdefghijkl-mnop", key, sizeof key), "abcdefg");
}

static void families_share_their_fate(void **state)
{
    static const char *const ids[][2] = {{"Scopia#vase1", "Scopia#vase5"},
                                         {"Scopia#beige_sofa", "Scopia#sofa_white_beige"},
                                         {"Lib#car-red", "Lib#car-blue"}};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        assert_int_equal(gfla_split_held_out(ids[i][0]), gfla_split_held_out(ids[i][1]));
}

static void held_out_follows_the_hash(void **state)
{
    int n = 0;
    char id[3] = {0};
    for (int a = 'a'; a <= 'z'; a++)
        for (int b = 'a'; b <= 'z'; b++) {
            id[0] = (char)a;
            id[1] = (char)b;
            assert_int_equal(gfla_split_held_out(id), gfla_hash_text(id) % 100 < 12);
            n += gfla_split_held_out(id);
        }
    assert_in_range(n, 40, 130); /* 676 names: 81 expected */
}

static void names_exclude(void **state)
{
    assert_string_equal(gfla_split_excluded_word("Scopia#rounded-plug-TypeA", "Rounded type A plug", NULL), "plug");
    assert_string_equal(gfla_split_excluded_word("x", "Christmas tree", "Miscellaneous"), "tree");
    assert_string_equal(gfla_split_excluded_word("x", NULL, "Plants"), "plants");
    assert_null(gfla_split_excluded_word("Scopia#chair", "Chair", "Living room"));
    assert_null(gfla_split_excluded_word("x", "Street light", "Planter"));
}

static void masks_are_measured(void **state)
{
    unsigned char block[100] = {0}, line[100] = {0}, empty[100] = {0};
    for (int y = 2; y < 7; y++)
        for (int x = 3; x < 8; x++)
            block[10 * y + x] = 200; /* 5 x 5, of which 3 x 3 are inside */
    for (int x = 1; x < 9; x++)
        line[50 + x] = 255;
    struct gfla_mask_measure m = gfla_mask_measure(block, 1, 10, 10);
    assert_float_equal(m.coverage, 0.25, 1e-7f);
    assert_float_equal(m.thickness, 0.36f, 1e-7f);
    m = gfla_mask_measure(line, 1, 10, 10);
    assert_float_equal(m.coverage, 0.08, 1e-7f);
    assert_float_equal(m.thickness, 0, 1e-7f);
    m = gfla_mask_measure(empty, 1, 10, 10);
    assert_float_equal((float)(m.coverage + m.thickness), 0, 0);
}

static void one_family_is_split_by_whole_ids(void **state)
{
    char names[300][16];
    const char *ids[300];
    int held_out = 0;
    for (int i = 0; i < 300; i++) {
        snprintf(names[i], sizeof names[i], "chair_%03d", i + 1);
        ids[i] = names[i];
        held_out += gfla_split_place(ids[i], true) < GFLA_HELD_OUT_PERCENT;
        assert_int_equal(gfla_split_place(ids[i], false), gfla_split_place("chair_001", false));
    }
    assert_true(gfla_split_is_one_family(ids, 300));
    assert_in_range(held_out, 20, 52); /* 36 +- 3 sigma */
    assert_int_equal(gfla_split_place("chair_007-v12", true), gfla_split_place("chair_007", true));
    assert_false(gfla_split_is_one_family(ids, 1));
    ids[299] = "sofa_300";
    assert_false(gfla_split_is_one_family(ids, 300));
}

/* Validation takes from the models that are not held out: a place of its own, of families. */
static void validation_follows_held_out(void **state)
{
    char names[1000][24];
    int n = 0;
    for (int i = 0; i < 1000; i++) {
        snprintf(names[i], sizeof names[i], "m%c%c%c_x", 'a' + i % 10, 'a' + i / 10 % 10, 'a' + i / 100);
        const int place = gfla_split_place(names[i], false);
        const bool is_for_validation =
            place >= GFLA_HELD_OUT_PERCENT && place < GFLA_HELD_OUT_PERCENT + GFLA_VALIDATION_PERCENT;
        assert_false(is_for_validation && gfla_split_held_out(names[i]));
        n += is_for_validation;
    }
    assert_in_range(n, 22, 60); /* 40 +- 3 sigma */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_family_is_split_by_whole_ids),
        cmocka_unit_test(families_are_shapes),
        cmocka_unit_test(folder_names_and_ids_have_one_family),
        cmocka_unit_test(nothing_left_keeps_everything),
        cmocka_unit_test(long_ids_are_cut),
        cmocka_unit_test(families_share_their_fate),
        cmocka_unit_test(held_out_follows_the_hash),
        cmocka_unit_test(names_exclude),
        cmocka_unit_test(validation_follows_held_out),
        cmocka_unit_test(masks_are_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
