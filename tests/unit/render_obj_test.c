/* The OBJ reader: numbers, lines, faces, colours, material libraries, textures' options; what is wrong is named with
 * its line. */
#include "tests/unit/render_models.h"
#include "viewsynth/render/obj/obj_text.h"
#include "viewsynth/render/polygon.h"

#define SQUARE "v -1 -1 0\nv 1 -1 0\nv 1 1 0\nv -1 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"

static gfla_status import(const char *name, const char *text, struct gfla_mesh **mesh)
{
    const char *path = scratch(name);
    write_text(path, text);
    return gfla_mesh_import(mesh, &(struct gfla_mesh_source){.path = path}, NULL);
}

static struct gfla_mesh *load(const char *text)
{
    struct gfla_mesh *mesh;
    assert_ok(import("m.obj", text, &mesh));
    return mesh;
}

static void refuses(const char *text, const char *reason)
{
    struct gfla_mesh *mesh = (struct gfla_mesh *)1;
    assert_fails(import("m.obj", text, &mesh), GFLA_ERROR_INPUT, reason);
    assert_null(mesh);
}

static const struct raster_material *material_of(const struct gfla_mesh *mesh)
{
    return &mesh->materials[mesh->triangle_materials[0]];
}

/* The material that these statements make. */
static struct raster_material material(const char *statements, char **notes)
{
    char text[1024];
    snprintf(text, sizeof text, "newmtl a\n%s\n", statements);
    write_text(scratch("m.mtl"), text);
    struct gfla_mesh *mesh = load("mtllib m.mtl\nusemtl a\n" SQUARE "f 1/1 2/2 3/3 4/4\n");
    struct raster_material m = *material_of(mesh);
    if (notes)
        *notes = mesh->notes.data ? strdup(mesh->notes.data) : strdup("");
    else
        assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
    return m;
}

static void near(float value, float expected)
{
    assert_true(fabsf(value - expected) < 1e-3f);
}

/* ---- text ---- */

static void numbers_are_those_of_strtof(void **state)
{
    static const char *const right[] = {"0",
                                        "-0",
                                        "1",
                                        "+1.5",
                                        ".5",
                                        "5.",
                                        "1e3",
                                        "-1.25E-2",
                                        "0.1",
                                        "123456789.123",
                                        "1e-30",
                                        "3e38",
                                        "0.00000001",
                                        "1e00000",
                                        "16777217",
                                        "1e-50",
                                        "00001.10000000000000000000000000001",
                                        "12345678901234567890123",
                                        "0.000000000000000000000000000001234567890123456789"};
    static const char *const wrong[] = {"", ".", "-", "nan", "inf", "1e39", "1,5", "0x10", "1.2.3", "a", "1f"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        char text[80], *at = text;
        float value = -7;
        snprintf(text, sizeof text, "  %s 9", right[i]);
        assert_true(gfla_obj_float(&at, &value));
        assert_true(value == strtof(right[i], NULL));
        assert_string_equal(at, " 9");
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[80], *at = text;
        float value = -7;
        snprintf(text, sizeof text, "%s", wrong[i]);
        assert_false(gfla_obj_float(&at, &value));
        assert_ptr_equal(at, text);
    }
}

static void lines_end_in_every_way(void **state)
{
    char data[] = "\xef\xbb\xbf# one\r\n two \\\r\nmore\\\nof\rthree\n\n\0five\0x \t\nlast";
    static const char *const lines[] = {"# one", "two   more of", "three", "", "five x", "last"};
    static const size_t numbers[] = {1, 4, 5, 6, 7, 8};
    struct obj_text text = gfla_obj_text(data, sizeof data - 1);
    for (int i = 0; i < 6; i++) {
        const char *line = gfla_obj_line(&text);
        assert_non_null(line);
        if (i != 1)
            assert_string_equal(line, lines[i]);
        else
            assert_true(strncmp(line, "two", 3) == 0 && strstr(line, "more") && strstr(line, "of"));
        assert_int_equal(text.line, numbers[i]);
    }
    assert_null(gfla_obj_line(&text));
}

