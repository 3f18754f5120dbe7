/* glTF: materials, alpha modes, textures and their coordinates, vertex colours, extensions required. */
#include "tests/unit/gltf_models.h"

#define ONE_OF(primitive) GLTF_ONE_NODE ",\"meshes\":[{\"primitives\":[{" primitive "}]}]"
#define MATERIAL(members) ONE_OF(GLTF_SQUARE ",\"material\":0") ",\"materials\":[{" members "}]"
/* textures 0 .. 1 of the images in bufferViews 4 .. 5 */
#define ONE_TEXTURE ",\"textures\":[{\"source\":0}],\"images\":[{\"bufferView\":4}]"
#define TWO_TEXTURES ",\"textures\":[{\"source\":0},{\"source\":1}],\"images\":[{\"bufferView\":4},{\"bufferView\":5}]"
#define BASE_TEXTURE "\"baseColorTexture\":{\"index\":0}"

static const unsigned char red[4] = {255, 0, 0, 255}, white[4] = {255, 255, 255, 255}, faint_red[4] = {255, 0, 0, 100};
static const unsigned char two[8] = {255, 0, 0, 255, 0, 255, 0, 100};

static const struct raster_material *shown(const struct gfla_mesh *mesh)
{
    return &mesh->materials[mesh->triangle_materials[0]];
}

static void assert_colour(const struct raster_material *m, double r, double g, double b, double a)
{
    const double colour[4] = {r, g, b, a};
    for (int k = 0; k < 4; k++)
        if (fabs((double)m->colour[k] - colour[k]) > 0.001)
            fail_msg("channel %d is %g, not %g", k, (double)m->colour[k], colour[k]);
}

/* The square with this material and, where given, an image in bufferView 4. */
static struct gfla_mesh *load(const unsigned char *rgba, int n, const char *members)
{
    gltf_square();
    if (rgba)
        gltf_png(rgba, n);
    return gltf_load(members);
}

static void factors_are_linear(void **state)
{
    struct gfla_mesh *mesh =
        load(NULL, 0,
             MATERIAL("\"name\":\"paint\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0.1,0.002,1],"
                      "\"metallicFactor\":0.25,\"roughnessFactor\":0.5}"));
    const struct raster_material *m = shown(mesh);
    assert_colour(m, 1, 0.34919, 0.02584, 1);
    assert_near(m->metallic, 0.25);
    assert_near(m->roughness, 0.5);
    assert_near(m->specular, 0.04);
    assert_int_equal(m->texture, -1);
    assert_int_equal(m->unlit, 0);
    assert_int_equal(mesh->n_materials, 2);
    assert_string_equal(mesh->material_names.data, "paint");
    assert_string_equal(mesh->material_names.data + 6, "");
    gfla_mesh_destroy(&mesh);
}

static void factor_multiplies_texture(void **state)
{
    struct gfla_mesh *mesh =
        load(white, 1,
             MATERIAL("\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0.1,0.1,1]," BASE_TEXTURE "}") ONE_TEXTURE);
    assert_colour(shown(mesh), 1, 0.34919, 0.34919, 1);
    assert_int_equal(shown(mesh)->texture, 0);
    assert_int_equal(shown(mesh)->blend, 0);
    for (int i = 0; i < 6; i++) /* row 0 of a texture is v = 0 there and v = 1 here */
        for (int k = 0; k < 2; k++)
            assert_near(mesh->corners[i].uv[k], mesh->corners[i].position[k] / 2 + 0.5f);
    gfla_mesh_destroy(&mesh);
}

/* ---- alpha ---- */

static void opaque_ignores_alpha(void **state)
{
    struct gfla_mesh *mesh =
        load(NULL, 0, MATERIAL("\"alphaMode\":\"OPAQUE\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0,0,0.3]}"));
    assert_colour(shown(mesh), 1, 0, 0, 1);
    assert_true(shown(mesh)->blend == 0 && shown(mesh)->alpha_test == 0);
    gfla_mesh_destroy(&mesh);
    mesh = load(two, 2, MATERIAL("\"pbrMetallicRoughness\":{" BASE_TEXTURE "}") ONE_TEXTURE);
    const uint8_t *texels = mesh->textures[shown(mesh)->texture].pixels;
    assert_true(texels[3] == 255 && texels[7] == 255 && texels[5] == 255);
    assert_true(shown(mesh)->blend == 0 && shown(mesh)->alpha_test == 0);
    gfla_mesh_destroy(&mesh);
}

