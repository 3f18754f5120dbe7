/* glTF: EXT_meshopt_compression, with buffers that the library's own encoder writes; without the library, the refusal.
 */
#include <stdbool.h>

#include "tests/unit/gltf_models.h"

/* Accessors 4 to 6 are positions, normals and indices of the square, compressed. */
#define SQUARE                                                                                                         \
    "\"extensionsRequired\":[\"EXT_meshopt_compression\"]," GLTF_ONE_NODE ",\"meshes\":[{\"primitives\":[{"            \
    "\"attributes\":{\"POSITION\":4,\"NORMAL\":5},\"indices\":6}]}]"

#ifdef GFLA_MESHOPT
#include <meshoptimizer.h>

/* Puts what is packed and a bufferView of what it holds, whose number is returned. */
static int compressed_view(const unsigned char *packed, size_t size, int count, int stride, const char *mode,
                           const char *filter)
{
    const bool attributes = strcmp(mode, "ATTRIBUTES") == 0;
    const int at = gltf_view(packed, size, "");
    gfla_text_add(&gltf.views, ",{\"buffer\":0,\"byteLength\":%d", count * stride);
    if (attributes)
        gfla_text_add(&gltf.views, ",\"byteStride\":%d", stride);
    gfla_text_add(&gltf.views,
                  ",\"extensions\":{\"EXT_meshopt_compression\":{\"buffer\":0,\"byteOffset\":%zu,\"byteLength\":%zu,"
                  "\"byteStride\":%d,\"count\":%d,\"mode\":\"%s\",\"filter\":\"%s\"}}}",
                  gltf.size - (size + 3) / 4 * 4, size, stride, count, mode, filter);
    gltf.n_views++;
    return at + 1;
}

/* damage: a byte of the positions that is changed; -1: none. */
static void compressed_square(int damage, const char *filter)
{
    static const short at[16] = {-1, -1, 0, 0, 1, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0};
    static const float normals[16] = {0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0};
    static const unsigned faces[6] = {0, 1, 2, 0, 2, 3};
    unsigned char packed[1000], octahedra[16];
    gltf_square();
    size_t n = meshopt_encodeVertexBuffer(packed, sizeof packed, at, 4, 8);
    if (damage >= 0)
        packed[damage] ^= 0xff;
    gltf_accessor(compressed_view(packed, n, 4, 8, "ATTRIBUTES", "NONE"), 5122, "VEC3", 4, "");
    meshopt_encodeFilterOct(octahedra, 4, 4, 8, normals);
    n = meshopt_encodeVertexBuffer(packed, sizeof packed, octahedra, 4, 4);
    gltf_accessor(compressed_view(packed, n, 4, 4, "ATTRIBUTES", filter), 5120, "VEC3", 4, ",\"normalized\":true");
    n = meshopt_encodeIndexBuffer(packed, sizeof packed, faces, 6);
    gltf_accessor(compressed_view(packed, n, 6, 2, "TRIANGLES", "NONE"), 5123, "SCALAR", 6, "");
}

static void compressed_views_are_decoded(void **state)
{
    compressed_square(-1, "OCTAHEDRAL");
    struct gfla_mesh *mesh = gltf_load(SQUARE);
    assert_int_equal(mesh->n_triangles, 2);
    assert_box(mesh, -1, -1, 0, 1, 1, 0);
    for (int i = 0; i < 6; i++)
        assert_near(mesh->corners[i].normal[2], 1);
    assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
}

static void damage_is_named(void **state)
{
    compressed_square(0, "OCTAHEDRAL");
    gltf_refuses(SQUARE, "EXT_meshopt_compression: its");
    compressed_square(-1, "ROUND");
    gfla_text_free(&gltf.accessors); /* as positions, for a normal that is wrong would only be left out */
    gfla_text_add(&gltf.accessors, "{\"bufferView\":7,\"componentType\":5120,\"type\":\"VEC3\",\"count\":4}");
    gltf_refuses(GLTF_ONE_NODE ",\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}]",
                 "filter ROUND with byteStride 4");
}
#else
static void compressed_views_are_decoded(void **state)
{
    skip();
}

static void damage_is_named(void **state)
{
    gltf_square();
    gltf_refuses(SQUARE, "it requires EXT_meshopt_compression, which is not read");
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compressed_views_are_decoded),
        cmocka_unit_test(damage_is_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