/* Units of UTF-16 with the low byte first, or the high one: the letters, e with an acute, a clef beyond 16 bits, half a
 * pair. */
static void utf_16_is_taken(void **state)
{
    static const unsigned units[] = {0xfeff, 'v', ' ', 0xe9, 0x20ac, 0xd834, 0xdd1e, 0xd834, '\n'};
    for (int big = 0; big < 2; big++) {
        unsigned char *text = malloc(2 * sizeof units / sizeof *units);
        void *data = text;
        size_t size = 2 * sizeof units / sizeof *units;
        for (size_t i = 0; i < size; i++)
            text[i] = (unsigned char)(units[i / 2] >> ((i % 2 == 0) == big ? 8 : 0));
        assert_ok(gfla_obj_decode(&data, &size));
        assert_string_equal(data, "v \xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e?\n");
        assert_int_equal(size, strlen(data));
        free(data);
    }
}

/* ---- faces ---- */

static void what_is_wrong_is_named_with_its_line(void **state)
{
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "line 4: a face names vertex 9 of 3");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 0\n", "line 4: a corner of a face has no right number");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 -4\n", "line 4: a face goes back to -4 of 3");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3x\n", "line 4: a corner of a face is no number");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1\nf 1 2 3\n", "line 3: a vertex needs three finite numbers");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 inf\nf 1 2 3\n", "line 3: a vertex needs three finite numbers");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nf 1/1 2/2 3/1\n", "line 5: a face names texture coordinate 2 of 1");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//2 3//1\n", "line 5: a face names normal 2 of 1");
    refuses("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 99999999999\n", "line 4: a corner of a face has no right number");
    refuses("v 0 0 0\nv 1 0 0\nl 1 2\np 1\nf 1 2\n", "no faces in it");
}

static void corners_are_named_in_every_way(void **state)
{
    struct gfla_mesh *mesh =
        load("v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0.25 0.5 0\nvt nan 1\nvn 0 0 -2\nvn nan 0 0\n"
             "f 1/1/1 2/1/1 3/1/1\nf -3//-2 -2//-2 -1//-2\nf 1/2 2/2 3/2\nf 4 5 6\nv 5 5 5\nv 6 5 5\nv 5 6 5\n");
    assert_int_equal(mesh->n_triangles, 4);
    assert_true(mesh->corners[0].uv[0] == 0.25f && mesh->corners[0].uv[1] == 0.5f && mesh->corners[0].normal[2] == -1);
    assert_true(mesh->corners[3].uv[0] == 0 && mesh->corners[3].normal[2] == -1 && mesh->corners[4].position[0] == 1);
    assert_true(mesh->corners[6].uv[0] == 0 && mesh->corners[6].uv[1] == 1);
    assert_true(mesh->corners[9].position[0] == 5); /* positions that come later */
    gfla_mesh_destroy(&mesh);
}

/* Two faces at an angle of 20 degrees, whose edge is smooth unless smoothing is off. */
static void smoothing_may_be_off(void **state)
{
    static const char *const statements[] = {"", "s 1\n", "s off\n", "s 0\n"};
    for (int i = 0; i < 4; i++) {
        char text[256];
        snprintf(text, sizeof text, "v 0 0 0\nv 0 0 1\nv 1 0 0\nv -0.94 0.342 0\n%sf 1 2 3\nf 2 1 4\n", statements[i]);
        struct gfla_mesh *mesh = load(text);
        near(mesh->corners[0].normal[0], i < 2 ? sinf(0.1745f) : 0); /* half of the angle */
        gfla_mesh_destroy(&mesh);
    }
}

