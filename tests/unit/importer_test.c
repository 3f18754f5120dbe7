/* The importer's helper: what it does to good files, and what becomes of those that end, hold up or fill it. This
 * program is its own helper. */
#include <signal.h>

#include "base/clock.h"
#include "tests/unit/render_models.h"
#include "viewsynth/render/import_wire.h"
#include "viewsynth/render/import_worker.h"
#include "viewsynth/render/importer.h"
#include "viewsynth/render/mesh_wire.h"
#include "viewsynth/render/skeleton.h"

#define REPLIES 3

static gfla_importer *importer;
static struct gfla_mesh *mesh;

/* ---- helpers that misbehave ---- */

static void put(const void *data, size_t size)
{
    if (write(REPLIES, data, size) != (ssize_t)size)
        _exit(9);
}

static gfla_status put_wire(void *context, const void *data, size_t size)
{
    put(data, size);
    return GFLA_OK;
}

static void wait_for_request(void)
{
    char byte;
    if (read(0, &byte, 1) != 1)
        _exit(8);
}

static int crash(void)
{
    wait_for_request();
    abort();
}

static int fail_to_allocate(void)
{
    wait_for_request();
    fprintf(stderr, "terminate called after throwing an instance of 'std::bad_alloc'\n");
    abort();
}

static int hang(void)
{
    while (pause() != 0) /* it returns -1, when at all */
        continue;
    return 0;
}

static int babble(void)
{
    char noise[4096];
    memset(noise, 0xa5, sizeof noise);
    wait_for_request();
    for (int i = 0; i < 1000; i++)
        put(noise, sizeof noise);
    return hang();
}

static int cut_short(void)
{
    const struct gfla_import_reply reply = {GFLA_IMPORT_REPLY, GFLA_OK};
    wait_for_request();
    put(&reply, sizeof reply);
    return 7;
}

/* One triangle of a material that is not there. */
static int lie(void)
{
    const struct gfla_import_reply reply = {GFLA_IMPORT_REPLY, GFLA_OK};
    struct raster_corner corners[3] = {{.position = {0, 0, 0}}, {.position = {1, 0, 0}}, {.position = {0, 1, 0}}};
    struct raster_material material = {.texture = -1, .emission_texture = -1};
    const struct gfla_mesh wrong = {.n_triangles = 1,
                                    .corners = corners,
                                    .triangle_materials = &(int32_t){1000000},
                                    .n_materials = 1,
                                    .materials = &material};
    wait_for_request();
    put(&reply, sizeof reply);
    put(&(uint64_t){0}, 8);
    gfla_mesh_wire_write(&wrong, &(struct gfla_wire_out){put_wire, NULL});
    return hang();
}

/* Reads as it should, but prints more than a pipe holds. */
static int chatter(void)
{
    for (int i = 0; i < 20000; i++) {
        fprintf(stderr, "a warning that nobody reads\n");
        printf("and one on standard output\n");
    }
    return gfla_import_serve(0, REPLIES);
}

static void take(void *data, size_t size)
{
    for (char *at = data; size > 0;) {
        const ssize_t n = read(0, at, size);
        if (n <= 0)
            _exit(8);
        at += n;
        size -= (size_t)n;
    }
}

/* Reads one model as it should, and crashes at the next. */
static int tire(void)
{
    struct gfla_import_request request;
    char path[4096];
    int one[2];
    take(&request, sizeof request);
    take(path, request.path_size);
    if (pipe(one) != 0 || write(one[1], &request, sizeof request) < 0 || write(one[1], path, request.path_size) < 0)
        _exit(7);
    close(one[1]);
    gfla_import_serve(one[0], REPLIES);
    return crash();
}

static const struct {
    const char *word;
    int (*run)(void);
} helpers[] = {{"crash", crash},     {"bad-alloc", fail_to_allocate},
               {"hang", hang},       {"babble", babble},
               {"cut", cut_short},   {"lie", lie},
               {"chatter", chatter}, {"tire", tire}};

static int help(const char *word)
{
    for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++)
        if (strcmp(word, helpers[i].word) == 0)
            return helpers[i].run();
    return gfla_import_serve(0, REPLIES);
}

/* ---- tests ---- */

static bool stop_now(void *context)
{
    return true;
}

static void open_importer(const char *word, double seconds, bool (*stop)(void *))
{
    const struct gfla_importer_params params = {
        .program = "/proc/self/exe", .word = word, .seconds = seconds, .stop = stop};
    gfla_importer_destroy(&importer);
    assert_ok(gfla_importer_create(&importer, &params));
}

static const char *box(const char *name)
{
    struct gfla_text obj = {0};
    add_box(&obj, 1, 2, 3);
    return write_model(name, &obj, "newmtl m\nKd 1 0 0\nmap_Kd lost.png\n");
}

static gfla_status import(const char *path)
{
    return gfla_importer_mesh(importer, &(struct gfla_mesh_source){.path = path}, NULL, &mesh);
}

static void models_are_as_read_here(void **state)
{
    struct gfla_mesh *here;
    const char *path = box("box");
    open_importer(NULL, 0, NULL);
    for (int i = 0; i < 3; i++) {
        assert_ok(gfla_mesh_import(&here, &(struct gfla_mesh_source){.path = path}, NULL));
        assert_ok(import(path));
        assert_int_equal(mesh->n_triangles, here->n_triangles);
        assert_memory_equal(mesh->corners, here->corners, 3 * here->n_triangles * sizeof *here->corners);
        assert_memory_equal(mesh->materials, here->materials, (size_t)here->n_materials * sizeof *here->materials);
        assert_string_equal(mesh->notes.data, here->notes.data);
        gfla_mesh_destroy(&mesh);
        gfla_mesh_destroy(&here);
        assert_fails(import(scratch("none.obj")), GFLA_ERROR_INPUT, "none.obj");
        assert_null(mesh);
    }
}

