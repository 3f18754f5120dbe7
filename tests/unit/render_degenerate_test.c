/* Models without anything to see, and with coordinates that nothing can be drawn of: bad input, with the reason, whichever reader
 * reads them. */
#include "tests/unit/render_models.h"

#define PLY_HEAD(vertices, faces)                                                                                      \
    "ply\nformat ascii 1.0\nelement vertex " vertices "\nproperty float x\nproperty float y\nproperty float z\n"       \
    "element face " faces "\nproperty list uchar int vertex_indices\nend_header\n"

/* A triangle, of one node. */
#define GLTF(node)                                                                                                     \
    "{\"asset\":{\"version\":\"2.0\"},\"scene\":0,\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"mesh\":0," node "}],"     \
    "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"buffers\":[{\"byteLength\":36,\"uri\":"       \
    "\"data:"                                                                                                          \
    "application/"                                                                                                     \
    "octet-stream;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA\"}],\"bufferViews\":[{\"buffer\":0,"         \
    "\"byteLength\":36}],\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"count\":3,\"type\":\"VEC3\","       \
    "\"min\":[0,0,0],\"max\":[1,1,0]}]}"

static const struct {
    const char *name, *text, *reason; /* NULL: there is something to see */
} cases[] = {
    {"a.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", NULL},
    {"tiny.obj", "v 1e-20 0 0\nv 0 1e-20 0\nv 0 0 1e-20\nf 1 2 3\n", NULL},
    {"line.obj", "v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "no visible face: none of 1 has an area"},
    {"edge.obj", "v 0 0 0\nv 1 0 0\nl 1 2\n", "no faces in it"},
    {"point.obj", "v 0 0 0\nv 0 0 0\nv 0 0 0\nf 1 2 3\n", "nothing to see"},
    {"huge.obj", "v 1e38 0 0\nv -1e38 1e38 0\nv 0 -1e38 1e38\nf 1 2 3\n", "a coordinate is 1e+38, the limit is"},
    {"infinite.obj", "v 1e300 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\n", "three finite numbers"},
    {"line.ply", PLY_HEAD("3", "1") "0 0 0\n1 0 0\n2 0 0\n3 0 1 2\n", "no visible face: none of 1 has an area"},
    {"cloud.ply", PLY_HEAD("3", "0") "0 0 0\n1 0 0\n0 1 0\n", "no faces in it"},
    {"nan.ply", PLY_HEAD("3", "1") "nan 0 0\n1 0 0\n0 1 0\n3 0 1 2\n", "a coordinate is not a finite number"},
    {"a.gltf", GLTF("\"rotation\":[0,0,0,1]"), NULL},
    {"small.gltf", GLTF("\"scale\":[1e-30,1e-30,1e-30]"), NULL},
    {"flat.gltf", GLTF("\"scale\":[1,0,1]"), "no visible face"},
    {"none.gltf", GLTF("\"scale\":[0,0,0]"), "no faces in it"},
    {"large.gltf", GLTF("\"scale\":[1e38,1e38,1e38]"), "too far away"},
    {"endless.gltf", GLTF("\"matrix\":[1e300,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]"), "too far away"},
    {"far.gltf", GLTF("\"translation\":[1e30,0,0]"), "the limit is"},
};

static void what_cannot_be_seen_is_bad_input(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        gfla_library *library;
        struct gfla_mesh *mesh;
        const char *path = scratch(cases[i].name);
        write_text(path, cases[i].text);
        assert_ok(gfla_library_open(&library, &path, 1));
        if (cases[i].reason) {
            assert_fails(gfla_library_load(library, 0, NULL, &mesh), GFLA_ERROR_INPUT, cases[i].name);
            if (!strstr(gfla_error_message(), cases[i].reason))
                fail_msg("\"%s\" does not say \"%s\"", gfla_error_message(), cases[i].reason);
            assert_null(mesh);
        } else {
            assert_ok(gfla_library_load(library, 0, NULL, &mesh));
            gfla_mesh_destroy(&mesh);
        }
        gfla_library_destroy(&library);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_cannot_be_seen_is_bad_input)};
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