static void mask_has_a_cutoff(void **state)
{
    struct gfla_mesh *mesh =
        load(faint_red, 1,
             MATERIAL("\"alphaMode\":\"MASK\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,1,1,0.75]," BASE_TEXTURE
                      "}") ONE_TEXTURE);
    assert_near(shown(mesh)->alpha_test, 0.5);
    assert_near(shown(mesh)->colour[3], 0.75);
    assert_int_equal(shown(mesh)->blend, 0);
    assert_int_equal(((uint8_t *)mesh->textures[0].pixels)[3], 100);
    gfla_mesh_destroy(&mesh);
    mesh = load(faint_red, 1,
                MATERIAL("\"alphaMode\":\"MASK\",\"alphaCutoff\":0.25,\"pbrMetallicRoughness\":{" BASE_TEXTURE "}")
                    ONE_TEXTURE);
    assert_near(shown(mesh)->alpha_test, 0.25);
    gfla_mesh_destroy(&mesh);
}

static void blend_mixes_where_something_is_seen_through(void **state)
{
    struct gfla_mesh *mesh =
        load(NULL, 0, MATERIAL("\"alphaMode\":\"BLEND\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0,0,0.5]}"));
    assert_true(shown(mesh)->blend == 1 && shown(mesh)->colour[3] == 0.5f);
    gfla_mesh_destroy(&mesh);
    mesh = load(two, 2, MATERIAL("\"alphaMode\":\"BLEND\",\"pbrMetallicRoughness\":{" BASE_TEXTURE "}") ONE_TEXTURE);
    assert_true(shown(mesh)->blend == 1 && shown(mesh)->colour[3] == 1);
    gfla_mesh_destroy(&mesh);
    mesh = load(red, 1, MATERIAL("\"alphaMode\":\"BLEND\",\"pbrMetallicRoughness\":{" BASE_TEXTURE "}") ONE_TEXTURE);
    assert_int_equal(shown(mesh)->blend, 0); /* nothing is */
    gfla_mesh_destroy(&mesh);
    gltf_square();
    gltf_refuses(MATERIAL("\"alphaMode\":\"HASH\""), "material 0: alphaMode HASH is unknown");
}

static void invisible_parts_are_left_out(void **state)
{
#define TWO_PLANES                                                                                                     \
    "\"nodes\":[{\"mesh\":0},{\"mesh\":1,\"scale\":[9,9,9]}],\"meshes\":[{\"primitives\":[{" GLTF_SQUARE               \
    "}]},{\"primitives\":[{" GLTF_SQUARE ",\"material\":0}]}],\"materials\":[{"
    struct gfla_mesh *mesh =
        load(NULL, 0, TWO_PLANES "\"alphaMode\":\"BLEND\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0,0,0]}}]");
    assert_int_equal(mesh->n_triangles, 2);
    assert_box(mesh, -1, -1, 0, 1, 1, 0);
    gfla_mesh_destroy(&mesh);
    mesh =
        load(NULL, 0, TWO_PLANES "\"alphaMode\":\"MASK\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0,0,0.4]}}]");
    assert_int_equal(mesh->n_triangles, 2);
    gfla_mesh_destroy(&mesh);
    /* nothing else there: the model is drawn, and seen by nobody */
    mesh = load(NULL, 0, MATERIAL("\"alphaMode\":\"BLEND\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,0,0,0]}"));
    assert_int_equal(mesh->n_triangles, 2);
    assert_true(shown(mesh)->blend == 1 && shown(mesh)->colour[3] == 0);
    assert_non_null(strstr(mesh->notes.data, "nothing to be seen"));
    gfla_mesh_destroy(&mesh);
#undef TWO_PLANES
}

/* ---- vertex colours ---- */

static void vertex_colours_are_linear(void **state)
{
    static const float rgba[16] = {0.5f, 0.2f, 0.05f, 0.5f, 0.5f, 0.2f, 0.05f, 1,
                                   0.5f, 0.2f, 0.05f, 1,    0.5f, 0.2f, 0.05f, 1};
    static const unsigned char bytes[16] = {128, 255, 0, 0, 128, 255, 0, 0, 128, 255, 0, 0, 128, 255, 0, 0};
    gltf_square();
    gltf_floats(rgba, 4, "VEC4", 4);
    gltf_accessor(gltf_view(bytes, 16, ",\"byteStride\":4"), 5121, "VEC3", 4, ",\"normalized\":true");
    struct gfla_mesh *mesh = gltf_load(ONE_OF("\"attributes\":{\"POSITION\":0,\"COLOR_0\":4},\"indices\":3"));
    assert_int_equal(mesh->corners[0].colour, 0xff3f7cbc); /* 188 124 63 */
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load(ONE_OF("\"attributes\":{\"POSITION\":0,\"COLOR_0\":5},\"indices\":3"));
    assert_int_equal(mesh->corners[0].colour, 0xff00ffbc);
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load(ONE_OF(
        "\"attributes\":{\"POSITION\":0,\"COLOR_0\":4},\"indices\":3,\"material\":0") ",\"materials\":[{\"alphaMode\":"
                                                                                      "\"BLEND\"}]");
    assert_int_equal(mesh->corners[0].colour, 0x803f7cbc); /* and then alpha counts */
    assert_int_equal(shown(mesh)->blend, 1);
    gfla_mesh_destroy(&mesh);
}