static double area_of(const struct gfla_mesh *mesh)
{
    double sum = 0;
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        const float *a = mesh->corners[3 * i].position, *b = mesh->corners[3 * i + 1].position,
                    *c = mesh->corners[3 * i + 2].position;
        const double area = 0.5 * ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]));
        assert_true(area >= -1e-9); /* none is turned over */
        sum += area;
    }
    return sum;
}

static void concave_faces_are_cut_exactly(void **state)
{
    /* an arrow whose notch is each of its corners in turn, a frame whose hole is reached by a slit, corners on one
     * line */
    static const char *const faces[] = {"1 2 3 4", "2 3 4 1", "3 4 1 2", "4 1 2 3"};
    for (int i = 0; i < 4; i++) {
        char text[128];
        snprintf(text, sizeof text, "v 0 0 0\nv 4 -4 0\nv 1 0 0\nv 4 4 0\nf %s\n", faces[i]);
        struct gfla_mesh *mesh = load(text);
        assert_int_equal(mesh->n_triangles, 2);
        assert_true(fabs(area_of(mesh) - 4) < 1e-6);
        gfla_mesh_destroy(&mesh);
    }
    struct gfla_mesh *mesh =
        load("v 0 0 0\nv 3 0 0\nv 3 3 0\nv 0 3 0\nv 1 1 0\nv 1 2 0\nv 2 2 0\nv 2 1 0\nf 1 2 3 4 1 5 6 7 8 5\n");
    assert_int_equal(mesh->n_triangles, 8);
    assert_true(fabs(area_of(mesh) - 8) < 1e-6);
    gfla_mesh_destroy(&mesh);
    mesh = load("v 0 0 0\nv 1 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nf 1 2 3 4 5\n");
    assert_true(fabs(area_of(mesh) - 4) < 1e-6);
    gfla_mesh_destroy(&mesh);
}

/* A star of many rays: half of its corners are concave. */
static void many_cornered_faces_are_cut_exactly(void **state)
{
    enum { N = 2000 };
    struct gfla_polygon polygon = {0};
    double expected = 0, sum = 0;
    assert_ok(gfla_polygon_reserve(&polygon, N));
    for (int i = 0; i < N; i++) {
        const double angle = 2 * 3.14159265358979 * i / N, r = i % 2 ? 1 : 2;
        polygon.corners[i][0] = (float)(r * cos(angle));
        polygon.corners[i][1] = 3;
        polygon.corners[i][2] = (float)(r * sin(angle));
        expected += 0.5 * 2 * sin(2 * 3.14159265358979 / N);
    }
    assert_true(gfla_polygon_cut(&polygon, N));
    for (int i = 0; i < N - 2; i++) {
        const float *a = polygon.corners[polygon.triangles[i][0]], *b = polygon.corners[polygon.triangles[i][1]];
        const float *c = polygon.corners[polygon.triangles[i][2]];
        sum += 0.5 * fabs((double)(b[0] - a[0]) * (c[2] - a[2]) - (double)(c[0] - a[0]) * (b[2] - a[2]));
    }
    assert_true(fabs(sum - expected) < 1e-4 * expected);
    gfla_polygon_free(&polygon);
}

static void polygons_of_no_sense_are_cut_somehow(void **state)
{
    static const char *const texts[] = {"v 0 0 0\nf 1 1 1 1 1\n", "v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3 2 1\n",
                                        "v 0 0 0\nv 1 1 0\nv 1 0 0\nv 0 1 0\nf 1 2 3 4\n"};
    for (int i = 0; i < 3; i++) {
        struct gfla_mesh *mesh = load(texts[i]);
        assert_true(mesh->n_triangles >= 2);
        gfla_mesh_destroy(&mesh);
    }
}

/* ---- colours ---- */

