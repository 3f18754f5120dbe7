/* glTF: containers, accessors, nodes, instances, skins and morph targets. */
#include <sys/stat.h>

#include "base/memory.h"
#include "tests/unit/gltf_models.h"

#define ONE_MESH ",\"meshes\":[{\"primitives\":[{" GLTF_SQUARE "}]}]"
#define ONE_NODE_OF(primitive) GLTF_ONE_NODE ",\"meshes\":[{\"primitives\":[{" primitive "}]}]"

static void square_is_read(void **state)
{
    gltf_square();
    struct gfla_mesh *mesh = gltf_load(GLTF_ONE_NODE ONE_MESH);
    assert_int_equal(mesh->n_triangles, 2);
    assert_box(mesh, -1, -1, 0, 1, 1, 0);
    for (int i = 0; i < 6; i++)
        assert_near(mesh->corners[i].normal[2], 1);
    assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
}

/* ---- containers and URIs ---- */

static struct gfla_mesh *load_text(const char *text)
{
    struct gfla_mesh *mesh = NULL;
    const char *path = scratch("text.gltf");
    assert_ok(gfla_file_write(path, text, strlen(text)));
    assert_ok(gfla_mesh_import(&mesh, &(struct gfla_mesh_source){.path = path}, NULL));
    return mesh;
}

static void refuses_text(const char *text, const char *message)
{
    struct gfla_mesh *mesh = NULL;
    const char *path = scratch("text.gltf");
    assert_ok(gfla_file_write(path, text, strlen(text)));
    assert_fails(gfla_mesh_import(&mesh, &(struct gfla_mesh_source){.path = path}, NULL), GFLA_ERROR_INPUT, message);
}

/* A triangle (0 0 0, 1 0 0, 0 1 0), its buffer behind this URI. */
#define TRIANGLE(uri)                                                                                                  \
    "{\"asset\":{\"version\":\"2.0\"},\"nodes\":[{\"mesh\":0}],\"meshes\":[{\"primitives\":[{\"attributes\":"          \
    "{\"POSITION\":0}}]}],\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\",\"count\":3}],"    \
    "\"bufferViews\":[{\"buffer\":0,\"byteLength\":36}],\"buffers\":[{\"byteLength\":36,\"uri\":\"" uri "\"}]}"
#define DIGITS "AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"

static void check_triangle(const char *text)
{
    struct gfla_mesh *mesh = load_text(text);
    assert_int_equal(mesh->n_triangles, 1);
    assert_box(mesh, 0, 0, 0, 1, 1, 0);
    assert_near(mesh->corners[0].normal[2], 1); /* flat where the file has none */
    gfla_mesh_destroy(&mesh);
}

static void data_uris_are_strict(void **state)
{
    check_triangle(TRIANGLE("data:application/octet-stream;base64," DIGITS));
    check_triangle(TRIANGLE("data:;base64," DIGITS));
    refuses_text(TRIANGLE("data:;base64," DIGITS "A"), "one is missing or too many");
    refuses_text(TRIANGLE("data:;base64,AA A" DIGITS), "no base64, at its digit 2");
    refuses_text(TRIANGLE("data:;base64,AA==" DIGITS), "no base64");
    refuses_text(TRIANGLE("data:;base64,AAAA"), "3 bytes of the 36");
    refuses_text(TRIANGLE("data:;base64"), "without a comma");
    refuses_text(TRIANGLE("data:,%41bc"), "3 bytes of the 36");
}

/* The same triangle in the first version goes to Assimp. */
static void first_version_is_read(void **state)
{
#define FIRST(version)                                                                                                 \
    "{\"asset\":{\"version\":" version                                                                                 \
    "},\"scene\":\"s\",\"scenes\":{\"s\":{\"nodes\":[\"n\"]}},\"nodes\":{\"n\":{\"meshes\":"                           \
    "[\"m\"]}},\"meshes\":{\"m\":{\"primitives\":[{\"attributes\":{\"POSITION\":\"a\"},\"mode\":4}]}},\"accessors\":{" \
    "\"a\":"                                                                                                           \
    "{\"bufferView\":\"v\",\"byteOffset\":0,\"componentType\":5126,\"count\":3,\"type\":\"VEC3\"}},\"bufferViews\":{"  \
    "\"v\":"                                                                                                           \
    "{\"buffer\":\"b\",\"byteOffset\":0,\"byteLength\":36}},\"buffers\":{\"b\":{\"byteLength\":36,\"uri\":"            \
    "\"data:application/octet-stream;base64," DIGITS "\"}}}"
    check_triangle(FIRST("\"1.0\""));
    check_triangle(FIRST("1"));
#undef FIRST
}

