/* Libraries: properties files, catalogues, ids, archives and folders. */
#include <zip.h>

#include "tests/unit/render_models.h"
#include "viewsynth/render/drawn_from.h"
#include "viewsynth/render/properties.h"

static const char catalogue[] = "# a comment\n"
                                "license=CC-BY\n"
                                "id#1=Tom's Lib#red_chair\n"
                                "name#1=Stuhl gr\\u00fcn\n"
                                "category#1=Living room\n"
                                "creator#1 : Someone\\\n    \\ Else\n"
                                "model#1=/lib/box/box.obj\n"
                                "width#1=20\ndepth#1=60\nheight#1=40.5\n"
                                "id#2=Tom's Lib#red-chair\n"
                                "name#2=Turned\n"
                                "model#2=/lib/box/box.obj\n"
                                "modelRotation#2=1 0 0 0 0 1 0 -1 0\n";

static void add_member(zip_t *zip, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);
    assert_true(zip_file_add(zip, name, source, 0) >= 0);
}

/* A library of one box of 1 x 2 x 3 with a texture in another case, listed twice. */
static const char *write_library(const char *name, const char *properties)
{
    static char obj[4096];
    struct gfla_text box = {0};
    const char *path = scratch(name);
    int code;
    remove(path);
    add_box(&box, 1, 2, 3);
    snprintf(obj, sizeof obj, "mtllib box.mtl\nusemtl m\n%s", box.data);
    gfla_text_free(&box);
    zip_t *zip = zip_open(path, ZIP_CREATE, &code);
    assert_non_null(zip);
    if (properties)
        add_member(zip, "PluginFurnitureCatalog.properties", properties);
    add_member(zip, "PluginFurnitureCatalog_de.properties", "name#1=Stuhl\n");
    add_member(zip, "lib/box/box.obj", obj);
    add_member(zip, "lib/box/BOX.mtl", "newmtl m\nKd 0 0 1\n");
    assert_int_equal(zip_close(zip), 0);
    return path;
}

static void properties_are_read(void **state)
{
    struct gfla_properties p;
    const char text[] = "a=1\r\n  b : 2 \nc 3\n!no\nd\\=e=\\u20acx\\ty\nlong=one \\\r\n   two\nempty=\na=last\nend=\\";
    assert_ok(gfla_properties_read(&p, text, sizeof text - 1));
    assert_string_equal(gfla_properties_get(&p, "a"), "last");
    assert_string_equal(gfla_properties_get(&p, "b"), "2 ");
    assert_string_equal(gfla_properties_get(&p, "c"), "3");
    assert_string_equal(gfla_properties_get(&p, "d=e"), "\xe2\x82\xacx\ty");
    assert_string_equal(gfla_properties_get(&p, "long"), "one two");
    assert_string_equal(gfla_properties_get(&p, "empty"), "");
    assert_string_equal(gfla_properties_get(&p, "end"), "");
    assert_null(gfla_properties_get(&p, "no"));
    gfla_properties_free(&p);
}

static void properties_in_latin_1(void **state)
{
    struct gfla_properties p;
    assert_ok(gfla_properties_read(&p, "x=\xe9", 3));
    assert_string_equal(gfla_properties_get(&p, "x"), "\xc3\xa9");
    gfla_properties_free(&p);
}

static void slugs_are_file_names(void **state)
{
    char slug[32];
    assert_string_equal(gfla_slug("Blend Swap_CC-0", slug, sizeof slug), "Blend-Swap-CC-0");
    assert_string_equal(gfla_slug("../..//x", slug, sizeof slug), "x");
    assert_string_equal(gfla_slug("\xc3\xa9t\xc3\xa9_", slug, sizeof slug), "\xc3\xa9t\xc3\xa9");
    /* a wide blank */
    assert_string_equal(gfla_slug("\xe6\xa4\x85\xe3\x80\x80\xe5\xad\x90", slug, sizeof slug),
                        "\xe6\xa4\x85-\xe5\xad\x90");
    assert_string_equal(gfla_slug("a\xff\xe2\x80\x94z", slug, sizeof slug), "a-z"); /* no UTF-8, and a dash */
    assert_string_equal(gfla_slug("___", slug, sizeof slug), "model");
    assert_true(strlen(gfla_slug("a very long name that does not fit into it", slug, sizeof slug)) < sizeof slug);
}

