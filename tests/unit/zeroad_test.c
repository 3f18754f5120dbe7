/* People and clips of 0 A.D.: the formats read right and hostile files refused, by made-up ones; a game archive as a
 * source of figures. */
#include "tests/unit/scratch.h"

#include <zip.h>

#include "io/image/bitmap.h"
#include "tests/tools/zeroad_files.h"
#include "viewsynth/render/figure/figure_source.h"
#include "viewsynth/render/zeroad/zeroad.h"
#include "viewsynth/render/zeroad/zeroad_actor.h"
#include "viewsynth/render/zeroad/zeroad_model.h"

static struct zeroad_bytes file;

static void meshes_are_turned_to_face_us(void **state)
{
    struct zeroad_model model;
    (void)state;
    zeroad_write_mesh(&file, false);
    assert_ok(zeroad_model_read(file.data, file.size, &model));
    assert_int_equal(model.n_vertices, 80);
    assert_int_equal(model.n_faces, 80);
    assert_int_equal(model.n_bones, 46);
    assert_true(model.bones[7].move.x > 0.9 && model.bones[7].move.y > 2.3);
    assert_true(model.vertices[3].position[2] < -0.1f && model.vertices[3].normal[2] < 0); /* it was at +z */
    assert_true(model.faces[0][0] == 0 && model.faces[0][1] == 2 && model.faces[0][2] == 1);
    assert_true(model.vertices[79].bones[0] == 35 && model.vertices[79].weights[0] == 1 &&
                model.vertices[79].weights[1] == 0);
    assert_non_null(zeroad_model_point(&model, "head"));
    assert_int_equal(zeroad_model_point(&model, "head")->bone, 16);
    assert_null(zeroad_model_point(&model, "tail"));
    zeroad_model_free(&model);
    zeroad_write_mesh(&file, true);
    assert_ok(zeroad_model_read(file.data, file.size, &model));
    assert_true(model.n_bones == 0 && model.vertices[0].weights[0] == 0);
    zeroad_model_free(&model);
}

/* Every shorter file, and what each count or number may not be. */
static void bad_meshes_are_refused(void **state)
{
    struct zeroad_model model;
    (void)state;
    zeroad_write_mesh(&file, false);
    for (size_t n = 0; n < file.size; n++)
        assert_int_equal(zeroad_model_read(file.data, n, &model), GFLA_ERROR_INPUT);
    const struct {
        size_t at;
        uint32_t value;
        const char *message;
    } spoilt[] = {
        {0, 0x12345678, "does not begin with PSMD"},
        {4, 9, "version 9"},
        {12, 0xffffffff, "4294967295 vertices"},
        {12, 70000, "vertices"},
        {16, 9, "9 sets of texture coordinates"},
        {20, 0x7fc00000, "vertex 0: a coordinate is not a finite number"},
        {20 + 32, 0xffffff2e, "vertex 0 hangs on bone 46"},
        {20 + 52 * 80, 0x10000000, "faces"},
        {20 + 52 * 80 + 4, 80, "face 0 has vertex 80 of 80"},
        {20 + 52 * 80 + 4 + 480, 1000, "1000 bones"},
        {20 + 52 * 80 + 4 + 480 + 4 + 24, 0, "the place of a bone is none"},
    };
    for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
        zeroad_write_mesh(&file, false);
        const size_t size = file.size;
        file.size = spoilt[i].at;
        zeroad_u32(&file, spoilt[i].value);
        assert_fails(zeroad_model_read(file.data, size, &model), GFLA_ERROR_INPUT, spoilt[i].message);
    }
}

static void clips_are_read_and_bad_ones_refused(void **state)
{
    struct zeroad_clip clip;
    (void)state;
    zeroad_write_clip(&file, 3);
    assert_ok(zeroad_clip_read(file.data, file.size, &clip));
    assert_int_equal(clip.n_frames, 3);
    assert_int_equal(clip.n_bones, 46);
    assert_true(clip.frame_ms == 40 && clip.bones[2 * 46 + 34].move.z > 0.9);
    zeroad_clip_free(&clip);
    for (size_t n = 0; n < file.size; n += n < 64 ? 1 : 97)
        assert_int_equal(zeroad_clip_read(file.data, n, &clip), GFLA_ERROR_INPUT);
    const size_t size = file.size;
    file.size = 28;
    zeroad_u32(&file, 0x7fffffff);
    assert_fails(zeroad_clip_read(file.data, size, &clip), GFLA_ERROR_INPUT, "frames");
}