static void uris_are_names_beside_the_model(void **state)
{
    static const float at[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
    assert_ok(gfla_file_write(scratch("my data.bin"), at, sizeof at));
    assert_ok(gfla_file_write(scratch("100%25.bin"), at, sizeof at));
    check_triangle(TRIANGLE("my%20data.bin"));
    check_triangle(TRIANGLE("./my data.bin"));
    check_triangle(TRIANGLE("100%25.bin")); /* not escaped */
    check_triangle(TRIANGLE("file:///C:/models/my%20data.bin"));
    refuses_text(TRIANGLE("no.bin"), "no.bin");
    refuses_text(TRIANGLE("http://example.org/a.bin"), "only data: and files beside the model");
    refuses_text(TRIANGLE("a%00b.bin"), "zero byte");
    refuses_text(TRIANGLE(""), "empty URI");
    assert_int_equal(mkfifo(scratch("pipe.bin"), 0600), 0);
    refuses_text(TRIANGLE("pipe.bin"), "not a regular file");
}

static void broken_containers_are_refused(void **state)
{
    struct gfla_mesh *mesh;
    void *data;
    size_t size;
    gltf_square();
    const char *path = gltf_write("whole.glb", GLTF_ONE_NODE ONE_MESH);
    assert_ok(gfla_file_read(path, 1 << 20, &data, &size));
    struct gfla_mesh_source cut = {.path = scratch("cut.glb")};
    for (size_t n = 0; n < size; n += 7) {
        assert_ok(gfla_file_write(cut.path, data, n));
        assert_fails(gfla_mesh_import(&mesh, &cut, NULL), GFLA_ERROR_INPUT, "cut.glb");
    }
    free(data);
    refuses_text("", "not valid JSON");
    refuses_text("[]", "no object");
    refuses_text("{\"asset\":{\"version\":\"2.0\"}} x", "something follows");
    refuses_text("{\"asset\":{\"version\":\"3.0\"}}", "glTF of version 3.0");
    refuses_text("{\"asset\":{\"version\":\"2.0\"}}", "no faces");
    refuses_text("{\"asset\":{\"version\":\"2.0\"},\"nodes\":{}}", "nodes is no list");
}

static void deep_json_is_refused(void **state)
{
    struct gfla_text text = {0};
    gfla_text_add(&text, "{\"asset\":{\"version\":\"2.0\"},\"extras\":");
    for (int i = 0; i < 100000; i++)
        gfla_text_add(&text, "[");
    refuses_text(text.data, "not valid JSON");
    gfla_text_free(&text);
}

static void too_many_values_are_refused(void **state)
{
    const size_t n = 8000001;
    char *text = malloc(n + 100);
    assert_non_null(text);
    size_t size = (size_t)sprintf(text, "{\"asset\":{\"version\":\"2.0\"},\"extras\":[0");
    memset(text + size, ',', n); /* not valid either, but that is found only by parsing it */
    text[size + n] = 0;
    refuses_text(text, "the JSON holds more than 8000000 values");
    free(text);
}

/* ---- accessors ---- */

static void integers_are_coordinates(void **state)
{
    static const unsigned short faces[6] = {0, 1, 2, 0, 2, 3};
    static const unsigned short u16[16] = {0, 0, 0, 0, 65535, 0, 0, 0, 65535, 65535, 0, 0, 0, 65535};
    static const short i16[16] = {-100, -100, 0, 0, 100, -100, 0, 0, 100, 100, 0, 0, -100, 100};
    static const signed char i8[16] = {-127, -128, 0, 0, 127, -127, 0, 0, 127, 127, 0, 0, -127, 127};
    struct {
        const void *data;
        size_t size;
        int component;
        const char *normalised, *stride;
        float box[4];
    } kinds[] = {{u16, 32, 5123, ",\"normalized\":true", ",\"byteStride\":8", {0, 0, 1, 1}},
                 {u16, 32, 5123, "", ",\"byteStride\":8", {0, 0, 65535, 65535}},
                 {i16, 32, 5122, "", ",\"byteStride\":8", {-100, -100, 100, 100}},
                 {i8, 16, 5120, ",\"normalized\":true", ",\"byteStride\":4", {-1, -1, 1, 1}},
                 {i8, 16, 5120, "", ",\"byteStride\":4", {-127, -128, 127, 127}},
                 {i8, 16, 5121, "", ",\"byteStride\":4", {127, 127, 129, 129}}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        gltf_begin();
        gltf_accessor(gltf_view(kinds[i].data, kinds[i].size, kinds[i].stride), kinds[i].component, "VEC3", 4,
                      kinds[i].normalised);
        gltf_accessor(gltf_view(faces, sizeof faces, ""), 5123, "SCALAR", 6, "");
        struct gfla_mesh *mesh = gltf_load("\"extensionsRequired\":[\"KHR_mesh_quantization\"]," ONE_NODE_OF(
            "\"attributes\":{\"POSITION\":0},\"indices\":1"));
        const float *b = kinds[i].box;
        assert_box(mesh, b[0], b[1], 0, b[2], b[3], 0);
        gfla_mesh_destroy(&mesh);
    }
}

static void integers_are_texture_coordinates(void **state)
{
    static const unsigned short u16[8] = {0, 65535, 65535, 65535, 65535, 0, 0, 0};
    static const unsigned char u8[8] = {0, 255, 255, 255, 255, 0, 0, 0};
    static const unsigned char white[4] = {255, 255, 255, 255};
    for (int wide = 0; wide < 2; wide++) {
        gltf_square();
        int view = wide ? gltf_view(u16, sizeof u16, "") : gltf_view(u8, sizeof u8, "");
        gltf_accessor(view, wide ? 5123 : 5121, "VEC2", 4, ",\"normalized\":true");
        assert_int_equal(gltf_png(white, 1), 5);
        struct gfla_mesh *mesh =
            gltf_load(ONE_NODE_OF("\"attributes\":{\"POSITION\":0,\"TEXCOORD_0\":4},\"indices\":3,\"material\":"
                                  "0") ",\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorTexture\":{"
                                       "\"index\":0}}}],\"textures\":[{\"source\":0}],"
                                       "\"images\":[{\"bufferView\":5}]");
        for (int i = 0; i < 6; i++)
            for (int k = 0; k < 2; k++)
                assert_near(mesh->corners[i].uv[k], mesh->corners[i].position[k] / 2 + 0.5f);
        gfla_mesh_destroy(&mesh);
    }
}

static void sparse_elements_replace(void **state)
{
    static const unsigned char index[1] = {2};
    static const float value[3] = {5, 6, 7};
    gltf_square();
    int indices = gltf_view(index, 1, ""), values = gltf_view(value, sizeof value, "");
    char more[200];
    snprintf(more, sizeof more,
             ",\"sparse\":{\"count\":1,\"indices\":{\"bufferView\":%d,\"componentType\":5121},\"values\":{"
             "\"bufferView\":%d}}",
             indices, values);
    gltf_accessor(0, 5126, "VEC3", 4, more);
    struct gfla_mesh *mesh = gltf_load(ONE_NODE_OF("\"attributes\":{\"POSITION\":4},\"indices\":3"));
    assert_box(mesh, -1, -1, 0, 5, 6, 7);
    gfla_mesh_destroy(&mesh);
    static const unsigned char wrong[4] = {2, 1, 3, 4};
    gltf_square();
    gltf_view(wrong, 4, "");
    gltf_view((float[12]){0}, 48, "");
    gltf_accessor(0, 5126, "VEC3", 4,
                  ",\"sparse\":{\"count\":2,\"indices\":{\"bufferView\":4,\"componentType\":5121},\"values\":{"
                  "\"bufferView\":5}}");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":4},\"indices\":3"), "they must rise");
}

