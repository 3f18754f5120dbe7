/* The names that tensors have in checkpoints of PyTorch: wrappers are dropped, branches named. */
#include "checkpoint_files.h"

static void module_is_dropped_where_all_have_it(void **state)
{
    begin();
    put_item(&pickle, "module.a", &whole, false);
    put_item(&pickle, "module.b", &turned, false);
    finish(false);
    gfla_checkpoint *c = open_it();
    assert_non_null(gfla_checkpoint_find(c, "a"));
    assert_non_null(gfla_checkpoint_find(c, "b"));
    gfla_checkpoint_close(&c);
    begin();
    put_item(&pickle, "module.a", &whole, false);
    put_item(&pickle, "b", &turned, false);
    finish(false);
    c = open_it();
    assert_non_null(gfla_checkpoint_find(c, "module.a"));
    assert_non_null(gfla_checkpoint_find(c, "b"));
    gfla_checkpoint_close(&c);
}

static void dictionaries_in_dictionaries_are_found(void **state)
{
    size_t n;
    begin();
    put_text(&pickle, "epoch");
    put_ops(&pickle, "K\x05s");
    put_text(&pickle, "rates");
    put_ops(&pickle, "]G?\xe0");
    put(&pickle, "\0\0\0\0\0\0", 6);
    put_ops(&pickle, "as");
    put_text(&pickle, "g");
    put_ops(&pickle, "}");
    put_item(&pickle, "w", &whole, false);
    put_ops(&pickle, "J\xff\xff\xff\xff}"); /* a whole number as key, and one level more */
    put_item(&pickle, "u", &turned, false);
    put_ops(&pickle, "ss");
    finish(false);
    gfla_checkpoint *c = open_it();
    gfla_checkpoint_list(c, &n);
    assert_int_equal(n, 2);
    assert_int_equal(gfla_checkpoint_n_others(c), 2);
    assert_non_null(gfla_checkpoint_find(c, "g.w"));
    assert_non_null(gfla_checkpoint_find(c, "g.-1.u"));
    gfla_checkpoint_close(&c);
}

static void state_dict_is_unwrapped(void **state)
{
    begin();
    put_text(&pickle, "state_dict");
    put_ops(&pickle, DICT_NAME "]]");
    put_text(&pickle, "module.w");
    put_ops(&pickle, "a");
    put_tensor(&pickle, &whole, true);
    put_ops(&pickle, "aa\x85R}U\x09_metadataNsb"); /* OrderedDict([["module.w", tensor]]), with attributes */
    put_ops(&pickle, "s");
    put_item(&pickle, "other", &turned, true);
    finish(true);
    gfla_checkpoint *c = open_it();
    check_numbers(c, "w", numbers, 24);
    assert_null(gfla_checkpoint_find(c, "other"));
    gfla_checkpoint_close(&c);
}

/* {"state_dict": {"w"}, "ema": {"w"}}: only the user knows which is meant. */
static void a_twin_of_state_dict_stays(void **state)
{
    static const char *const keys[] = {"state_dict", "ema"};
    begin();
    for (int i = 0; i < 2; i++) {
        put_text(&pickle, keys[i]);
        put_ops(&pickle, "}");
        put_item(&pickle, "w", i ? &turned : &whole, false);
        put_ops(&pickle, "s");
    }
    finish(false);
    gfla_checkpoint *c = open_it();
    char text[64];
    assert_non_null(gfla_checkpoint_find(c, "state_dict.w"));
    assert_non_null(gfla_checkpoint_find(c, "ema.w"));
    assert_string_equal(gfla_checkpoint_note(c, text, sizeof text), "; the file holds ema, state_dict");
    gfla_checkpoint_look_below(c, "ema.");
    assert_string_equal(gfla_checkpoint_find(c, "w")->name, "ema.w");
    gfla_checkpoint_close(&c);
}

/* "module" and "_orig_mod" around the whole, and around parts. */
static void wrappers_are_dropped(void **state)
{
    begin();
    put_item(&pickle, "_orig_mod.module.flow.module.a", &whole, false);
    put_item(&pickle, "_orig_mod.module.b._orig_mod.module.c", &turned, false);
    finish(false);
    gfla_checkpoint *c = open_it();
    assert_non_null(gfla_checkpoint_find(c, "flow.a"));
    assert_non_null(gfla_checkpoint_find(c, "b.c"));
    gfla_checkpoint_close(&c);
    begin(); /* names of their own, where dropping would make one of two */
    put_item(&pickle, "a.module.w", &whole, false);
    put_item(&pickle, "a.w", &turned, false);
    finish(false);
    c = open_it();
    assert_non_null(gfla_checkpoint_find(c, "a.module.w"));
    assert_non_null(gfla_checkpoint_find(c, "a.w"));
    gfla_checkpoint_close(&c);
}

/* FILE:BRANCH, unless a file is called so. */
static void branches_are_named(void **state)
{
    char path[600];
    gfla_checkpoint *c;
    begin();
    put_item(&pickle, "net_G.module.w", &whole, false);
    put_item(&pickle, "net_G_ema.w", &turned, false);
    finish(false);
    assert_ok(gfla_file_write(scratch("two.pth"), file.data, file.size));
    snprintf(path, sizeof path, "%s:net_G", scratch("two.pth"));
    assert_ok(gfla_checkpoint_open(&c, path));
    size_t n;
    assert_string_equal(gfla_checkpoint_list(c, &n)->name, "w");
    assert_int_equal(n, 1);
    check_numbers(c, "w", numbers, 24);
    gfla_checkpoint_close(&c);
    snprintf(path, sizeof path, "%s:net_D", scratch("two.pth"));
    assert_fails(gfla_checkpoint_open(&c, path), GFLA_ERROR_INPUT,
                 "two.pth: no tensor's name begins with \"net_D.\". hint: they begin with net_G, net_G_ema");
    assert_ok(gfla_file_write(path, file.data, file.size));
    assert_ok(gfla_checkpoint_open(&c, path));
    gfla_checkpoint_list(c, &n);
    assert_int_equal(n, 2);
    gfla_checkpoint_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(module_is_dropped_where_all_have_it),
        cmocka_unit_test(dictionaries_in_dictionaries_are_found),
        cmocka_unit_test(state_dict_is_unwrapped),
        cmocka_unit_test(a_twin_of_state_dict_stays),
        cmocka_unit_test(wrappers_are_dropped),
        cmocka_unit_test(branches_are_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