/* ---- textures ---- */

static void transforms_are_applied(void **state)
{
#define TRANSFORM(members)                                                                                             \
    MATERIAL("\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0,\"extensions\":"                             \
             "{\"KHR_texture_transform\":{" members "}}}}")                                                            \
    ONE_TEXTURE
    struct gfla_mesh *mesh = load(white, 1, TRANSFORM("\"offset\":[0.5,0],\"scale\":[0.5,0.5]"));
    assert_near(mesh->corners[0].uv[0], 0.5); /* u 0, v 1 in the file: 0.5 0.5 */
    assert_near(mesh->corners[0].uv[1], 0.5);
    assert_near(mesh->corners[2].uv[0], 1); /* 1, 0: 1 0 */
    assert_near(mesh->corners[2].uv[1], 1);
    gfla_mesh_destroy(&mesh);
    mesh = load(white, 1, TRANSFORM("\"rotation\":1.57079632679")); /* the file's (u, v) becomes (v, -u) */
    assert_near(mesh->corners[0].uv[0], 1);
    assert_near(mesh->corners[0].uv[1], 1);
    assert_near(mesh->corners[2].uv[0], 0);
    assert_near(mesh->corners[2].uv[1], 2);
    gfla_mesh_destroy(&mesh);
#undef TRANSFORM
}

static void each_texture_has_its_coordinates(void **state)
{
    static const float second[8] = {0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f};
    gltf_square();
    gltf_png(red, 1);
    gltf_png(white, 1);
    gltf_floats(second, 4, "VEC2", 2);
    struct gfla_mesh *mesh =
        gltf_load(ONE_OF("\"attributes\":{\"POSITION\":0,\"TEXCOORD_0\":2,\"TEXCOORD_3\":4},\"indices\":3,\"material\":"
                         "0") ",\"materials\":[{\"emissiveFactor\":[1,0.5,0],\"emissiveTexture\":{\"index\":1,"
                              "\"texCoord\":3},\"pbrMetallicRoughness\":{"
                              "\"baseColorTexture\":{\"index\":0,\"texCoord\":7,\"extensions\":{\"KHR_texture_"
                              "transform\":{\"texCoord\":0}}}}}]" TWO_TEXTURES);
    assert_near(mesh->corners[0].uv[0], 0);
    assert_near(mesh->corners[0].uv[1], 0);
    assert_near(mesh->corners[0].emission_uv[0], 0.25);
    assert_near(mesh->corners[0].emission_uv[1], 0.75);
    assert_true(shown(mesh)->emission_texture >= 0 && shown(mesh)->emission_texture != shown(mesh)->texture);
    gfla_mesh_destroy(&mesh);
}

static void samplers_say_how_to_wrap(void **state)
{
    struct gfla_mesh *mesh = load(white, 1,
                                  MATERIAL("\"pbrMetallicRoughness\":{" BASE_TEXTURE
                                           "}") ",\"textures\":[{\"source\":0,\"sampler\":0}],\"images\":[{"
                                                "\"bufferView\":4}],\"samplers\":[{\"wrapS\":33071,\"wrapT\":33648}]");
    assert_int_equal(shown(mesh)->wrap[0], RASTER_WRAP_CLAMP);
    assert_int_equal(shown(mesh)->wrap[1], RASTER_WRAP_MIRROR);
    gfla_mesh_destroy(&mesh);
}

static void nearest_texels_keep_their_edges(void **state)
{
    struct gfla_mesh *mesh =
        load(two, 2,
             MATERIAL("\"alphaMode\":\"MASK\",\"pbrMetallicRoughness\":{" BASE_TEXTURE
                      "}") ",\"textures\":[{\"source\":0,\"sampler\":0}],\"images\":[{\"bufferView\":4}],"
                           "\"samplers\":[{\"magFilter\":9728}]");
    const struct gfla_bitmap *image = &mesh->textures[shown(mesh)->texture];
    assert_int_equal(image->width, 32);
    assert_int_equal(image->height, 16);
    const uint8_t *texels = image->pixels;
    assert_memory_equal(texels + 4 * 15, two, 8); /* the edge in the middle is as sharp as before */
    gfla_mesh_destroy(&mesh);
}

