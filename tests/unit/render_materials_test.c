/* Materials of formats that Assimp reads: second texture coordinates, wrap modes, highlights, emission, colours of
 * vertices. */
#include "tests/unit/render_models.h"

static struct gfla_mesh *load(const char *name, const char *text)
{
    const char *path = scratch(name);
    struct gfla_mesh *mesh;
    write_text(path, text);
    assert_ok(gfla_mesh_import(&mesh, &(struct gfla_mesh_source){.path = path}, NULL));
    return mesh;
}

static const struct raster_material *material_of(const struct gfla_mesh *mesh)
{
    return &mesh->materials[mesh->triangle_materials[0]];
}

static void near(float value, float expected)
{
    assert_true(fabsf(value - expected) < 1e-3f);
}

/* The texture takes the second coordinates, is mirrored along u and clamped along v. */
static const char collada[] =
    "<?xml version=\"1.0\"?>\n"
    "<COLLADA xmlns=\"http://www.collada.org/2005/11/COLLADASchema\" version=\"1.4.1\">\n"
    "<asset><unit meter=\"1\"/><up_axis>Y_UP</up_axis></asset>\n"
    "<library_images><image id=\"i\"><init_from>waves.png</init_from></image></library_images>\n"
    "<library_effects><effect id=\"e\"><profile_COMMON>\n"
    "<newparam sid=\"su\"><surface type=\"2D\"><init_from>i</init_from></surface></newparam>\n"
    "<newparam sid=\"sa\"><sampler2D><source>su</source></sampler2D></newparam>\n"
    "<technique sid=\"c\"><phong><emission><color>0 0.5 0 1</color></emission>\n"
    "<diffuse><texture texture=\"sa\" texcoord=\"UV1\"><extra><technique "
    "profile=\"MAYA\"><wrapU>1</wrapU><wrapV>0</wrapV><mirrorU>1</mirrorU></technique></extra></texture></diffuse>\n"
    "<specular><color>1 1 1 "
    "1</color></specular><shininess><float>98</float></shininess></phong></technique></profile_COMMON></effect></"
    "library_effects>\n"
    "<library_materials><material id=\"m\" name=\"paint\"><instance_effect "
    "url=\"#e\"/></material></library_materials>\n"
    "<library_geometries><geometry id=\"g\"><mesh>\n"
    "<source id=\"p\"><float_array id=\"pa\" count=\"9\">0 0 0 1 0 0 0 1 0</float_array><technique_common><accessor "
    "source=\"#pa\" count=\"3\" stride=\"3\"><param name=\"X\" type=\"float\"/><param name=\"Y\" "
    "type=\"float\"/><param name=\"Z\" type=\"float\"/></accessor></technique_common></source>\n"
    "<source id=\"u\"><float_array id=\"ua\" count=\"2\">0 0</float_array><technique_common><accessor source=\"#ua\" "
    "count=\"1\" stride=\"2\"><param name=\"S\" type=\"float\"/><param name=\"T\" "
    "type=\"float\"/></accessor></technique_common></source>\n"
    "<source id=\"w\"><float_array id=\"wa\" count=\"6\">0.25 0.5 2 0 0 3</float_array><technique_common><accessor "
    "source=\"#wa\" count=\"3\" stride=\"2\"><param name=\"S\" type=\"float\"/><param name=\"T\" "
    "type=\"float\"/></accessor></technique_common></source>\n"
    "<vertices id=\"v\"><input semantic=\"POSITION\" source=\"#p\"/></vertices>\n"
    "<triangles count=\"1\" material=\"M\"><input semantic=\"VERTEX\" source=\"#v\" offset=\"0\"/><input "
    "semantic=\"TEXCOORD\" source=\"#u\" offset=\"1\" set=\"0\"/><input semantic=\"TEXCOORD\" source=\"#w\" "
    "offset=\"0\" set=\"1\"/><p>0 0 1 0 2 0</p></triangles>\n"
    "</mesh></geometry></library_geometries>\n"
    "<library_visual_scenes><visual_scene id=\"s\"><node><instance_geometry "
    "url=\"#g\"><bind_material><technique_common><instance_material symbol=\"M\" target=\"#m\"><bind_vertex_input "
    "semantic=\"UV1\" input_semantic=\"TEXCOORD\" "
    "input_set=\"1\"/></instance_material></technique_common></bind_material></instance_geometry></node></"
    "visual_scene></library_visual_scenes>\n"
    "<scene><instance_visual_scene url=\"#s\"/></scene></COLLADA>\n";

static void collada_keeps_its_textures_settings(void **state)
{
    write_waves(scratch("waves.png"), 8);
    struct gfla_mesh *mesh = load("m.dae", collada);
    const struct raster_material *m = material_of(mesh);
    assert_int_equal(mesh->notes.size, 0);
    assert_int_equal(m->texture, 0);
    assert_int_equal(m->wrap[0], RASTER_WRAP_MIRROR);
    assert_int_equal(m->wrap[1], RASTER_WRAP_CLAMP);
    near(mesh->corners[0].uv[0], 0.25f), near(mesh->corners[0].uv[1], 0.5f);
    near(mesh->corners[1].uv[0], 2), near(mesh->corners[2].uv[1], 3);
    near(m->specular, 0.04f), near(m->roughness, powf(0.02f, 0.25f));
    near(m->emission[0], 0), near(m->emission[1], powf(0.5f, 0.7f));
    assert_int_equal(m->emission_texture, 0); /* multiplied by the only texture, as it is seen */
    near(mesh->corners[1].emission_uv[0], 2);
    assert_int_equal(m->emission_wrap[0], RASTER_WRAP_MIRROR);
    assert_string_equal(mesh->material_names.data, "paint");
    gfla_mesh_destroy(&mesh);
}

static struct gfla_mesh *load_ply(const char *colours)
{
    char text[1024];
    snprintf(
        text, sizeof text,
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uchar alpha\n"
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0 %s\n1 0 0 %s\n0 1 0 %s\n3 0 1 2\n",
        colours, colours, colours);
    return load("c.ply", text);
}

static void colours_of_vertices_may_be_seen_through(void **state)
{
    struct gfla_mesh *mesh = load_ply("255 128 0 51");
    assert_int_equal(mesh->corners[0].colour, 0x330080ff);
    near(material_of(mesh)->colour[0], 1);
    assert_int_equal(material_of(mesh)->blend, 1);
    gfla_mesh_destroy(&mesh);
    mesh = load_ply("255 128 0 255");
    assert_int_equal(mesh->corners[0].colour, 0xff0080ff);
    assert_int_equal(material_of(mesh)->blend, 0);
    gfla_mesh_destroy(&mesh);
    mesh = load_ply("255 128 0 0"); /* nothing would be left of it */
    assert_int_equal(mesh->corners[0].colour, 0xff0080ff);
    assert_int_equal(material_of(mesh)->blend, 0);
    gfla_mesh_destroy(&mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(collada_keeps_its_textures_settings),
        cmocka_unit_test(colours_of_vertices_may_be_seen_through),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