static void actors_choose_by_frequency(void **state)
{
    struct zeroad_actor actor;
    int second = 0;
    (void)state;
    for (int i = 0; i < 400; i++) {
        struct gfla_random random = gfla_random_seed(1, (uint64_t)i);
        assert_ok(zeroad_actor_parse(zeroad_unit, strlen(zeroad_unit), NULL, &random, &actor));
        assert_string_equal(actor.mesh, "skeletal/new/m_tunic_short.dae");
        assert_int_equal(actor.n_props, 2);
        assert_string_equal(actor.props[0].actor, "props/head_a.xml");
        second += strcmp(actor.texture, "b.png") == 0;
    }
    assert_true(second > 260 && second < 340); /* three of four */
}

static void later_groups_replace_what_is_attached(void **state)
{
    static const char text[] =
        "<actor><group><variant><prop actor='a' attachpoint='head'/><prop actor='b' attachpoint='head'/>"
        "<prop actor='c' attachpoint='belt'/></variant></group><group><variant><prop actor='d' attachpoint='head'/>"
        "</variant></group><group><variant><prop actor='' attachpoint='belt'/></variant></group></actor>";
    struct zeroad_actor actor;
    struct gfla_random random = gfla_random_seed(1, 1);
    (void)state;
    assert_ok(zeroad_actor_parse(text, strlen(text), NULL, &random, &actor));
    assert_int_equal(actor.n_props, 1);
    assert_string_equal(actor.props[0].actor, "d");
}

static void bad_actors_are_refused(void **state)
{
    struct zeroad_actor actor;
    struct gfla_random random = gfla_random_seed(1, 1);
    char deep[400] = "", wide[400];
    (void)state;
    assert_fails(zeroad_actor_parse("<actor><group>", 14, NULL, &random, &actor), GFLA_ERROR_INPUT, "line 1");
    for (int i = 0; i < 40; i++)
        strcat(deep, "<group>");
    assert_fails(zeroad_actor_parse(deep, strlen(deep), NULL, &random, &actor), GFLA_ERROR_INPUT,
                 "nested more than 16 deep");
    memset(wide, 'x', sizeof wide);
    memcpy(wide, "<actor><group><variant><prop attachpoint='", 42);
    strcpy(wide + 330, "' actor='a'/></variant></group></actor>");
    assert_fails(zeroad_actor_parse(wide, strlen(wide), NULL, &random, &actor), GFLA_ERROR_INPUT, "at most 127");
}

/* ---- a game ---- */

/* The archive reads when it is closed, so what is added must be there till then. */
static void add(zip_t *zip, const char *name, const void *data, size_t size)
{
    void *kept = malloc(size);
    memcpy(kept, data, size);
    assert_true(zip_file_add(zip, name, zip_source_buffer(zip, kept, size, 1), 0) >= 0);
}

static void add_texture(zip_t *zip, const char *name)
{
    struct gfla_bitmap image;
    void *data;
    size_t size;
    assert_ok(gfla_bitmap_create(&image, 4, 4, 4, 8));
    memset(image.pixels, 200, gfla_bitmap_size(&image));
    assert_ok(gfla_bitmap_encode("t.png", &image, NULL, &data, &size));
    add(zip, name, data, size);
    free(data);
    gfla_bitmap_free(&image);
}

static const char *write_game(void)
{
    const char *path = scratch("public.zip");
    int code;
    remove(path);
    zip_t *zip = zip_open(path, ZIP_CREATE, &code);
    assert_non_null(zip);
    add(zip, "art/actors/units/some/spearman.xml", zeroad_unit, strlen(zeroad_unit));
    add(zip, "art/actors/units/han/spearman.xml", zeroad_unit, strlen(zeroad_unit));
    add(zip, "art/actors/units/some/horse.xml", "<actor/>", 8);
    add(zip, "art/actors/props/head_a.xml", zeroad_head, strlen(zeroad_head));
    add(zip, "art/variants/biped/base.xml", zeroad_base, strlen(zeroad_base));
    zeroad_write_mesh(&file, false);
    add(zip, "art/meshes/skeletal/new/m_tunic_short.dae.cached.pmd", file.data, file.size);
    zeroad_write_mesh(&file, true);
    add(zip, "art/meshes/props/head.dae.cached.pmd", file.data, file.size);
    zeroad_write_clip(&file, 5);
    add(zip, "art/animation/biped/citizen/wave.psa", file.data, file.size);
    add(zip, "art/animation/biped/rider/sit.psa", file.data, file.size);
    add(zip, "art/animation/biped/citizen/broken.psa", file.data, 100);
    add_texture(zip, "art/textures/skins/a.png.cached.dds");
    add_texture(zip, "art/textures/skins/b.png");
    assert_int_equal(zip_close(zip), 0);
    return path;
}

