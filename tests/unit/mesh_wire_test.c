/* Meshes and skeletons as bytes: what goes in comes out, and what is damaged is refused. */
#include <math.h>

#include "base/memory.h"
#include "tests/unit/scratch.h"
#include "viewsynth/render/mesh_wire.h"
#include "viewsynth/render/skeleton_wire.h"

static gfla_status append(void *context, const void *data, size_t size)
{
    struct gfla_wire_memory *m = context;
    char *bytes = realloc((char *)m->data, m->size + size);
    assert_non_null(bytes);
    memcpy(bytes + m->size, data, size);
    m->data = bytes;
    m->size += size;
    return GFLA_OK;
}

/* Two triangles, two materials with names, a texture, a note. */
static struct gfla_mesh *make_mesh(void)
{
    struct gfla_mesh *m;
    assert_ok(gfla_calloc(&m, 1, sizeof *m, "mesh"));
    m->n_triangles = 2;
    m->n_materials = 2;
    m->n_textures = 1;
    assert_ok(gfla_calloc(&m->corners, 6, sizeof *m->corners, "corners"));
    assert_ok(gfla_calloc(&m->triangle_materials, 2, sizeof *m->triangle_materials, "materials"));
    assert_ok(gfla_calloc(&m->materials, 2, sizeof *m->materials, "materials"));
    assert_ok(gfla_calloc(&m->textures, 1, sizeof *m->textures, "textures"));
    assert_ok(gfla_bitmap_create(&m->textures[0], 3, 2, 4, 8));
    memset(m->textures[0].pixels, 77, gfla_bitmap_size(&m->textures[0]));
    for (int i = 0; i < 6; i++)
        m->corners[i] = (struct raster_corner){
            .position = {(float)i, 1, -2}, .normal = {0, 1, 0}, .uv = {0.5f, (float)i}, .colour = 9};
    for (int i = 0; i < 2; i++)
        m->materials[i] = (struct raster_material){.colour = {1, 0.5f, 0, 1}, .texture = i - 1, .emission_texture = -1};
    m->triangle_materials[1] = 1;
    gfla_text_add(&m->material_names, "wood%c%c", 0, 0);
    gfla_text_add(&m->notes, "texture \033[1m lost\nand \xff\n");
    return m;
}

static struct gfla_wire_memory write_mesh(struct gfla_mesh *mesh)
{
    struct gfla_wire_memory bytes = {0};
    assert_ok(gfla_mesh_wire_write(mesh, &(struct gfla_wire_out){append, &bytes}));
    gfla_mesh_destroy(&mesh);
    return bytes;
}

static gfla_status read_mesh(struct gfla_wire_memory bytes, struct gfla_mesh **mesh)
{
    return gfla_mesh_wire_read(mesh, &(struct gfla_wire_in){gfla_wire_memory_read, &bytes});
}

static void a_mesh_comes_back(void **state)
{
    struct gfla_mesh *want = make_mesh(), *mesh;
    struct gfla_wire_memory bytes = write_mesh(make_mesh());
    assert_ok(read_mesh(bytes, &mesh));
    assert_int_equal(mesh->n_triangles, 2);
    assert_memory_equal(mesh->corners, want->corners, 6 * sizeof *want->corners);
    assert_memory_equal(mesh->triangle_materials, want->triangle_materials, 2 * sizeof(int32_t));
    assert_memory_equal(mesh->materials, want->materials, 2 * sizeof *want->materials);
    assert_int_equal(mesh->n_textures, 1);
    assert_memory_equal(mesh->textures[0].pixels, want->textures[0].pixels, 24);
    assert_int_equal(mesh->material_names.size, 6);
    assert_memory_equal(mesh->material_names.data, "wood\0", 6);
    assert_string_equal(mesh->notes.data, "texture ?[1m lost\nand ?\n"); /* no terminal obeys it */
    gfla_mesh_destroy(&mesh);
    gfla_mesh_destroy(&want);
    free((char *)bytes.data);
}

static void meshes_cut_short_are_refused(void **state)
{
    struct gfla_mesh *mesh;
    struct gfla_wire_memory bytes = write_mesh(make_mesh());
    for (size_t n = 0; n < bytes.size; n++) {
        assert_fails(read_mesh((struct gfla_wire_memory){bytes.data, n, 0}, &mesh), GFLA_ERROR_INPUT, "");
        assert_null(mesh);
    }
    free((char *)bytes.data);
}

/* Whatever byte is changed, the result is a mesh that may be drawn, or none. */
static void damaged_bytes_do_no_harm(void **state)
{
    static const unsigned char values[] = {0, 1, 0x7f, 0x80, 0xff};
    struct gfla_wire_memory bytes = write_mesh(make_mesh());
    char *data = (char *)bytes.data;
    for (size_t i = 0; i < bytes.size * sizeof values; i++) {
        struct gfla_mesh *mesh;
        const char before = data[i / sizeof values];
        data[i / sizeof values] = (char)values[i % sizeof values];
        if (read_mesh(bytes, &mesh) == GFLA_OK)
            assert_ok(gfla_mesh_check(mesh));
        gfla_mesh_destroy(&mesh);
        data[i / sizeof values] = before;
    }
    free(data);
}

static void refuses(struct gfla_mesh *mesh, const char *message)
{
    struct gfla_mesh *read;
    struct gfla_wire_memory bytes = write_mesh(mesh);
    assert_fails(read_mesh(bytes, &read), GFLA_ERROR_INPUT, message);
    assert_null(read);
    free((char *)bytes.data);
}