static void catalogue_is_listed(void **state)
{
    gfla_library *library;
    const char *path = write_library("My_Lib.sh3f", catalogue);
    assert_ok(gfla_library_open(&library, &path, 1));
    assert_int_equal(gfla_library_count(library), 2);
    const struct gfla_model_entry *e = gfla_library_entry(library, 0);
    assert_string_equal(e->id, "My-Lib-red-chair");
    assert_string_equal(e->catalogue_id, "Tom's Lib#red_chair");
    assert_string_equal(e->name, "Stuhl gr\xc3\xbcn");
    assert_string_equal(e->category, "Living room");
    assert_string_equal(e->creator, "Someone Else");
    assert_string_equal(e->licence, "CC-BY");
    assert_true(e->has_size && e->size[0] == 20 && e->size[1] == 40.5f && e->size[2] == 60);
    assert_false(e->has_rotation);
    e = gfla_library_entry(library, 1);
    assert_string_equal(e->id, "My-Lib-red-chair-2"); /* ids are unique without '_' */
    assert_true(!e->has_size && e->has_rotation && e->rotation[5] == 1);
    assert_null(gfla_library_entry(library, 2));
    gfla_library_destroy(&library);
}

static void variants_are_the_same_files_under_other_ids(void **state)
{
    gfla_library *library;
    const char *path = write_library("My_Lib.sh3f", catalogue);
    assert_ok(gfla_library_open(&library, &path, 1));
    assert_ok(gfla_library_vary(library, 1));
    assert_int_equal(gfla_library_count(library), 2);
    assert_ok(gfla_library_vary(library, 3));
    assert_int_equal(gfla_library_count(library), 6);
    const struct gfla_model_entry *first = gfla_library_entry(library, 0), *e = gfla_library_entry(library, 4);
    assert_string_equal(gfla_library_entry(library, 2)->id, "My-Lib-red-chair-v2");
    assert_string_equal(e->id, "My-Lib-red-chair-v3");
    assert_string_equal(e->catalogue_id, first->catalogue_id); /* of one family: held out together */
    assert_string_equal(e->member, first->member);
    assert_memory_equal(e->size, first->size, sizeof e->size);
    assert_ok(gfla_library_credit(library, "Me", NULL)); /* what the catalogue says stays */
    assert_string_equal(gfla_library_entry(library, 4)->creator, "Someone Else");
    assert_string_equal(gfla_library_entry(library, 5)->creator, "Me");
    assert_string_equal(gfla_library_entry(library, 5)->licence, "CC-BY");
    gfla_library_destroy(&library);
}

static void extents(const gfla_library *library, size_t index, float extent[3])
{
    struct gfla_mesh *mesh;
    assert_ok(gfla_library_load(library, index, NULL, &mesh));
    struct gfla_bounds b = gfla_mesh_bounds(mesh);
    for (int k = 0; k < 3; k++)
        extent[k] = b.hi[k] - b.lo[k];
    assert_true(mesh->materials[mesh->triangle_materials[0]].colour[2] > 0.9f); /* box.mtl was found as BOX.mtl */
    gfla_mesh_destroy(&mesh);
}

static void size_and_rotation_are_applied(void **state)
{
    gfla_library *library;
    float e[3];
    const char *path = write_library("lib.zip", catalogue);
    assert_ok(gfla_library_open(&library, &path, 1));
    extents(library, 0, e); /* 20 x 40.5 x 60 is near 1 x 2 x 3: believed */
    assert_true(fabsf(e[1] / e[0] - 2.025f) < 1e-4f && fabsf(e[2] / e[0] - 3) < 1e-4f);
    extents(library, 1, e); /* y becomes z */
    assert_true(fabsf(e[1] / e[0] - 3) < 1e-4f && fabsf(e[2] / e[0] - 2) < 1e-4f);
    gfla_library_destroy(&library);
}