static void textures_that_cannot_be_had_are_noted(void **state)
{
    struct gfla_mesh *mesh =
        load(NULL, 0,
             MATERIAL("\"pbrMetallicRoughness\":{" BASE_TEXTURE
                      ",\"baseColorFactor\":[0,1,0,1]}") ",\"textures\":[{\"extensions\":{\"KHR_texture_basisu\":{"
                                                         "\"source\":0}}}],\"images\":[{\"uri\":\"a.ktx2\"}]");
    assert_non_null(
        strstr(mesh->notes.data,
               "texture 0: KHR_texture_basisu is not read, and there is no other image; its colour is used"));
    assert_int_equal(shown(mesh)->texture, -1);
    assert_colour(shown(mesh), 0, 1, 0, 1);
    gfla_mesh_destroy(&mesh);
    mesh = load(NULL, 0,
                MATERIAL("\"pbrMetallicRoughness\":{" BASE_TEXTURE
                         "}") ",\"textures\":[{\"source\":0}],\"images\":[{\"uri\":\"lost.png\"}]");
    assert_non_null(strstr(mesh->notes.data, "lost.png"));
    gfla_mesh_destroy(&mesh);
    /* the first source that can be read is taken */
    mesh = load(white, 1,
                MATERIAL("\"pbrMetallicRoughness\":{" BASE_TEXTURE
                         "}") ",\"textures\":[{\"source\":0,\"extensions\":{\"EXT_texture_webp\":{\"source\":1},\"KHR_"
                              "texture_basisu\":{\"source\":1}}}],"
                              "\"images\":[{\"bufferView\":4},{\"uri\":\"lost.webp\"}]");
    assert_int_equal(shown(mesh)->texture, 0);
    assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
    gltf_square();
    gltf_refuses(MATERIAL("\"pbrMetallicRoughness\":{" BASE_TEXTURE "}"),
                 "material 0: index: 0 is none of the 0 textures");
}

static void roughness_and_metal_are_averaged(void **state)
{
    static const unsigned char maps[8] = {0, 51, 0, 255, 0, 153, 255, 255};
    struct gfla_mesh *mesh = load(maps, 2,
                                  MATERIAL("\"pbrMetallicRoughness\":{\"metallicRoughnessTexture\":{\"index\":0},"
                                           "\"roughnessFactor\":0.5}") ONE_TEXTURE);
    assert_near(shown(mesh)->roughness, 0.2);
    assert_near(shown(mesh)->metallic, 0.5);
    assert_int_equal(mesh->n_textures, 0);
    gfla_mesh_destroy(&mesh);
}

/* ---- extensions ---- */

static void emission_and_unlit_are_read(void **state)
{
    struct gfla_mesh *mesh =
        load(NULL, 0, MATERIAL("\"emissiveFactor\":[0,1,0.1],\"extensions\":{\"KHR_materials_unlit\":{}}"));
    assert_near(shown(mesh)->emission[0], 0);
    assert_near(shown(mesh)->emission[1], 1);
    assert_true(fabsf(shown(mesh)->emission[2] - 0.34919f) < 0.001f);
    assert_int_equal(shown(mesh)->unlit, 1);
    gfla_mesh_destroy(&mesh);
    mesh = load(NULL, 0,
                MATERIAL("\"emissiveFactor\":[0,0.1,0],\"extensions\":{\"KHR_materials_emissive_strength\":{"
                         "\"emissiveStrength\":10}}"));
    assert_near(shown(mesh)->emission[1], 1);
    gfla_mesh_destroy(&mesh);
}

static void glossiness_becomes_roughness(void **state)
{
#define GLOSSY(members) MATERIAL("\"extensions\":{\"KHR_materials_pbrSpecularGlossiness\":{" members "}}")
    struct gfla_mesh *mesh = load(NULL, 0, GLOSSY("\"diffuseFactor\":[0.2,0.5,0.05,1],\"glossinessFactor\":0.25"));
    assert_colour(shown(mesh), 0.4845, 0.7354, 0.2470, 1);
    assert_near(shown(mesh)->roughness, 0.75);
    assert_near(shown(mesh)->metallic, 0);
    gfla_mesh_destroy(&mesh);
    mesh = load(NULL, 0, GLOSSY("\"diffuseFactor\":[0,0,0,1],\"specularFactor\":[1,0.5,0.2]")); /* gold */
    assert_colour(shown(mesh), 1, 0.7354, 0.4845, 1);
    assert_near(shown(mesh)->metallic, 1);
    gfla_mesh_destroy(&mesh);
#undef GLOSSY
}