static void strips_and_fans_keep_their_side(void **state)
{
    static const unsigned char strip[4] = {0, 1, 3, 2}, fan[4] = {0, 1, 2, 3};
    static const char *const modes[2] = {"5", "6"};
    for (int i = 0; i < 2; i++) {
        char members[400];
        gltf_square();
        gltf_accessor(gltf_view(i ? fan : strip, 4, ""), 5121, "SCALAR", 4, "");
        snprintf(members, sizeof members,
                 GLTF_ONE_NODE
                 ",\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":4,\"mode\":%s}]}]",
                 modes[i]);
        struct gfla_mesh *mesh = gltf_load(members);
        assert_int_equal(mesh->n_triangles, 2);
        for (int k = 0; k < 6; k++)
            assert_near(mesh->corners[k].normal[2], 1);
        gfla_mesh_destroy(&mesh);
    }
}

static void points_and_lines_are_noted(void **state)
{
    gltf_square();
    struct gfla_mesh *mesh = gltf_load(GLTF_ONE_NODE ",\"meshes\":[{\"primitives\":[{" GLTF_SQUARE "},{" GLTF_SQUARE
                                                     ",\"mode\":1},{" GLTF_SQUARE ",\"mode\":0}]}]");
    assert_int_equal(mesh->n_triangles, 2);
    assert_non_null(strstr(mesh->notes.data, "2 primitives of points or lines"));
    gfla_mesh_destroy(&mesh);
    gltf_refuses(ONE_NODE_OF(GLTF_SQUARE ",\"mode\":3"), "no faces");
    gltf_refuses(ONE_NODE_OF(GLTF_SQUARE ",\"mode\":7"), "mode 7");
}