static void wrong_meshes_are_refused(void **state)
{
    struct gfla_mesh *m = make_mesh();
    m->triangle_materials[1] = 2;
    refuses(m, "face 1: material 2 of 2");
    m = make_mesh();
    m->triangle_materials[0] = -1;
    refuses(m, "face 0: material -1");
    m = make_mesh();
    m->corners[4].position[1] = NAN;
    refuses(m, "face 1: a coordinate is not a finite number");
    m = make_mesh();
    m->corners[0].position[1] = 1e30f;
    refuses(m, "face 0: a coordinate is 1e+30");
    m = make_mesh();
    m->corners[0].normal[2] = INFINITY;
    refuses(m, "face 0: a normal");
    m = make_mesh();
    m->materials[1].texture = 1;
    refuses(m, "material 1:");
    m = make_mesh();
    m->materials[0].wrap[1] = 3;
    refuses(m, "material 0:");
    m = make_mesh();
    gfla_text_add(&m->material_names, "one too many%c", 0);
    refuses(m, "3 names of 2 materials");
    m = make_mesh();
    m->n_triangles = 0;
    refuses(m, "0 triangles");
}

static void absurd_counts_are_refused(void **state)
{
    struct gfla_mesh *mesh;
    struct gfla_wire_memory bytes = write_mesh(make_mesh());
    char *data = (char *)bytes.data;
    const uint64_t many = (uint64_t)1 << 60;
    const uint32_t few = 4000000000u;
    memcpy(data + 16, &many, sizeof many);
    assert_fails(read_mesh(bytes, &mesh), GFLA_ERROR_INPUT, "triangles are not in");
    memcpy(data + 16, &(uint64_t){2}, sizeof many);
    memcpy(data + 24, &few, sizeof few);
    assert_fails(read_mesh(bytes, &mesh), GFLA_ERROR_INPUT, "4000000000 materials");
    memcpy(data + 24, &(uint32_t){2}, sizeof few);
    memcpy(data + 28, &few, sizeof few);
    assert_fails(read_mesh(bytes, &mesh), GFLA_ERROR_INPUT, "4000000000 textures");
    free(data);
}

/* ---- skeletons ---- */

static struct gfla_skeleton *make_skeleton(void)
{
    struct gfla_skeleton *s;
    assert_ok(gfla_calloc(&s, 1, sizeof *s, "skeleton"));
    s->n_nodes = 2;
    s->n_keys = 3;
    s->most_keys = 2;
    s->duration = 1;
    s->ticks = 30;
    assert_ok(gfla_calloc(&s->nodes, 2, sizeof *s->nodes, "nodes"));
    assert_ok(gfla_calloc(&s->keys, 3, sizeof *s->keys, "keys"));
    s->nodes[0] = (struct gfla_skeleton_node){.parent = -1};
    s->nodes[1] = (struct gfla_skeleton_node){.parent = 0, .name = 5, .positions = {0, 2}, .turns = {2, 1}};
    gfla_text_add(&s->names, "root%cleaf%c", 0, 0);
    return s;
}

static gfla_status pass_skeleton(struct gfla_skeleton *s, struct gfla_skeleton **read)
{
    struct gfla_wire_memory bytes = {0};
    assert_ok(gfla_skeleton_wire_write(s, &(struct gfla_wire_out){append, &bytes}));
    gfla_skeleton_destroy(&s);
    const gfla_status status = gfla_skeleton_wire_read(read, &(struct gfla_wire_in){gfla_wire_memory_read, &bytes});
    free((char *)bytes.data);
    return status;
}

static void a_skeleton_comes_back(void **state)
{
    struct gfla_skeleton *s;
    assert_ok(pass_skeleton(make_skeleton(), &s));
    assert_true(s->n_nodes == 2 && s->n_keys == 3 && s->most_keys == 2 && s->duration == 1 && s->ticks == 30);
    assert_string_equal(gfla_skeleton_name(s, 1), "leaf");
    assert_int_equal(s->nodes[1].positions.n, 2);
    gfla_skeleton_destroy(&s);
}

static void wrong_skeletons_are_refused(void **state)
{
    struct gfla_skeleton *s = make_skeleton(), *read;
    s->nodes[1].parent = 1;
    assert_fails(pass_skeleton(s, &read), GFLA_ERROR_INPUT, "node 1 below node 1");
    s = make_skeleton();
    s->nodes[1].name = 10;
    assert_fails(pass_skeleton(s, &read), GFLA_ERROR_INPUT, "its name is at 10 of 10");
    s = make_skeleton();
    s->nodes[1].turns.n = UINT32_MAX;
    assert_fails(pass_skeleton(s, &read), GFLA_ERROR_INPUT, "keys beyond the 3");
    s = make_skeleton();
    s->names.data[9] = 'x';
    assert_fails(pass_skeleton(s, &read), GFLA_ERROR_INPUT, "a name without end");
    assert_null(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mesh_comes_back),           cmocka_unit_test(meshes_cut_short_are_refused),
        cmocka_unit_test(damaged_bytes_do_no_harm),    cmocka_unit_test(wrong_meshes_are_refused),
        cmocka_unit_test(absurd_counts_are_refused),   cmocka_unit_test(a_skeleton_comes_back),
        cmocka_unit_test(wrong_skeletons_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