static void far_size_is_not_believed(void **state)
{
    gfla_library *library;
    float e[3];
    const char *path =
        write_library("lib2.zip", "id#1=a\nname#1=a\nmodel#1=lib/box/box.obj\nwidth#1=20\ndepth#1=60\nheight#1=50\n");
    assert_ok(gfla_library_open(&library, &path, 1));
    extents(library, 0, e);
    assert_true(fabsf(e[1] / e[0] - 2) < 1e-4f && fabsf(e[2] / e[0] - 3) < 1e-4f);
    gfla_library_destroy(&library);
}

static void zip_without_catalogue_and_folders(void **state)
{
    gfla_library *library;
    struct gfla_text obj = {0};
    char folder[300];
    assert_ok(gfla_folder_create(scratch("tree/deep")));
    snprintf(folder, sizeof folder, "%s", scratch("tree"));
    add_box(&obj, 1, 1, 1);
    write_model("tree/deep/a_b", &obj, NULL);
    write_text(scratch("tree/readme.txt"), "not a model");
    rename(write_library("plain.zip", NULL), scratch("tree/plain.zip"));
    const char *path = folder;
    assert_ok(gfla_library_open(&library, &path, 1));
    assert_int_equal(gfla_library_count(library), 2);
    assert_string_equal(gfla_library_entry(library, 0)->id, "deep-a-b");
    assert_string_equal(gfla_library_entry(library, 0)->source, "tree/deep/a_b.obj");
    assert_string_equal(gfla_library_entry(library, 1)->source, "tree/plain.zip:lib/box/box.obj");
    assert_null(gfla_library_entry(library, 0)->member);
    assert_string_equal(gfla_library_entry(library, 1)->id, "plain-lib-box-box");
    gfla_library_destroy(&library);
}

static void bad_paths_are_named(void **state)
{
    gfla_library *library;
    const char *missing = "/nowhere/lib.sh3f", *broken, *empty;
    assert_fails(gfla_library_open(&library, &missing, 1), GFLA_ERROR_INPUT, "/nowhere/lib.sh3f");
    assert_null(library);
    write_text(broken = scratch("broken.zip"), "PK\3\4 and no more");
    assert_fails(gfla_library_open(&library, &broken, 1), GFLA_ERROR_INPUT, "broken.zip");
    assert_ok(gfla_folder_create(empty = scratch("empty")));
    assert_fails(gfla_library_open(&library, &empty, 1), GFLA_ERROR_INPUT, "holds no model");
}

/* Opens a path in the scratch folder; every id, and a line end after each. */
static const char *ids_below(const char *name)
{
    static char ids[1024];
    gfla_library *library;
    const char *path = scratch(name);
    assert_ok(gfla_library_open(&library, &path, 1));
    ids[0] = 0;
    for (size_t i = 0; i < gfla_library_count(library); i++)
        snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s\n", gfla_library_entry(library, i)->id);
    gfla_library_destroy(&library);
    return ids;
}