static void vertex_colours_are_shown_as_they_are(void **state)
{
    struct gfla_mesh *mesh = load("v 0 0 0 1 0 0.2\nv 1 0 0\nv 0 1 0 0 1 0\nf 1 2 3\n");
    assert_true(material_of(mesh)->colour[0] == 1 && material_of(mesh)->texture == -1); /* not multiplied by any grey */
    assert_int_equal(mesh->corners[0].colour, 0xff3300ff);
    assert_int_equal(mesh->corners[1].colour, 0xffffffff); /* has none: white */
    assert_int_equal(material_of(mesh)->blend, 0);
    gfla_mesh_destroy(&mesh);
    mesh = load("v 0 0 0 255 0 51\nv 1 0 0 128 1 0\nv 0 1 0 0 1 0\nf 1 2 3\n");
    assert_int_equal(mesh->corners[0].colour, 0xff3300ff);
    assert_int_equal(mesh->corners[1].colour, 0xff000180);
    gfla_mesh_destroy(&mesh);
    mesh = load("v 0 0 0 1 0 0 0.2\nv 1 0 0 1 0 0 1\nv 0 1 0 1 0 0 1\nf 1 2 3\n");
    assert_int_equal(mesh->corners[0].colour, 0x330000ff);
    assert_int_equal(material_of(mesh)->blend, 1);
    gfla_mesh_destroy(&mesh);
    /* all invisible: means something else */
    mesh = load("v 0 0 0 1 0 0 0\nv 1 0 0 1 0 0 0\nv 0 1 0 1 0 0 0\nf 1 2 3\n");
    assert_int_equal(mesh->corners[0].colour, 0xff0000ff);
    gfla_mesh_destroy(&mesh);
    mesh = load(
        "v 0 0 0 1 0 0 0\nv 1 0 0 1 0 0 0\nv 0 1 0 1 0 0 0\nv 0 2 0 1 0 0 0.2\nusemtl a\nf 1 2 3\nusemtl b\nf 4 4 4\n");
    assert_int_equal(mesh->corners[0].colour, 0xff0000ff); /* by material */
    assert_int_equal(mesh->corners[3].colour, 0x330000ff);
    gfla_mesh_destroy(&mesh);
}

static void off_colours_are_taken_by_assimp(void **state)
{
    struct gfla_mesh *mesh;
    assert_ok(import("c.off", "COFF\n3 1 0\n0 0 0 255 128 0 255\n1 0 0 255 128 0 255\n0 1 0 255 128 0 255\n3 0 1 2\n",
                     &mesh));
    assert_true(material_of(mesh)->colour[0] == 1);
    assert_int_equal(mesh->corners[0].colour, 0xff0080ff);
    gfla_mesh_destroy(&mesh);
}

/* ---- materials ---- */

static void materials_are_taken(void **state)
{
    struct raster_material m = material("Kd 1 0 0.5\nKs 0 0 0\nNs 10", NULL);
    near(m.colour[0], 1), near(m.colour[1], 0), near(m.colour[2], powf(0.5f, 0.7f)), near(m.colour[3], 1);
    assert_true(m.specular == 0 && m.emission[0] == 0 && m.blend == 0);
    near(material("Kd 0.5", NULL).colour[2], powf(0.5f, 0.7f)); /* one number for all three */
    near(material("Ka 1 1 1", NULL).colour[0], 0.7f);
    near(material("d 0.25", NULL).colour[3], 0.25f);
    near(material("Tr 0.25", NULL).colour[3], 0.75f);
    near(material("Tr 0.9\nd 0.25", NULL).colour[3], 0.25f);
    near(material("d 0.25\nTr 0.9", NULL).colour[3], 0.25f);
    near(material("TR 0.25\nkd 0 1 0", NULL).colour[3], 0.75f); /* in any case */
    near(material("d 0", NULL).colour[3], 1);                   /* spelt so by exporters that mean opaque */
    m = material("Ke 0 1 0.5", NULL);
    near(m.emission[1], 1), near(m.emission[2], powf(0.5f, 0.7f));
}