static void wrong_numbers_are_refused(void **state)
{
    static const float nan_at[12] = {0, 0, 0, 1, 0, 0, 0, NAN, 0};
    static const unsigned char beyond[3] = {0, 1, 4};
    gltf_square();
    gltf_floats(nan_at, 4, "VEC3", 3);
    gltf_accessor(gltf_view(beyond, 3, ""), 5121, "SCALAR", 3, "");
    gltf_accessor(0, 5126, "VEC3", 5, "");
    gltf_accessor(0, 5126, "VEC3", 4, ",\"byteOffset\":9007199254740992");
    gltf_accessor(0, 5126, "VEC9", 4, "");
    gltf_accessor(0, 5127, "VEC3", 4, "");
    gltf_accessor(99, 5126, "VEC3", 4, "");
    gltf_accessor(0, 5126, "VEC3", -1, "");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":4},\"indices\":3"), "not a finite number");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":0},\"indices\":5"), "index 2 is vertex 4 of 4");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":6}"), "accessor 6: 5 elements of 12 bytes");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":7}"), "do not fit");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":8}"), "type VEC9");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":9}"), "componentType 5127");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":10}"), "99 is none of the");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":11}"), "count is no whole number");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":1.5}"), "no whole number");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":2}"), "POSITION has 2 components");
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":0},\"indices\":0"), "no SCALAR");
    gltf_refuses("\"nodes\":[{\"mesh\":3}]" ONE_MESH, "node 0: mesh: 3 is none of the 1 meshes");
}

static void unfit_looks_are_left_out(void **state)
{
    gltf_square();
    gltf_floats((float[3]){1, 0, 0}, 1, "VEC3", 3);
    struct gfla_mesh *mesh =
        gltf_load(ONE_NODE_OF("\"attributes\":{\"POSITION\":0,\"NORMAL\":4,\"COLOR_0\":4},\"indices\":3"));
    assert_near(mesh->corners[0].normal[2], 1);
    assert_int_equal(mesh->corners[0].colour, 0xffffffff);
    assert_non_null(strstr(mesh->notes.data, "NORMAL has 1 values for 4 vertices: left out"));
    gfla_mesh_destroy(&mesh);
}

static void giant_counts_are_refused(void **state)
{
    gltf_square();
    gfla_text_add(&gltf.accessors, ",{\"componentType\":5126,\"type\":\"VEC3\",\"count\":4294967295}");
    gltf.n_accessors++;
    gltf_refuses(ONE_NODE_OF("\"attributes\":{\"POSITION\":4}"), "more than 4000000 triangles");
    gltf_refuses(
        "\"nodes\":[{\"mesh\":0,\"extensions\":{\"EXT_mesh_gpu_instancing\":{\"attributes\":{\"SCALE\":4}}}}]" ONE_MESH,
        "more than 4000000 triangles");
}

/* ---- nodes ---- */

static void nodes_place_their_meshes(void **state)
{
    gltf_square();
    struct gfla_mesh *mesh =
        gltf_load("\"nodes\":[{\"children\":[1],\"translation\":[10,0,0],\"scale\":[2,2,2]},"
                  "{\"mesh\":0,\"rotation\":[0,0.70710678,0,0.70710678],\"translation\":[1,0,0]}]" ONE_MESH);
    assert_box(mesh, 12, -2, -2, 12, 2, 2);
    assert_near(mesh->corners[0].normal[0], 1); /* +z turned about y */
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load("\"nodes\":[{\"mesh\":0,\"matrix\":[1,0,0,0, 0,3,0,0, 0,0,1,0, 4,5,6,1]}]" ONE_MESH);
    assert_box(mesh, 3, 2, 6, 5, 8, 6);
    gfla_mesh_destroy(&mesh);
}

