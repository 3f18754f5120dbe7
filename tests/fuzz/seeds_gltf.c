/* Small models for gltf_fuzz: JSON, a zero byte, the binary chunk. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/image/bitmap.h"
#include "tests/fuzz/seeds.h"

/* The chunk: what the bufferViews below say. */
struct chunk {
    float at[12], normals[12], uv[8]; /* views 0 .. 2 */
    uint16_t faces[6];                /* view 3 */
    uint8_t joints[16];               /* view 4 */
    float weights[16], matrix[16];    /* views 5, 6 */
    uint8_t index[4];                 /* view 7 */
    float moved[12];                  /* view 8 */
};

static struct chunk square(void)
{
    struct chunk c = {.at = {-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0},
                      .normals = {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1},
                      .uv = {0, 1, 1, 1, 1, 0, 0, 0},
                      .faces = {0, 1, 2, 0, 2, 3},
                      .index = {2},
                      .moved = {5, 6, 7, 1, 2, 3}};
    for (int i = 0; i < 4; i++) {
        c.weights[4 * i] = 1;
        c.matrix[5 * i] = 1;
    }
    return c;
}

#define HEAD "{\"asset\":{\"version\":\"2.0\"},"
#define FIRST_VIEWS                                                                                                    \
    "\"bufferViews\":[{\"buffer\":0,\"byteLength\":48},{\"buffer\":0,\"byteOffset\":48,\"byteLength\":48},"            \
    "{\"buffer\":0,\"byteOffset\":96,\"byteLength\":32},{\"buffer\":0,\"byteOffset\":128,\"byteLength\":12},"          \
    "{\"buffer\":0,\"byteOffset\":140,\"byteLength\":16},{\"buffer\":0,\"byteOffset\":156,\"byteLength\":64},"         \
    "{\"buffer\":0,\"byteOffset\":220,\"byteLength\":64},{\"buffer\":0,\"byteOffset\":284,\"byteLength\":4},"          \
    "{\"buffer\":0,\"byteOffset\":288,\"byteLength\":48,\"byteStride\":12}"
#define ACCESSORS                                                                                                      \
    "\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\",\"count\":4},"                          \
    "{\"bufferView\":1,\"componentType\":5126,\"type\":\"VEC3\",\"count\":4},"                                         \
    "{\"bufferView\":2,\"componentType\":5126,\"type\":\"VEC2\",\"count\":4},"                                         \
    "{\"bufferView\":3,\"componentType\":5123,\"type\":\"SCALAR\",\"count\":6},"                                       \
    "{\"bufferView\":4,\"componentType\":5121,\"type\":\"VEC4\",\"count\":4},"                                         \
    "{\"bufferView\":5,\"componentType\":5126,\"type\":\"VEC4\",\"count\":4},"                                         \
    "{\"bufferView\":6,\"componentType\":5126,\"type\":\"MAT4\",\"count\":1},"                                         \
    "{\"bufferView\":0,\"byteOffset\":0,\"componentType\":5126,\"type\":\"VEC3\",\"count\":4,\"sparse\":{\"count\":1," \
    "\"indices\":{\"bufferView\":7,\"componentType\":5121},\"values\":{\"bufferView\":8}}},"                           \
    "{\"bufferView\":4,\"componentType\":5120,\"normalized\":true,\"type\":\"VEC4\",\"count\":4}],"