static void highlights_are_limited(void **state)
{
    struct raster_material m = material("Ks 1 1 1\nNs 1e9", NULL);
    near(m.specular, 0.04f), near(m.roughness, 0.2f);
    m = material("Ks 9 9 9\nNs 0", NULL);
    near(m.specular, 0.04f), near(m.roughness, 1);
    m = material("Ks 0.5 0.5 0.5\nNs 98", NULL);
    near(m.specular, 0.02f), near(m.roughness, powf(0.02f, 0.25f));
    near(material("illum 1\nKs 1 1 1\nNs 50", NULL).specular, 0);
    near(material("illum 2\nKs 1 1 1\nNs 50", NULL).specular, 0.04f);
    m = material("Kd 1 1 1\nPr 0.3\nPm 1", NULL);
    near(m.roughness, 0.3f), near(m.metallic, 1);
}

static void what_is_not_applied_is_noted(void **state)
{
    char *notes;
    near(material("d -halo 0.5", &notes).colour[3], 0.5f);
    assert_non_null(strstr(notes, "material a: d -halo is drawn as d"));
    free(notes);
    material("map_Kd -mm 0.5 1 none.png", &notes);
    assert_non_null(strstr(notes, "its option -mm is not applied"));
    assert_non_null(strstr(notes, "texture none.png"));
    free(notes);
}

static struct gfla_mesh *load_textured(const char *map)
{
    char text[256];
    snprintf(text, sizeof text, "newmtl a\n%s\n", map);
    write_text(scratch("t.mtl"), text);
    return load("mtllib t.mtl\nusemtl a\n" SQUARE "f 1/1 2/2 3/3 4/4\n");
}