static void mirrored_nodes_keep_their_outside(void **state)
{
    gltf_square();
    struct gfla_mesh *mesh =
        gltf_load("\"nodes\":[{\"mesh\":0,\"scale\":[-1,1,1]},{\"mesh\":0,\"scale\":[1,1,-1]}]" ONE_MESH);
    assert_int_equal(mesh->n_triangles, 4);
    for (size_t t = 0; t < 4; t++) {
        const struct raster_corner *c = mesh->corners + 3 * t;
        const float side = t < 2 ? 1 : -1;
        float turn = (c[1].position[0] - c[0].position[0]) * (c[2].position[1] - c[0].position[1]) -
                     (c[1].position[1] - c[0].position[1]) * (c[2].position[0] - c[0].position[0]);
        assert_true(turn * side > 0); /* counter-clockwise from where the normal points */
        assert_near(c[0].normal[2], side);
    }
    gfla_mesh_destroy(&mesh);
}

static void scene_decides_what_is_shown(void **state)
{
#define THREE "\"nodes\":[{\"mesh\":0},{\"mesh\":0,\"translation\":[10,0,0]},{\"children\":[1]}]" ONE_MESH
    gltf_square();
    struct gfla_mesh *mesh = gltf_load("\"scene\":1,\"scenes\":[{\"nodes\":[0]},{\"nodes\":[2]}]," THREE);
    assert_box(mesh, 9, -1, 0, 11, 1, 0);
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load("\"scenes\":[{\"nodes\":[0]},{\"nodes\":[2]}]," THREE);
    assert_box(mesh, -1, -1, 0, 1, 1, 0);
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load(THREE);
    assert_box(mesh, -1, -1, 0, 11, 1, 0);
    gfla_mesh_destroy(&mesh);
    gltf_refuses("\"scene\":\"0\",\"scenes\":[{\"nodes\":[0]}]," THREE, "scene");
    gltf_refuses("\"scene\":2,\"scenes\":[{\"nodes\":[0]}]," THREE, "2 is none of the 1 scenes");
    gltf_refuses("\"scenes\":[{\"nodes\":[7]}]," THREE, "7 is none of the 3 nodes");
    gltf_refuses("\"scenes\":[{}]," THREE, "no faces");
#undef THREE
}

static void hidden_nodes_are_not_drawn(void **state)
{
    gltf_square();
    struct gfla_mesh *mesh =
        gltf_load("\"nodes\":[{\"mesh\":0},{\"mesh\":0,\"translation\":[10,0,0],\"scale\":[0,0,0]},"
                  "{\"children\":[3],\"extensions\":{\"KHR_node_visibility\":{\"visible\":false}}},{\"mesh\":0,"
                  "\"translation\":[0,9,0]}]" ONE_MESH);
    assert_box(mesh, -1, -1, 0, 1, 1, 0);
    gfla_mesh_destroy(&mesh);
}

static void tangled_nodes_are_refused(void **state)
{
    gltf_square();
    gltf_refuses("\"nodes\":[{\"mesh\":0,\"children\":[0]}]" ONE_MESH, "its own ancestor");
    gltf_refuses("\"nodes\":[{\"mesh\":0,\"children\":[1]},{\"children\":[2]},{\"children\":[0]}]" ONE_MESH,
                 "its own ancestor");
    gltf_refuses("\"nodes\":[{\"children\":[2]},{\"children\":[2]},{\"mesh\":0}]" ONE_MESH, "another parent, node 0");
    gltf_refuses("\"nodes\":[{\"mesh\":0,\"scale\":[1e999,1,1]}]" ONE_MESH, "no finite number");
    gltf_refuses("\"nodes\":[{\"mesh\":0,\"translation\":[1e300,1,1]}]" ONE_MESH, "too far away");
}

