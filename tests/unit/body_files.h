/* tests/unit/body_files.h - a tiny folder of data of people, made in code: a strip of quads that stands for every
 * group. */
#ifndef GFLA_TESTS_BODY_FILES_H
#define GFLA_TESTS_BODY_FILES_H

#include <stdbool.h>
#include <zlib.h>

#include "base/text.h"
#include "scratch.h"

/* An upright rectangle for each group: where its middle is, and half its width and height. Decimetres, as in the data.
 */
static const struct body_rectangle {
    const char *name;
    double x, y, z, w, h;
} body_groups[] = {
    {"body", 0, 0, 0.5, 3, 8.25},
    {"helper-tights", 0, -1, 0.75, 4, 7.25},
    {"helper-skirt", 0, -2.5, 1, 2, 4},
    {"helper-l-eye", 0.25, 7.25, 1.25, 0.125, 0.125},
    {"helper-r-eye", -0.25, 7.25, 1.25, 0.125, 0.125},
    {"joint-pelvis", 0, 0.75, 0, 0.5, 0.5},
    {"joint-spine-4", 0, 1.5, 0, 0.5, 0.5},
    {"joint-spine-2", 0, 3, 0, 0.5, 0.5},
    {"joint-neck", 0, 6, 0, 0.5, 0.5},
    {"joint-head", 0, 7, 0, 0.5, 0.5},
    {"joint-head-2", 0, 8.25, 0, 0.5, 0.5},
    {"joint-mouth", 0, 6.75, 0.5, 0.5, 0.5},
    {"joint-r-eye", -0.25, 7.25, 1.25, 0.5, 0.5},
    {"joint-r-clavicle", -0.25, 5.25, 0, 0.5, 0.5},
    {"joint-r-shoulder", -1.75, 5, 0, 0.5, 0.5},
    {"joint-r-elbow", -3, 3, 0, 0.5, 0.5},
    {"joint-r-hand", -4.5, 2, 1, 0.5, 0.5},
    {"joint-r-finger-3-1", -5, 1.5, 2, 0.5, 0.5},
    {"joint-r-finger-2-1", -5, 1.5, 2.25, 0.5, 0.5},
    {"joint-r-finger-5-1", -5, 1.5, 1.75, 0.5, 0.5},
    {"joint-r-upper-leg", -1, 0.5, 0, 0.5, 0.5},
    {"joint-r-knee", -1.5, -3.5, 0.5, 0.5, 0.5},
    {"joint-r-ankle", -1.75, -7.5, 0, 0.5, 0.5},
    {"joint-r-toe-2-1", -1.75, -8, 1.5, 0.5, 0.5},
    {"joint-l-eye", 0.25, 7.25, 1.25, 0.5, 0.5},
    {"joint-l-clavicle", 0.25, 5.25, 0, 0.5, 0.5},
    {"joint-l-shoulder", 1.75, 5, 0, 0.5, 0.5},
    {"joint-l-elbow", 3, 3, 0, 0.5, 0.5},
    {"joint-l-hand", 4.5, 2, 1, 0.5, 0.5},
    {"joint-l-finger-3-1", 5, 1.5, 2, 0.5, 0.5},
    {"joint-l-finger-2-1", 5, 1.5, 2.25, 0.5, 0.5},
    {"joint-l-finger-5-1", 5, 1.5, 1.75, 0.5, 0.5},
    {"joint-l-upper-leg", 1, 0.5, 0, 0.5, 0.5},
    {"joint-l-knee", 1.5, -3.5, 0.5, 0.5, 0.5},
    {"joint-l-ankle", 1.75, -7.5, 0, 0.5, 0.5},
    {"joint-l-toe-2-1", 1.75, -8, 1.5, 0.5, 0.5},
};
#define N_BODY_GROUPS (int)(sizeof body_groups / sizeof *body_groups)

/* The vertices of group g are 4 g .. 4 g + 3: upper left, lower left, lower right, upper right as seen from the front.
 * moved: a group whose middle is at the origin instead. */
static inline void body_mesh_text(struct gfla_text *text, const char *moved)
{
    gfla_text_add(text, "# a comment\nvt 0.7 0.2\nvt 0.9 0.2\nvt 0.9 0.8\nvt 0.7 0.8\n");
    for (int g = 0; g < N_BODY_GROUPS; g++) {
        const struct body_rectangle *b = &body_groups[g];
        const bool here = !moved || strcmp(moved, b->name) != 0;
        const double x = here ? b->x : 0, y = here ? b->y : 0, z = here ? b->z : 0;
        const int v = 4 * g;
        gfla_text_add(text, "v %g %.3fe0 %g\n", x - b->w, y + b->h, z);
        gfla_text_add(text, "v %g %g %g\nv %g %g %g\nv %g %g %g\n", x - b->w, y - b->h, z, x + b->w, y - b->h, z,
                      x + b->w, y + b->h, z);
        gfla_text_add(text, "g %s\nf %d/1 %d/2 %d/3 %d/4\n", b->name, v + 1, v + 2, v + 3, v + 4);
    }
}

/* The upper vertices of each group hang on the head, the lower half on the left foot and half on the chest. */
static inline void body_weights_text(struct gfla_text *text)
{
    static const char *const bones[] = {"orbicularis03.L", "toe2-1.L", "breast.R"};
    gfla_text_add(text, "{\"license\": \"CC0\", \"weights\": {");
    for (int b = 0; b < 3; b++) {
        gfla_text_add(text, "%s\"%s\": [", b ? ", " : "", bones[b]);
        for (int v = 0, n = 0; v < 4 * N_BODY_GROUPS; v++)
            if ((v % 4 == 0 || v % 4 == 3) == (b == 0))
                gfla_text_add(text, "%s[%d, %g]", n++ ? ", " : "", v, b ? 0.5 : 1.0);
        gfla_text_add(text, "]");
    }
    gfla_text_add(text, "}}");
}

static inline size_t body_gzip(const char *text, size_t size, unsigned char *packed, size_t room)
{
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)text,
                       .avail_in = (unsigned)size,
                       .next_out = packed,
                       .avail_out = (unsigned)room};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    const size_t n = stream.total_out;
    deflateEnd(&stream);
    return n;
}

static inline void body_write(const char *name, const void *data, size_t size)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s", scratch(name));
    *strrchr(folder, '/') = 0;
    assert_ok(gfla_folder_create(folder));
    FILE *file = fopen(scratch(name), "wb"); /* hundreds of files: not flushed one by one */
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline void body_write_target(const char *name, const char *text)
{
    unsigned char packed[4096];
    char file[256];
    snprintf(file, sizeof file, "%s.target.gz", name);
    body_write(file, packed, body_gzip(text, strlen(text), packed, sizeof packed));
}

/* Mesh and weights in the scratch folder, below `folder`; moved as above. */
static inline void body_write_moved(const char *folder, const char *moved)
{
    struct gfla_text text = {0};
    char name[128];
    body_mesh_text(&text, moved);
    snprintf(name, sizeof name, "%s/3dobjs/base.obj", folder);
    body_write(name, text.data, text.size);
    gfla_text_free(&text);
    text = (struct gfla_text){0};
    body_weights_text(&text);
    snprintf(name, sizeof name, "%s/rigs/standard/weights.default.json", folder);
    body_write(name, text.data, text.size);
    gfla_text_free(&text);
}

static inline void body_write_data(const char *folder)
{
    body_write_moved(folder, NULL);
}

#endif