static void put_model(const char *folder, const char *name)
{
    char path[128];
    assert_ok(gfla_folder_create(scratch(folder)));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    write_text(scratch(path), "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
}

/* ShapeNet's and other sets' own layouts: one file name in all folders. */
static void ids_are_paths_where_names_say_nothing(void **state)
{
    put_model("sn/02958343/aaa/models", "model_normalized.obj");
    put_model("sn/03001627/bbb/models", "model_normalized.obj");
    put_model("sn/03001627/bbb", "screenshot.obj");
    assert_string_equal(ids_below("sn"), "02958343-aaa\n03001627-bbb\n03001627-bbb-screenshot\n");
    assert_string_equal(ids_below("sn/02958343"), "02958343-aaa\n");
    assert_string_equal(ids_below("sn/02958343/"), "02958343-aaa\n");
    assert_string_equal(ids_below("sn/02958343/aaa"), "02958343-aaa\n");
    assert_string_equal(ids_below("sn/02958343/aaa/models/model_normalized.obj"), "02958343-aaa\n");
    put_model("plain/red_chair", "scene.obj");
    put_model("plain/red_chair", "mesh.obj");
    put_model("plain", "stool.v2.obj");
    assert_string_equal(ids_below("plain"), "red-chair\nred-chair-2\nstool.v2\n");
    assert_string_equal(ids_below("plain/stool.v2.obj"), "stool.v2\n");
}

static void junk_and_links_are_left_out(void **state)
{
    put_model("junk/__MACOSX", "._a.obj");
    put_model("junk/.hidden", "b.obj");
    put_model("junk", "._c.obj");
    put_model("junk", "c.obj");
    put_model("junk/deep", "d.obj");
    assert_int_equal(symlink("..", scratch("junk/deep/up")), 0);
    assert_int_equal(symlink("deep", scratch("junk/other")), 0);
    assert_int_equal(symlink("nowhere", scratch("junk/broken.obj")), 0);
    assert_string_equal(ids_below("junk"), "broken\nc\ndeep-d\n");
    assert_string_equal(ids_below("junk/._c.obj"), "c\n"); /* it was named */
}

static void what_is_bad_in_a_folder_is_told(void **state)
{
    gfla_library *library;
    const struct gfla_library_problem *problems;
    size_t n;
    put_model("mixed", "good.obj");
    write_text(scratch("mixed/bad.zip"), "PK no");
    const char *path = scratch("mixed");
    assert_ok(gfla_library_open(&library, &path, 1));
    assert_int_equal(gfla_library_count(library), 1);
    problems = gfla_library_problems(library, &n);
    assert_int_equal(n, 1);
    assert_string_equal(problems[0].what, "bad.zip");
    assert_non_null(strstr(problems[0].message, "cannot be opened"));
    gfla_library_destroy(&library);
    remove(scratch("mixed/good.obj"));
    path = scratch("mixed");
    assert_fails(gfla_library_open(&library, &path, 1), GFLA_ERROR_INPUT, "bad.zip: cannot be opened");
}

static void archives_in_archives_are_named(void **state)
{
    gfla_library *library;
    int code;
    const char *path = scratch("outer.zip");
    zip_t *zip = zip_open(path, ZIP_CREATE, &code);
    add_member(zip, "inner.zip", "PK");
    add_member(zip, "__MACOSX/._a.obj", "junk");
    assert_int_equal(zip_close(zip), 0);
    assert_fails(gfla_library_open(&library, &path, 1), GFLA_ERROR_INPUT, "holds archives alone");
}

static void names_in_archives_are_found_however_they_are_spelt(void **state)
{
    gfla_archive *archive;
    void *data;
    size_t size;
    int code;
    const char *path = scratch("names.zip");
    zip_t *zip = zip_open(path, ZIP_CREATE, &code);
    add_member(zip, "Dir\\Model.obj", "one");
    add_member(zip, "dir/model.OBJ", "two");
    add_member(zip, "../../up.obj", "three");
    assert_int_equal(zip_close(zip), 0);
    assert_ok(gfla_archive_open(&archive, path));
    const char *const names[][2] = {{"Dir\\Model.obj", "one"},       {"Dir/Model.obj", "one"},
                                    {"dir/model.OBJ", "two"},        {"DIR/MODEL.OBJ", "one"},
                                    {"x/../dir/./model.OBJ", "two"}, {"../../up.obj", "three"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_ok(gfla_archive_read(archive, names[i][0], &data, &size));
        assert_string_equal(data, names[i][1]);
        free(data);
    }
    assert_false(gfla_archive_has(archive, "model.OBJ"));
    gfla_archive_destroy(&archive);
}

/* A flipped byte within the data of a stored member. */
static void damaged_members_are_named_with_the_reason(void **state)
{
    gfla_library *library;
    struct gfla_mesh *mesh;
    void *bytes;
    size_t size;
    int code;
    static const char text[] = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
    for (int i = 0; i < 2; i++) { /* read by our own reader, and by Assimp */
        char member[8];
        snprintf(member, sizeof member, "a.%s", i == 0 ? "obj" : "off");
        const char *path = scratch("flipped.zip");
        remove(path);
        zip_t *zip = zip_open(path, ZIP_CREATE, &code);
        add_member(zip, member, text);
        zip_set_file_compression(zip, 0, ZIP_CM_STORE, 0);
        assert_int_equal(zip_close(zip), 0);
        assert_ok(gfla_file_read(path, 1 << 20, &bytes, &size));
        ((char *)bytes)[30 + 5 + 3] ^= 1; /* behind the header and the name */
        assert_ok(gfla_file_write(path, bytes, size));
        free(bytes);
        assert_ok(gfla_library_open(&library, &path, 1));
        assert_fails(gfla_library_load(library, 0, NULL, &mesh), GFLA_ERROR_INPUT, "flipped.zip: member a.");
        assert_non_null(strstr(gfla_error_message(), "CRC error"));
        gfla_library_destroy(&library);
    }
}

/* 64 MiB and more of one byte. */
static void members_that_expand_beyond_measure_are_refused(void **state)
{
    gfla_archive *archive;
    void *zeros = NULL, *data;
    const size_t n = (size_t)65 << 20;
    size_t size;
    int code;
    const char *path = scratch("bomb.zip");
    assert_ok(gfla_calloc(&zeros, n, 1, "zeros"));
    zip_t *zip = zip_open(path, ZIP_CREATE, &code);
    assert_true(zip_file_add(zip, "a.obj", zip_source_buffer(zip, zeros, n, 0), 0) >= 0);
    assert_int_equal(zip_close(zip), 0);
    free(zeros);
    assert_ok(gfla_archive_open(&archive, path));
    assert_fails(gfla_archive_read(archive, "a.obj", &data, &size), GFLA_ERROR_INPUT, "as no model does");
    assert_null(data);
    gfla_archive_destroy(&archive);
}

static void lists_name_models(void **state)
{
    gfla_library *library;
    const struct gfla_library_problem *problems;
    size_t n;
    put_model("listed/02958343/aaa/models", "model_normalized.obj");
    put_model("listed/02958343/bbb/models", "model_normalized.obj");
    write_text(scratch("listed/some.txt"), "\xef\xbb\xbf# ShapeNet\r\n02958343/bbb\r\n\r\n 02958343/none \n");
    char folder[300], list[300];
    snprintf(folder, sizeof folder, "%s", scratch("listed"));
    snprintf(list, sizeof list, "%s", scratch("listed/some.txt"));
    const char *const folders[] = {folder};
    for (size_t n_folders = 0; n_folders < 2; n_folders++) { /* beside the list, or below a folder */
        assert_ok(gfla_library_open_list(&library, folders, n_folders, list));
        assert_int_equal(gfla_library_count(library), 1);
        assert_string_equal(gfla_library_entry(library, 0)->id, "02958343-bbb");
        assert_string_equal(gfla_library_entry(library, 0)->source, "listed/02958343/bbb/models/model_normalized.obj");
        problems = gfla_library_problems(library, &n);
        assert_int_equal(n, 1);
        assert_string_equal(problems[0].what, "02958343/none");
        assert_non_null(strstr(problems[0].message, "some.txt: line 4: no 02958343/none"));
        gfla_library_destroy(&library);
    }
    write_text(list, "# nothing\n");
    assert_fails(gfla_library_open_list(&library, NULL, 0, list), GFLA_ERROR_INPUT, "no path in it");
    write_text(list, "none.obj\n");
    assert_fails(gfla_library_open_list(&library, NULL, 0, list), GFLA_ERROR_INPUT, "line 1: no none.obj");
    write_text(list, "\x89PNG\n");
    assert_fails(gfla_library_open_list(&library, NULL, 0, list), GFLA_ERROR_INPUT, "line 1 is no text");
}

/* Cubic, this takes an hour; quadratic, some minutes. */
static void many_models_of_one_name_are_listed_at_once(void **state)
{
    gfla_library *library;
    struct gfla_text catalogue_text = {0};
    for (int i = 1; i <= 50000; i++)
        gfla_text_add(&catalogue_text, "id#%d=a\nmodel#%d=/b.obj\nwidth#%d=1\n", i, i, i);
    const char *path = write_library("many.zip", catalogue_text.data);
    gfla_text_free(&catalogue_text);
    assert_ok(gfla_library_open(&library, &path, 1));
    assert_int_equal(gfla_library_count(library), 50000);
    assert_string_equal(gfla_library_entry(library, 49999)->id, "many-a-50000");
    gfla_library_destroy(&library);
}

static void folders_know_what_they_were_drawn_from(void **state)
{
    const struct gfla_model_entry e = {.source = "chairs/a.obj"};
    static const struct {
        const char *json;
        bool same;
    } cases[] = {{"{\"source\":\"chairs/a.obj\"}", true},
                 {"{\"source\":\"set/chairs/a.obj\"}", true},
                 {"{\"source\":\"a.obj\"}", true},
                 {"{\"source\":\"tables/a.obj\"}", false},
                 {"{\"source\":\"aa.obj\"}", false},
                 {"{}", true},
                 {"cut off", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool same;
        char other[64];
        write_text(scratch("cameras.json"), cases[i].json);
        assert_ok(gfla_drawn_from(scratch("cameras.json"), &e, &same, other, sizeof other));
        assert_int_equal(same, cases[i].same);
        assert_int_equal(same, other[0] == 0);
    }
}

static void paths_beside_are_resolved(void **state)
{
    char out[64];
    assert_string_equal(gfla_path_beside("a/b/c.obj", "d.mtl", out, sizeof out), "a/b/d.mtl");
    assert_string_equal(gfla_path_beside("a/b/c.obj", "..\\tex\\./d.png", out, sizeof out), "a/tex/d.png");
    assert_string_equal(gfla_path_beside("/a/c.obj", "../../../d.png", out, sizeof out), "/d.png");
    assert_string_equal(gfla_path_beside("c.obj", "../../d.png", out, sizeof out), "../../d.png");
    assert_string_equal(gfla_path_beside("", "/x/y", out, sizeof out), "x/y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(properties_are_read),
        cmocka_unit_test(properties_in_latin_1),
        cmocka_unit_test(slugs_are_file_names),
        cmocka_unit_test(catalogue_is_listed),
        cmocka_unit_test(variants_are_the_same_files_under_other_ids),
        cmocka_unit_test(size_and_rotation_are_applied),
        cmocka_unit_test(far_size_is_not_believed),
        cmocka_unit_test(zip_without_catalogue_and_folders),
        cmocka_unit_test(bad_paths_are_named),
        cmocka_unit_test(ids_are_paths_where_names_say_nothing),
        cmocka_unit_test(junk_and_links_are_left_out),
        cmocka_unit_test(what_is_bad_in_a_folder_is_told),
        cmocka_unit_test(archives_in_archives_are_named),
        cmocka_unit_test(names_in_archives_are_found_however_they_are_spelt),
        cmocka_unit_test(damaged_members_are_named_with_the_reason),
        cmocka_unit_test(members_that_expand_beyond_measure_are_refused),
        cmocka_unit_test(lists_name_models),
        cmocka_unit_test(many_models_of_one_name_are_listed_at_once),
        cmocka_unit_test(folders_know_what_they_were_drawn_from),
        cmocka_unit_test(paths_beside_are_resolved),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