static void mirrors_coats_and_glass(void **state)
{
    struct gfla_mesh *mesh = load(
        NULL, 0,
        MATERIAL(
            "\"extensions\":{\"KHR_materials_ior\":{\"ior\":2},\"KHR_materials_specular\":{\"specularFactor\":0.5}}"));
    assert_near(shown(mesh)->specular, 0.5 / 9);
    gfla_mesh_destroy(&mesh);
    mesh = load(
        NULL, 0,
        MATERIAL(
            "\"extensions\":{\"KHR_materials_clearcoat\":{\"clearcoatFactor\":1,\"clearcoatRoughnessFactor\":0.1}}"));
    assert_near(shown(mesh)->specular, 0.08);
    assert_near(shown(mesh)->roughness, 0.1);
    gfla_mesh_destroy(&mesh);
    mesh = load(NULL, 0, MATERIAL("\"extensions\":{\"KHR_materials_transmission\":{\"transmissionFactor\":1}}"));
    assert_int_equal(shown(mesh)->blend, 1);
    assert_near(shown(mesh)->colour[3], 0.15);
    gfla_mesh_destroy(&mesh);
}

static void what_is_required_and_unknown_is_refused(void **state)
{
    gltf_square();
#define REQUIRED(name) "\"extensionsRequired\":[\"" name "\"]," ONE_OF(GLTF_SQUARE)
    gltf_refuses(REQUIRED("KHR_texture_basisu"), "it requires KHR_texture_basisu, which is not read");
    gltf_refuses(REQUIRED("NONE_such\\n"), "a name that cannot be shown");
    gltf_refuses("\"extensionsRequired\":[3]," ONE_OF(GLTF_SQUARE), "no text");
    struct gfla_mesh *mesh = gltf_load(REQUIRED("KHR_texture_transform"));
    assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
    mesh = gltf_load(REQUIRED("KHR_materials_sheen"));
    assert_non_null(strstr(mesh->notes.data, "KHR_materials_sheen is not drawn"));
    gfla_mesh_destroy(&mesh);
#undef REQUIRED
}

static void wrong_types_are_refused(void **state)
{
    gltf_square();
    gltf_refuses(MATERIAL("\"pbrMetallicRoughness\":{\"baseColorFactor\":[1,1,1]}"),
                 "baseColorFactor has 3 numbers, not 4");
    gltf_refuses(MATERIAL("\"pbrMetallicRoughness\":{\"metallicFactor\":\"1\"}"), "metallicFactor is no finite number");
    gltf_refuses(MATERIAL("\"pbrMetallicRoughness\":[]"), "pbrMetallicRoughness is no object");
    gltf_refuses(MATERIAL("\"extensions\":{\"KHR_materials_ior\":1}"), "KHR_materials_ior is no object");
    gltf_refuses(MATERIAL("\"emissiveFactor\":[1,1,null]"), "emissiveFactor holds what is no finite number");
    gltf_refuses(MATERIAL("\"name\":3"), "name is no text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_are_linear),
        cmocka_unit_test(factor_multiplies_texture),
        cmocka_unit_test(opaque_ignores_alpha),
        cmocka_unit_test(mask_has_a_cutoff),
        cmocka_unit_test(blend_mixes_where_something_is_seen_through),
        cmocka_unit_test(invisible_parts_are_left_out),
        cmocka_unit_test(vertex_colours_are_linear),
        cmocka_unit_test(transforms_are_applied),
        cmocka_unit_test(each_texture_has_its_coordinates),
        cmocka_unit_test(samplers_say_how_to_wrap),
        cmocka_unit_test(nearest_texels_keep_their_edges),
        cmocka_unit_test(textures_that_cannot_be_had_are_noted),
        cmocka_unit_test(roughness_and_metal_are_averaged),
        cmocka_unit_test(emission_and_unlit_are_read),
        cmocka_unit_test(glossiness_becomes_roughness),
        cmocka_unit_test(mirrors_coats_and_glass),
        cmocka_unit_test(what_is_required_and_unknown_is_refused),
        cmocka_unit_test(wrong_types_are_refused),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