static void long_chains_of_nodes_are_no_problem(void **state)
{
    struct gfla_text members = {0};
    gltf_square();
    gfla_text_add(&members, "\"nodes\":[");
    for (int i = 0; i < 5000; i++)
        gfla_text_add(&members, "{\"children\":[%d],\"translation\":[1,0,0]},", i + 1);
    gfla_text_add(&members, "{\"mesh\":0}]" ONE_MESH);
    char *text = members.data;
    struct gfla_mesh *mesh = NULL;
    const char *path = scratch("m.gltf");
    struct gfla_text whole = {0};
    gfla_text_add(&whole,
                  "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":%zu,\"uri\":\"chain.bin\"}],"
                  "\"bufferViews\":[%s],\"accessors\":[%s],%s}",
                  gltf.size, gltf.views.data, gltf.accessors.data, text);
    assert_ok(gfla_file_write(scratch("chain.bin"), gltf.bytes, gltf.size));
    assert_ok(gfla_file_write(path, whole.data, whole.size));
    assert_ok(gfla_mesh_import(&mesh, &(struct gfla_mesh_source){.path = path}, NULL));
    assert_box(mesh, 4999, -1, 0, 5001, 1, 0);
    gfla_mesh_destroy(&mesh);
    gfla_text_free(&whole);
    gfla_text_free(&members);
}

static void copies_are_placed(void **state)
{
    static const float moves[6] = {-2, 0, 0, 2, 0, 0};
    static const short turns[8] = {0, 0, 0, 32767, 0, 23170, 0, 23170};
    gltf_square();
    gltf_floats(moves, 2, "VEC3", 3);
    gltf_accessor(gltf_view(turns, sizeof turns, ""), 5122, "VEC4", 2, ",\"normalized\":true");
    gltf_floats(moves, 1, "VEC3", 3);
#define COPIES(attributes)                                                                                             \
    "\"nodes\":[{\"mesh\":0,\"extensions\":{\"EXT_mesh_gpu_instancing\":{\"attributes\":{" attributes "}}}}]" ONE_MESH
    struct gfla_mesh *mesh = gltf_load(COPIES("\"TRANSLATION\":4"));
    assert_int_equal(mesh->n_triangles, 4);
    assert_box(mesh, -3, -1, 0, 3, 1, 0);
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load(COPIES("\"TRANSLATION\":4,\"ROTATION\":5"));
    struct gfla_bounds b = gfla_mesh_bounds(mesh);
    assert_true(fabsf(b.hi[0] - 2) < 1e-3f && fabsf(b.hi[2] - 1) < 1e-3f);
    gfla_mesh_destroy(&mesh);
    gltf_refuses(COPIES("\"TRANSLATION\":4,\"SCALE\":6"), "SCALE has 1 values");
#undef COPIES
}

/* ---- what moves vertices ---- */

/* The square lies in x y; joint 0 turns it about x, so that it stands in x z. */
static void skins_follow_their_joints(void **state)
{
    static const unsigned char joints[16] = {0};
    static const float weights[16] = {2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0}; /* not of sum 1 */
    static const float bind[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1};    /* moves up by 1 first */
    gltf_square();
    gltf_accessor(gltf_view(joints, 16, ""), 5121, "VEC4", 4, "");
    gltf_floats(weights, 4, "VEC4", 4);
    gltf_floats(bind, 1, "MAT4", 16);
#define SKIN                                                                                                           \
    "\"nodes\":[{\"rotation\":[0.70710678,0,0,0.70710678]},{\"mesh\":0,\"skin\":0,\"translation\":[50,0,0]}],"         \
    "\"skins\":[{\"joints\":[0],\"inverseBindMatrices\":6}],"                                                          \
    "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0,\"NORMAL\":1,\"JOINTS_0\":4,\"WEIGHTS_0\":5},"       \
    "\"indices\":3}]}]"
    struct gfla_mesh *mesh = gltf_load(SKIN);
    assert_box(mesh, -1, 0, 0, 1, 0, 2); /* the node's own place does not count */
    assert_near(mesh->corners[0].normal[1], -1);
    gfla_mesh_destroy(&mesh);
    gltf.bytes[gltf.size - 64 - 64 - 16] = 1; /* joint of vertex 0 */
    gltf_refuses(SKIN, "follows joint 1 of 1");
#undef SKIN
}

