/* Import of models: what is refused and how it is named, normals, materials, textures. */
#include <sys/stat.h>

#include "tests/unit/render_models.h"
#include "viewsynth/render/find_file.h"

static gfla_status import(const char *name, const char *text, struct gfla_mesh **mesh)
{
    const char *path = scratch(name);
    write_text(path, text);
    return gfla_mesh_import(mesh, &(struct gfla_mesh_source){.path = path}, NULL);
}

static void refuses(const char *name, const char *text)
{
    struct gfla_mesh *mesh = (struct gfla_mesh *)1;
    assert_fails(import(name, text, &mesh), GFLA_ERROR_INPUT, name);
    assert_null(mesh);
}

static void bad_models_are_refused_by_name(void **state)
{
    refuses("empty.obj", "");
    refuses("no-faces.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\n");
    refuses("out-of-range.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n");
    refuses("not-a-number.obj", "v 0 0 nan\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    refuses("lines.obj", "v 0 0 0\nv 1 0 0\nl 1 2\n");
    refuses("cut.ply", "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
                       "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0");
    refuses("noise.glb", "glTF\2\0\0\0 not really a model, this");
    refuses("unknown.xyz", "hello");
}

static void missing_file_is_named(void **state)
{
    struct gfla_mesh *mesh;
    assert_fails(gfla_mesh_import(&mesh, &(struct gfla_mesh_source){.path = "/nowhere/chair.obj"}, NULL),
                 GFLA_ERROR_INPUT, "/nowhere/chair.obj");
}

static void flat_model_has_no_extent(void **state)
{
    struct gfla_mesh *mesh;
    assert_ok(import("point.obj", "v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n", &mesh));
    assert_fails(gfla_mesh_normalise(mesh), GFLA_ERROR_INPUT, "diagonal");
    gfla_mesh_destroy(&mesh);
    assert_null(mesh);
}

static void box_keeps_its_edges(void **state)
{
    struct gfla_text obj = {0};
    add_box(&obj, 1, 1, 1);
    struct gfla_mesh *mesh = load_model(write_model("box", &obj, NULL), NULL);
    assert_int_equal(mesh->n_triangles, 12);
    for (size_t i = 0; i < 36; i++) { /* flat sides: a normal has one coordinate of length one */
        const float *n = mesh->corners[i].normal;
        float most = fmaxf(fabsf(n[0]), fmaxf(fabsf(n[1]), fabsf(n[2])));
        assert_true(fabsf(most - 1) < 1e-5f);
    }
    gfla_mesh_destroy(&mesh);
}

static void ball_is_smooth(void **state)
{
    struct gfla_text obj = {0};
    add_ball(&obj, 2, 32);
    struct gfla_mesh *mesh = load_model(write_model("ball", &obj, NULL), NULL);
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++) {
        const float *n = mesh->corners[i].normal, *p = mesh->corners[i].position;
        float length = sqrtf(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
        assert_true(fabsf(n[0] * p[0] + n[1] * p[1] + n[2] * p[2]) / length > 0.999f);
    }
    gfla_mesh_destroy(&mesh);
}

static void models_fit_the_unit_sphere(void **state)
{
    struct gfla_text obj = {0};
    add_box(&obj, 3, 4, 12); /* half diagonal 13 */
    struct gfla_mesh *mesh = load_model(write_model("box", &obj, NULL), NULL);
    struct gfla_bounds b = gfla_mesh_bounds(mesh);
    const float half[3] = {3.0f / 13, 4.0f / 13, 12.0f / 13};
    for (int k = 0; k < 3; k++) {
        assert_true(fabsf(b.hi[k] - half[k]) < 1e-6f);
        assert_true(fabsf(b.lo[k] + half[k]) < 1e-6f);
    }
    gfla_mesh_destroy(&mesh);
}

static void z_up_is_turned(void **state)
{
    struct gfla_text obj = {0};
    add_box(&obj, 1, 1, 2);
    struct gfla_load_params params = {.z_up = true};
    struct gfla_mesh *mesh = load_model(write_model("box", &obj, NULL), &params);
    struct gfla_bounds b = gfla_mesh_bounds(mesh);
    assert_true(b.hi[1] > 1.5f * b.hi[2]);
    gfla_mesh_destroy(&mesh);
}

static void materials_are_taken(void **state)
{
    struct gfla_text obj = {0};
    add_box(&obj, 1, 1, 1);
    struct gfla_mesh *mesh = load_model(write_model("glass", &obj, "newmtl m\nKd 1 0 0\nd 0.25\n"), NULL);
    const struct raster_material *m = &mesh->materials[mesh->triangle_materials[0]];
    assert_true(m->colour[0] > 0.99f && m->colour[1] < 0.01f && fabsf(m->colour[3] - 0.25f) < 1e-6f);
    assert_int_equal(m->blend, 1);
    assert_int_equal(m->texture, -1);
    gfla_mesh_destroy(&mesh);
}

static const char *material_name(const struct gfla_mesh *mesh, int index)
{
    const char *name = mesh->material_names.data;
    while (index-- > 0)
        name += strlen(name) + 1;
    return name;
}

static void materials_keep_their_names(void **state)
{
    struct gfla_mesh *mesh;
    write_text(scratch("names.mtl"), "newmtl shader_wood\nKd 1 0 0\nnewmtl two words\nKd 0 1 0\n");
    assert_ok(
        import("names.obj",
               "mtllib names.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl two words\nf 1 2 3\nusemtl shader_wood\nf 3 2 1\n",
               &mesh));
    assert_string_equal(material_name(mesh, mesh->triangle_materials[0]), "two words");
    assert_string_equal(material_name(mesh, mesh->triangle_materials[1]), "shader_wood");
    /* behind the last: the zero that ends the buffer */
    assert_string_equal(material_name(mesh, mesh->n_materials), "");
    assert_ptr_equal(material_name(mesh, mesh->n_materials), mesh->material_names.data + mesh->material_names.size);
    gfla_mesh_destroy(&mesh);
}

static void textures_are_shared_and_shrunk(void **state)
{
    struct gfla_text obj = {0};
    struct gfla_load_params params = {.mesh.max_texture = 32};
    write_waves(scratch("waves.png"), 64);
    add_box(&obj, 1, 1, 1);
    const char *materials = "newmtl m\nKd 0.1 0.2 0.3\nmap_Kd C:\\pictures\\waves.png\nnewmtl n\nmap_Kd waves.png\n";
    struct gfla_mesh *mesh = load_model(write_model("textured", &obj, materials), &params);
    assert_true(mesh->n_textures >= 1);
    assert_int_equal(mesh->textures[0].width, 32);
    assert_int_equal(mesh->textures[0].channels, 4);
    const struct raster_material *m = &mesh->materials[mesh->triangle_materials[0]];
    assert_true(m->texture >= 0 && m->colour[0] == 1 && !m->blend && m->alpha_test == 0);
    assert_int_equal(mesh->notes.size, 0);
    gfla_mesh_destroy(&mesh);
}

static void files_are_found_in_any_case(void **state)
{
    char found[512];
    assert_ok(gfla_folder_create(scratch("Case/Textures")));
    write_waves(scratch("Case/Textures/Waves.png"), 8);
    struct gfla_text obj = {0};
    add_box(&obj, 1, 1, 1);
    struct gfla_mesh *mesh = load_model(write_model("Case/box", &obj, "newmtl m\nmap_Kd textures\\WAVES.PNG\n"), NULL);
    assert_int_equal(mesh->notes.size, 0);
    assert_int_equal(mesh->n_textures, 1);
    gfla_mesh_destroy(&mesh);
    assert_true(gfla_find_file(scratch("cASE/Textures/waves.png"), found, sizeof found));
    assert_string_equal(found, scratch("Case/Textures/Waves.png"));
    write_text(scratch("Case/WAVES.PNG"), "");
    write_text(scratch("Case/waves.Png"), "");
    assert_true(gfla_find_file(scratch("Case/waves.png"), found, sizeof found));
    assert_string_equal(found, scratch("Case/WAVES.PNG"));
    assert_false(gfla_find_file(scratch("Case/waves.jpg"), found, sizeof found));
    assert_false(gfla_find_file(scratch("Case/waves.png"), found, 10));
}

static void missing_texture_is_noted(void **state)
{
    struct gfla_text obj = {0};
    add_box(&obj, 1, 1, 1);
    struct gfla_mesh *mesh = load_model(write_model("bare", &obj, "newmtl m\nKd 0 1 0\nmap_Kd lost.png\n"), NULL);
    assert_non_null(strstr(mesh->notes.data, "lost.png"));
    const struct raster_material *m = &mesh->materials[mesh->triangle_materials[0]];
    assert_true(m->texture == -1 && m->colour[1] > 0.99f && m->colour[0] < 0.01f);
    gfla_mesh_destroy(&mesh);
}

static void pipe_as_texture_is_noted(void **state)
{
    struct gfla_text obj = {0};
    add_box(&obj, 1, 1, 1);
    assert_int_equal(mkfifo(scratch("pipe.png"), 0600), 0);
    struct gfla_mesh *mesh = load_model(write_model("piped", &obj, "newmtl m\nmap_Kd pipe.png\n"), NULL);
    assert_non_null(strstr(mesh->notes.data, "pipe.png: is not a regular file"));
    gfla_mesh_destroy(&mesh);
}

static void failing_memory_leaks_nothing(void **state)
{
    struct gfla_text obj = {0};
    struct gfla_mesh *mesh = NULL;
    write_waves(scratch("waves.png"), 16);
    add_box(&obj, 1, 1, 1);
    struct gfla_mesh_source source = {.path = write_model("small", &obj, "newmtl m\nmap_Kd waves.png\n")};
    for (long n = 1; n < 200; n++) {
        gfla_memory_fail_at(n);
        gfla_status status = gfla_mesh_import(&mesh, &source, NULL);
        gfla_memory_fail_at(0);
        gfla_mesh_destroy(&mesh);
        if (status == GFLA_OK && n > 20)
            return;
    }
    fail_msg("import still failed at the 200th allocation");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_models_are_refused_by_name),
        cmocka_unit_test(missing_file_is_named),
        cmocka_unit_test(flat_model_has_no_extent),
        cmocka_unit_test(box_keeps_its_edges),
        cmocka_unit_test(ball_is_smooth),
        cmocka_unit_test(models_fit_the_unit_sphere),
        cmocka_unit_test(z_up_is_turned),
        cmocka_unit_test(materials_are_taken),
        cmocka_unit_test(materials_keep_their_names),
        cmocka_unit_test(textures_are_shared_and_shrunk),
        cmocka_unit_test(files_are_found_in_any_case),
        cmocka_unit_test(missing_texture_is_noted),
        cmocka_unit_test(pipe_as_texture_is_noted),
        cmocka_unit_test(failing_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