static void what_was_begun_is_taken(void **state)
{
    const char *one = box("one"), *two = box("two");
    open_importer(NULL, 0, NULL);
    gfla_importer_begin(importer, &(struct gfla_mesh_source){.path = one}, NULL);
    assert_ok(import(one));
    gfla_mesh_destroy(&mesh);
    gfla_importer_begin(importer, &(struct gfla_mesh_source){.path = one}, NULL);
    assert_ok(import(two)); /* something else was begun: that is given up */
    assert_int_equal(mesh->n_triangles, 12);
    gfla_mesh_destroy(&mesh);
}

static void expect(const char *word, double seconds, const char *message)
{
    open_importer(word, seconds, NULL);
    for (int i = 0; i < 2; i++) { /* the second time in a new helper */
        assert_fails(import("some.obj"), GFLA_ERROR_INPUT, message);
        assert_non_null(strstr(gfla_error_message(), "model some.obj: "));
        assert_null(mesh);
    }
}

static void misbehaviour_is_named(void **state)
{
    expect("crash", 60, "the importer crashed (signal 6");
    expect("bad-alloc", 60, "the importer needed more than 4096 MiB of memory");
    expect("hang", 0.1, "the importer did not end within 0.1 s");
    expect("babble", 60, "the importer's result is damaged: the importer's reply is none");
    expect("cut", 60, "the importer ended (exit code 7)");
    expect("lie", 60, "the importer's result is damaged: face 0: material 1000000 of 1");
}

/* What a model does to a helper must not depend on those before it. */
static void a_used_helper_that_crashes_is_replaced(void **state)
{
    const char *path = box("box");
    open_importer("tire", 60, NULL);
    for (int i = 0; i < 3; i++) {
        assert_ok(import(path));
        assert_int_equal(mesh->n_triangles, 12);
        gfla_mesh_destroy(&mesh);
    }
}

static void printing_holds_nothing_up(void **state)
{
    const char *path = box("box");
    open_importer("chatter", 60, NULL);
    assert_ok(import(path));
    gfla_mesh_destroy(&mesh);
}

static void waiting_can_be_stopped(void **state)
{
    const double start = gfla_clock();
    open_importer("hang", 60, stop_now);
    assert_fails(import("some.obj"), GFLA_ERROR_INTERRUPTED, "interrupted");
    assert_true(gfla_clock() - start < 10);
}

static void a_helper_that_does_not_start_is_named(void **state)
{
    gfla_importer_destroy(&importer);
    assert_ok(gfla_importer_create(&importer, &(struct gfla_importer_params){.program = "/nowhere/gfla"}));
    assert_fails(import("some.obj"), GFLA_ERROR_FAILED, "/nowhere/gfla cannot be started: No such file");
}

/* Files that end or hold up Assimp 5.2: whatever becomes of them, this process goes on, and so does the batch. */
static void broken_files_end_nothing_else(void **state)
{
    static const struct {
        const char *name, *text;
    } files[] = {{"null.raw", "A\n0 0 0 0 0 0 0 1 0 1 0 0\n\n\nB\n0 1 0 0 3 0 0 4 0 1 3 0"},
                 {"two.off", "OFF\n8 6 0\n-1 -1 1\n1 -1 0\n4 1 7 5 3\n4 6 0 2 4\n"},
                 {"open.ply", "ply\nformat binary_little"},
                 {"cut.ply", "ply\nformat binary_little_endian 1.0\nelement vertex 8\nproperty float x\nproperty float "
                             "y\nproperty float z\n"
                             "element face 12\nproperty list uchar int vertex_indices\nend_header\n01234567"}};
    open_importer(NULL, 0.3, NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = scratch(files[i].name);
        write_text(path, files[i].text);
        if (import(path) != GFLA_OK)
            assert_non_null(strstr(gfla_error_message(), files[i].name));
        gfla_mesh_destroy(&mesh);
    }
    open_importer(NULL, 60, NULL);
    assert_ok(import(box("good")));
    gfla_mesh_destroy(&mesh);
}

static void skeletons_come_too(void **state)
{
    struct gfla_skeleton *skeleton;
    const char *path = scratch("one.bvh");
    open_importer(NULL, 0, NULL);
    write_text(path, "HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition Zrotation "
                     "Xrotation Yrotation\nEnd Site\n{\n"
                     "OFFSET 0 1 0\n}\n}\nMOTION\nFrames: 2\nFrame Time: 0.5\n1 2 3 0 0 0\n4 5 6 0 0 0\n");
    assert_ok(gfla_importer_skeleton(importer, path, 0, &skeleton));
    assert_int_equal(skeleton->most_keys, 2);
    gfla_skeleton_destroy(&skeleton);
    assert_fails(gfla_importer_skeleton(importer, path, 1, &skeleton), GFLA_ERROR_INPUT, "animation 1 was asked for");
    assert_null(skeleton);
}

static int close_all(void **state)
{
    gfla_importer_destroy(&importer);
    return scratch_remove(state);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_are_as_read_here),
        cmocka_unit_test(what_was_begun_is_taken),
        cmocka_unit_test(misbehaviour_is_named),
        cmocka_unit_test(printing_holds_nothing_up),
        cmocka_unit_test(a_used_helper_that_crashes_is_replaced),
        cmocka_unit_test(waiting_can_be_stopped),
        cmocka_unit_test(a_helper_that_does_not_start_is_named),
        cmocka_unit_test(broken_files_end_nothing_else),
        cmocka_unit_test(skeletons_come_too),
    };
    if (argc > 1)
        return help(argv[1]);
    return cmocka_run_group_tests(tests, scratch_create, close_all);
}