static void several_sets_of_joints_add_up(void **state)
{
    static const unsigned char first[16] = {0}, second[16] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    static const unsigned char quarter[16] = {64, 0, 0, 0, 64, 0, 0, 0, 64, 0, 0, 0, 64, 0, 0, 0};
    static const unsigned char rest[16] = {192, 0, 0, 0, 192, 0, 0, 0, 192, 0, 0, 0, 192, 0, 0, 0};
    gltf_square();
    gltf_accessor(gltf_view(first, 16, ""), 5121, "VEC4", 4, "");
    gltf_accessor(gltf_view(quarter, 16, ""), 5121, "VEC4", 4, ",\"normalized\":true");
    gltf_accessor(gltf_view(second, 16, ""), 5121, "VEC4", 4, "");
    gltf_accessor(gltf_view(rest, 16, ""), 5121, "VEC4", 4, ",\"normalized\":true");
    struct gfla_mesh *mesh = gltf_load(
        "\"nodes\":[{\"mesh\":0,\"skin\":0},{},{\"translation\":[8,0,0]}],\"skins\":[{\"joints\":[1,2]}],"
        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0,\"JOINTS_0\":4,\"WEIGHTS_0\":5,\"JOINTS_1\":6,"
        "\"WEIGHTS_1\":7},\"indices\":3}]}]");
    assert_box(mesh, 5, -1, 0, 7, 1, 0);
    gfla_mesh_destroy(&mesh);
}

static void morph_targets_have_default_weights(void **state)
{
    static const float up[12] = {0, 0, 4, 0, 0, 4, 0, 0, 4, 0, 0, 4}, right[12] = {2, 0, 0, 2, 0, 0, 2, 0, 0, 2, 0, 0};
    gltf_square();
    gltf_floats(up, 4, "VEC3", 3);
    gltf_floats(right, 4, "VEC3", 3);
#define MORPH                                                                                                          \
    ",\"meshes\":[{\"weights\":[0.5,0],\"primitives\":[{" GLTF_SQUARE                                                  \
    ",\"targets\":[{\"POSITION\":4},{\"POSITION\":5}]}]}]"
    struct gfla_mesh *mesh = gltf_load("\"nodes\":[{\"mesh\":0}]" MORPH);
    assert_box(mesh, -1, -1, 2, 1, 1, 2);
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load("\"nodes\":[{\"mesh\":0,\"weights\":[0,1]}]" MORPH);
    assert_box(mesh, 1, -1, 0, 3, 1, 0);
    gfla_mesh_destroy(&mesh);
#undef MORPH
}

/* The square, without normals, as Draco's encoder writes it (sequential, 4 bits). */
static const unsigned char draco_square[112] = {
    68,  82,  65, 67, 79,  2,   2, 1, 0, 0,  0, 2,  4, 1,  0,  1,   2,   0, 2,  3,   1,   2, 0,  9, 3, 0,   0,  3,
    9,   2,   0,  1,  2,   2,   0, 1, 1, 0,  3, 3,  1, 48, 1,  16,  3,   0, 52, 130, 136, 4, 0,  0, 0, 0,   15, 0,
    0,   0,   0,  1,  1,   0,   3, 3, 1, 32, 1, 32, 3, 0,  32, 132, 134, 2, 0,  0,   0,   0, 15, 0, 0, 0,   0,  0,
    128, 191, 0,  0,  128, 191, 0, 0, 0, 0,  0, 0,  0, 64, 4,  0,   0,   0, 0,  0,   0,   0, 0,  0, 0, 128, 63, 4};