static void options_of_textures_are_applied(void **state)
{
    static const struct {
        const char *map;
        float u, v; /* at the corner 1 1 */
        int wrap;
    } cases[] = {
        {"map_Kd waves.png", 1, 1, RASTER_WRAP_REPEAT},
        {"map_Kd -o 0.5 0.25 waves.png", 1.5f, 1.25f, RASTER_WRAP_REPEAT},
        {"map_Kd -o 0.5 waves.png", 1.5f, 1, RASTER_WRAP_REPEAT},
        {"map_Kd -s 2 3 1 -o 0.5 0.5 0.5 \twaves.png", 2.5f, 3.5f, RASTER_WRAP_REPEAT},
        {"map_Kd -clamp on waves.png", 1, 1, RASTER_WRAP_CLAMP},
        {"map_Kd -blendu off -mm 0 1 -bm 1 -imfchan r -texres 512 -cc on \"waves.png\"", 1, 1, RASTER_WRAP_REPEAT},
        {"map_Kd -s 2 2 2 two words.png", 2, 2, RASTER_WRAP_REPEAT},
        {"map_Kd -o 0.5 0.5 1", 1.5f, 1.5f, RASTER_WRAP_REPEAT}, /* a file whose name is a number */
        {"map_kd waves.png", 1, 1, RASTER_WRAP_REPEAT},
        {"map_opacity waves.png", 1, 1, RASTER_WRAP_REPEAT},
        {"map_d -s 2 2 waves.png", 2, 2, RASTER_WRAP_REPEAT},
    };
    write_waves(scratch("waves.png"), 8);
    write_waves(scratch("two words.png"), 8);
    write_waves(scratch("1.png"), 8);
    rename(scratch("1.png"), scratch("1"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gfla_mesh *mesh = load_textured(cases[i].map);
        assert_int_equal(mesh->notes.size, 0);
        assert_int_equal(mesh->n_textures, 1);
        assert_int_equal(material_of(mesh)->texture, 0);
        assert_int_equal(material_of(mesh)->wrap[0], cases[i].wrap);
        near(mesh->corners[2].uv[0], cases[i].u);
        near(mesh->corners[2].uv[1], cases[i].v);
        gfla_mesh_destroy(&mesh);
    }
    struct gfla_mesh *mesh = load_textured("Ke 1 1 1\nmap_Ke -s 4 4 waves.png");
    assert_int_equal(material_of(mesh)->emission_texture, 0);
    near(mesh->corners[2].emission_uv[0], 4);
    gfla_mesh_destroy(&mesh);
}

/* ---- libraries ---- */

static void check_library(const char *line, bool found, const char *note)
{
    char text[512];
    snprintf(text, sizeof text, "%s\nusemtl red\n" SQUARE "f 1 2 3 4\n", line);
    struct gfla_mesh *mesh = load(text);
    near(material_of(mesh)->colour[1], found ? 0 : 0.7f);
    if (note)
        assert_non_null(strstr(mesh->notes.data, note));
    else
        assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
}

static void libraries_are_found_or_noted(void **state)
{
    unlink(scratch("m.mtl"));
    write_text(scratch("red.mtl"), "\xef\xbb\xbfnewmtl red\r\nKd 1 0 0\r\n");
    write_text(scratch("red paint.mtl"), "newmtl  red \nKd 1 0 0\n");
    write_text(scratch("blue.mtl"), "newmtl blue\nKd 0 0 1\n");
    check_library("mtllib red.mtl", true, NULL);
    check_library("mtllib \"red paint.mtl\"", true, NULL);
    check_library("mtllib red paint.mtl", true, NULL);
    check_library("mtllib blue.mtl red.mtl", true, NULL);
    check_library("mtllib C:\\models\\red.mtl", true, NULL);
    check_library("mtllib blue.mtl", false, "material red: no material library has it");
    check_library("mtllib gone.mtl", false, "material library gone.mtl: ");
    check_library("mtllib gone.mtl red.mtl", true, "material library gone.mtl: ");
    check_library("# none", false, NULL);
    write_text(scratch("m.mtl"), "newmtl red\nKd 1 0 0\n");
    check_library("mtllib gone.mtl", true, "m.mtl is taken");
    unlink(scratch("m.mtl"));
}

static void failing_memory_leaks_nothing(void **state)
{
    struct gfla_mesh *mesh;
    gfla_status status = GFLA_ERROR_MEMORY;
    write_waves(scratch("waves.png"), 8);
    write_text(scratch("f.mtl"), "newmtl a\nmap_Kd waves.png\nmap_Ke waves.png\nnewmtl b\nKd 1 0 0\n");
    write_text(scratch("f.obj"), "mtllib f.mtl\nusemtl a\nv 0 0 0 1 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nf 1/1 2/1 "
                                 "3/1 4/1\nusemtl b\nf 1 2 3\n");
    for (long n = 1; status != GFLA_OK; n++) {
        gfla_memory_fail_at(n);
        status = gfla_mesh_import(&mesh, &(struct gfla_mesh_source){.path = scratch("f.obj")}, NULL);
        gfla_memory_fail_at(0);
        assert_true(status == GFLA_OK || status == GFLA_ERROR_MEMORY);
        assert_true(n < 500);
    }
    gfla_mesh_destroy(&mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_strtof),
        cmocka_unit_test(lines_end_in_every_way),
        cmocka_unit_test(utf_16_is_taken),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(corners_are_named_in_every_way),
        cmocka_unit_test(smoothing_may_be_off),
        cmocka_unit_test(concave_faces_are_cut_exactly),
        cmocka_unit_test(many_cornered_faces_are_cut_exactly),
        cmocka_unit_test(polygons_of_no_sense_are_cut_somehow),
        cmocka_unit_test(vertex_colours_are_shown_as_they_are),
        cmocka_unit_test(off_colours_are_taken_by_assimp),
        cmocka_unit_test(materials_are_taken),
        cmocka_unit_test(highlights_are_limited),
        cmocka_unit_test(what_is_not_applied_is_noted),
        cmocka_unit_test(options_of_textures_are_applied),
        cmocka_unit_test(libraries_are_found_or_noted),
        cmocka_unit_test(failing_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