static void a_game_is_a_source_of_figures(void **state)
{
    struct gfla_figure_maker maker;
    struct gfla_figure figure, again;
    (void)state;
    assert_ok(gfla_figure_maker_open(&maker, "0ad", write_game()));
    assert_ok(gfla_figure_maker_make(&maker, 3, &figure));
    assert_ok(gfla_figure_maker_make(&maker, 3, &again));
    assert_int_equal(figure.mesh->n_triangles, 84);
    assert_memory_equal(figure.mesh->corners, again.mesh->corners, 3 * 84 * sizeof *figure.mesh->corners);
    assert_string_equal(figure.licence, "CC-BY-SA-3.0");
    assert_non_null(strstr(figure.description.data, "units/some/spearman.xml"));
    assert_int_equal(figure.parts[83], GFLA_PART_SKIN_HEAD);
    /* 0.3 above */
    assert_true(figure.mesh->corners[3 * 83].position[1] > figure.bones[figure.roles[GFLA_FIGURE_HEAD]].head[1]);
    assert_int_equal(figure.corner_bones[GFLA_FIGURE_WEIGHTS * 3 * 83], 16);
    /* of the head: 200 of 255 is let through unchanged, the rest dark */
    const uint8_t *texel = figure.mesh->textures[1].pixels;
    assert_true(texel[0] < 200 && texel[0] > 150 && texel[3] == 255);
    assert_true(figure.joints[5].at[0] > 0 && figure.joints[2].at[0] < 0); /* left and right shoulder */
    gfla_figure_free(&figure);
    gfla_figure_free(&again);
    for (uint64_t seed = 0; seed < 8; seed++) { /* whole peoples are held out */
        assert_ok(gfla_figure_maker_make_test(&maker, seed, &figure));
        assert_ok(gfla_figure_maker_make(&maker, seed, &again));
        assert_non_null(strstr(figure.description.data, "units/han/spearman.xml"));
        assert_non_null(strstr(again.description.data, "units/some/spearman.xml"));
        gfla_figure_free(&figure);
        gfla_figure_free(&again);
    }
    gfla_figure_maker_close(&maker);
    assert_fails(gfla_figure_maker_open(&maker, "0ad", scratch("nothing.zip")), GFLA_ERROR_INPUT, "nothing.zip");
}

static void a_game_is_a_source_of_poses(void **state)
{
    gfla_zeroad_motion *motion;
    size_t n;
    (void)state;
    assert_ok(gfla_zeroad_motion_open(&motion, write_game()));
    assert_int_equal(gfla_zeroad_motion_clips(motion), 1); /* riders and broken files are left out */
    const struct gfla_figure_pose *poses = gfla_zeroad_motion_poses(motion, 0, &n);
    assert_int_equal(n, 5);
    const struct vector *arm = &poses[4].arms[1].upper, *thigh = &poses[4].legs[0].upper,
                        *knee = &poses[4].legs[0].pole;
    assert_true(arm->x > 0.99 && fabs(arm->y) < 0.01);
    assert_true(thigh->z > 0.99 && knee->y > -0.01);
    assert_true(poses[0].legs[0].upper.y < -0.99 && turn_apply(poses[0].head, (struct vector){0, 0, 1}).z > 0.99);
    gfla_zeroad_motion_destroy(&motion);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meshes_are_turned_to_face_us),          cmocka_unit_test(bad_meshes_are_refused),
        cmocka_unit_test(clips_are_read_and_bad_ones_refused),   cmocka_unit_test(actors_choose_by_frequency),
        cmocka_unit_test(later_groups_replace_what_is_attached), cmocka_unit_test(bad_actors_are_refused),
        cmocka_unit_test(a_game_is_a_source_of_figures),         cmocka_unit_test(a_game_is_a_source_of_poses),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