static void draco_geometry_is_decoded(void **state)
{
    static const unsigned char texel[4] = {255, 255, 255, 100};
    gltf_square();
    const int view = gltf_view(draco_square, sizeof draco_square, ""), image = gltf_png(texel, 1);
    for (int i = 0; i < 3; i++) /* positions, texture coordinates, indices without any bytes */
        gfla_text_add(&gltf.accessors, ",{\"componentType\":%d,\"type\":\"%s\",\"count\":%d}", i < 2 ? 5126 : 5123,
                      i == 0   ? "VEC3"
                      : i == 1 ? "VEC2"
                               : "SCALAR",
                      i < 2 ? 4 : 6);
    char members[2000];
    /* mesh 1 comes first in the scene */
    snprintf(
        members, sizeof members,
        "\"extensionsRequired\":[\"KHR_draco_mesh_compression\"],\"extensionsUsed\":[\"KHR_draco_mesh_compression\"],"
        "\"scene\":0,\"scenes\":[{\"nodes\":[0,1]}],\"nodes\":[{\"children\":[2]},{\"mesh\":0,\"translation\":[10,0,0]}"
        ","
        "{\"mesh\":1,\"translation\":[0,5,0]}],\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":4,\"TEXCOORD_"
        "0\":5},"
        "\"indices\":6,\"material\":0,\"extensions\":{\"KHR_draco_mesh_compression\":{\"bufferView\":%d,\"attributes\":"
        "{\"POSITION\":0,\"TEXCOORD_0\":1}}}}]},{\"primitives\":[{\"attributes\":{\"POSITION\":0}},{\"attributes\":"
        "{\"POSITION\":0},\"indices\":3}]}],\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0.1,0.1,0."
        "5],"
        "\"baseColorTexture\":{\"index\":0,\"extensions\":{\"KHR_texture_transform\":{\"scale\":[2,1]}}}}}],"
        "\"textures\":[{\"source\":0}],\"images\":[{\"bufferView\":%d,\"mimeType\":\"image/png\"}]",
        view, image);
    struct gfla_mesh *mesh = gltf_load(members);
    assert_int_equal(mesh->n_triangles, 5);
    assert_box(mesh, -1, -1, 0, 11, 6, 0);
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++) {
        const struct raster_corner *c = &mesh->corners[i];
        assert_near(c->normal[2], 1);
        if (c->position[0] > 5) { /* and not at all as Assimp alone would have it */
            assert_near(c->uv[0], c->position[0] - 9);
            assert_near(c->uv[1], (c->position[1] + 1) / 2);
            const struct raster_material *m = &mesh->materials[mesh->triangle_materials[i / 3]];
            assert_true(m->colour[3] == 1 && m->blend == 0 && fabsf(m->colour[1] - 0.34919f) < 0.001f);
        }
    }
    assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
}

static void failing_memory_leaks_nothing(void **state)
{
    static const unsigned char red[4] = {255, 0, 0, 128};
    struct gfla_mesh *mesh = NULL;
    gltf_square();
    gltf_png(red, 1);
    struct gfla_mesh_source source = {
        .path = gltf_write(
            "memory.glb",
            ONE_NODE_OF(
                GLTF_SQUARE
                ",\"material\":0") ",\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0}}}],"
                                   "\"textures\":[{\"source\":0}],\"images\":[{\"bufferView\":4}]")};
    for (long n = 1; n < 200; n++) {
        gfla_memory_fail_at(n);
        gfla_status status = gfla_mesh_import(&mesh, &source, NULL);
        gfla_memory_fail_at(0);
        gfla_mesh_destroy(&mesh);
        assert_true(status == GFLA_OK || status == GFLA_ERROR_MEMORY);
        if (status == GFLA_OK && n > 8)
            return;
    }
    fail_msg("import still failed at the 200th allocation");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(square_is_read),
        cmocka_unit_test(data_uris_are_strict),
        cmocka_unit_test(first_version_is_read),
        cmocka_unit_test(uris_are_names_beside_the_model),
        cmocka_unit_test(broken_containers_are_refused),
        cmocka_unit_test(deep_json_is_refused),
        cmocka_unit_test(too_many_values_are_refused),
        cmocka_unit_test(integers_are_coordinates),
        cmocka_unit_test(integers_are_texture_coordinates),
        cmocka_unit_test(sparse_elements_replace),
        cmocka_unit_test(strips_and_fans_keep_their_side),
        cmocka_unit_test(points_and_lines_are_noted),
        cmocka_unit_test(wrong_numbers_are_refused),
        cmocka_unit_test(unfit_looks_are_left_out),
        cmocka_unit_test(giant_counts_are_refused),
        cmocka_unit_test(nodes_place_their_meshes),
        cmocka_unit_test(mirrored_nodes_keep_their_outside),
        cmocka_unit_test(scene_decides_what_is_shown),
        cmocka_unit_test(hidden_nodes_are_not_drawn),
        cmocka_unit_test(tangled_nodes_are_refused),
        cmocka_unit_test(long_chains_of_nodes_are_no_problem),
        cmocka_unit_test(copies_are_placed),
        cmocka_unit_test(skins_follow_their_joints),
        cmocka_unit_test(several_sets_of_joints_add_up),
        cmocka_unit_test(morph_targets_have_default_weights),
        cmocka_unit_test(draco_geometry_is_decoded),
        cmocka_unit_test(failing_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