static const struct {
    const char *name, *members;
} models[] = {
    {"plain", "\"scene\":0,\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"children\":[1],\"matrix\":[1,0,0,0,0,1,0,0,0,0,1,"
              "0,0,0,0,1]},"
              "{\"mesh\":0,\"translation\":[1,2,3],\"rotation\":[0,1,0,0],\"scale\":[-1,2,2]}],\"meshes\":[{"
              "\"primitives\":[{\"attributes\":"
              "{\"POSITION\":0,\"NORMAL\":1,\"TEXCOORD_0\":2},\"indices\":3,\"material\":0},{\"attributes\":{"
              "\"POSITION\":7},\"mode\":5}]}],"
              "\"materials\":[{\"name\":\"m\",\"alphaMode\":\"MASK\",\"alphaCutoff\":0.25,\"emissiveFactor\":[0,1,0],"
              "\"pbrMetallicRoughness\":"
              "{\"baseColorFactor\":[1,0.1,0.1,1],\"metallicFactor\":0,\"baseColorTexture\":{\"index\":0,\"texCoord\":"
              "0,\"extensions\":"
              "{\"KHR_texture_transform\":{\"offset\":[0.5,0],\"rotation\":1,\"scale\":[2,2]}}},"
              "\"metallicRoughnessTexture\":{\"index\":0}}}],"
              "\"samplers\":[{\"wrapS\":33071,\"wrapT\":33648}],\"textures\":[{\"source\":0,\"sampler\":0}],\"images\":"
              "[{\"bufferView\":9}]"},
    {"skin",
     "\"nodes\":[{\"mesh\":0,\"skin\":0,\"weights\":[0.5]},{\"rotation\":[0.7,0,0,0.7]}],\"skins\":[{\"joints\":[1],"
     "\"inverseBindMatrices\":6}],\"meshes\":[{\"weights\":[1],\"primitives\":[{\"attributes\":{\"POSITION\":0,"
     "\"JOINTS_0\":4,"
     "\"WEIGHTS_0\":5,\"COLOR_0\":8},\"indices\":3,\"targets\":[{\"POSITION\":7,\"NORMAL\":1}]}]}]"},
    {"copies",
     "\"extensionsUsed\":[\"EXT_mesh_gpu_instancing\"],\"extensionsRequired\":[\"KHR_mesh_quantization\"],\"nodes\":[{"
     "\"mesh\":0,"
     "\"extensions\":{\"EXT_mesh_gpu_instancing\":{\"attributes\":{\"TRANSLATION\":0,\"ROTATION\":8,\"SCALE\":7}},"
     "\"KHR_node_visibility\":{\"visible\":true}}}],\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0},"
     "\"mode\":6,"
     "\"material\":0}]}],\"materials\":[{\"alphaMode\":\"BLEND\",\"extensions\":{\"KHR_materials_"
     "pbrSpecularGlossiness\":{"
     "\"diffuseFactor\":[0.2,0.5,0.05,1],\"diffuseTexture\":{\"index\":0},\"specularFactor\":[0,0,0],"
     "\"glossinessFactor\":0.5},"
     "\"KHR_materials_clearcoat\":{\"clearcoatFactor\":1},\"KHR_materials_transmission\":{\"transmissionFactor\":0.5},"
     "\"KHR_materials_ior\":{\"ior\":1.4},\"KHR_materials_specular\":{\"specularFactor\":0.5},\"KHR_materials_unlit\":{"
     "},"
     "\"KHR_materials_emissive_strength\":{\"emissiveStrength\":2}}}],\"textures\":[{\"extensions\":{\"EXT_texture_"
     "webp\":"
     "{\"source\":0}}}],\"images\":[{\"uri\":\"data:image/png;base64,iVBORw0KGgo=\"}]"}};

#ifdef GFLA_MESHOPT
#include <meshoptimizer.h>

/* The square's positions as 16-bit numbers, compressed. */
static void write_packed(void)
{
    static const int16_t at[16] = {-1, -1, 0, 0, 1, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0};
    unsigned char packed[256], whole[2048];
    size_t n = meshopt_encodeVertexBuffer(packed, sizeof packed, at, 4, 8);
    int length = snprintf(
        (char *)whole, sizeof whole - sizeof packed,
        HEAD
        "\"extensionsRequired\":[\"EXT_meshopt_compression\"],\"nodes\":[{\"mesh\":0}],\"meshes\":[{\"primitives\":[{"
        "\"attributes\":{\"POSITION\":0},\"mode\":5}]}],\"accessors\":[{\"bufferView\":0,\"componentType\":5122,"
        "\"type\":\"VEC3\",\"count\":4}],\"bufferViews\":[{\"buffer\":0,\"byteLength\":32,\"byteStride\":8,"
        "\"extensions\":"
        "{\"EXT_meshopt_compression\":{\"buffer\":0,\"byteOffset\":0,\"byteLength\":%zu,\"byteStride\":8,\"count\":4,"
        "\"mode\":\"ATTRIBUTES\",\"filter\":\"EXPONENTIAL\"}}}],\"buffers\":[{\"byteLength\":%zu}]}",
        n, n);
    memcpy(whole + length + 1, packed, n);
    write_seeds("gltf", "packed", whole, (size_t)length + 1 + n);
}
#else
static void write_packed(void) {}
#endif

void write_gltf_seeds(void)
{
    struct chunk chunk = square();
    struct gfla_bitmap image;
    void *png;
    size_t n_png;
    must(gfla_bitmap_create(&image, 2, 2, 4, 8));
    must(gfla_bitmap_encode("t.png", &image, NULL, &png, &n_png));
    gfla_bitmap_free(&image);
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct gfla_text text = {0};
        gfla_text_add(&text,
                      HEAD ACCESSORS FIRST_VIEWS ",{\"buffer\":0,\"byteOffset\":336,\"byteLength\":%zu}],"
                                                 "\"buffers\":[{\"byteLength\":%zu}],%s}",
                      n_png, 336 + n_png, models[i].members);
        size_t n = text.size + 1 + sizeof chunk + n_png;
        unsigned char *whole = malloc(n);
        if (!whole || sizeof chunk != 336)
            must(gfla_fail(GFLA_ERROR_FAILED, "the chunk has %zu bytes", sizeof chunk));
        memcpy(whole, text.data, text.size + 1);
        memcpy(whole + text.size + 1, &chunk, sizeof chunk);
        memcpy(whole + text.size + 1 + sizeof chunk, png, n_png);
        write_seeds("gltf", models[i].name, whole, n);
        gfla_text_free(&text);
        free(whole);
    }
    free(png);
    write_packed();
}
