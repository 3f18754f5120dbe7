/* tests/unit/body_files.h - a tiny folder of data of people, made in code: a strip of quads that stands for every
 * group. */
#ifndef GFLA_TESTS_BODY_FILES_H
#define GFLA_TESTS_BODY_FILES_H

#include <zlib.h>

#include "base/text.h"
#include "scratch.h"

static const char *const body_groups[] = {
    "body",          "helper-tights",   "helper-skirt",       "helper-l-eye",      "helper-r-eye",
    "joint-pelvis",  "joint-spine-4",   "joint-spine-2",      "joint-neck",        "joint-head",
    "joint-head-2",  "joint-mouth",     "joint-r-eye",        "joint-r-clavicle",  "joint-r-shoulder",
    "joint-r-elbow", "joint-r-hand",    "joint-r-finger-3-1", "joint-r-upper-leg", "joint-r-knee",
    "joint-r-ankle", "joint-r-toe-2-1", "joint-l-eye",        "joint-l-clavicle",  "joint-l-shoulder",
    "joint-l-elbow", "joint-l-hand",    "joint-l-finger-3-1", "joint-l-upper-leg", "joint-l-knee",
    "joint-l-ankle", "joint-l-toe-2-1"};
#define N_BODY_GROUPS (int)(sizeof body_groups / sizeof *body_groups)

/* Group g is a square of side 1 whose middle is (0, g, 0); its vertices are 4 g .. 4 g + 3. Without group `but`. */
static inline void body_mesh_text(struct gfla_text *text, const char *but)
{
    gfla_text_add(text, "# a comment\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n");
    for (int g = 0; g < N_BODY_GROUPS; g++) {
        const int v = 4 * g;
        gfla_text_add(text, "v -.5 %d.5e0 0\nv -0.5 %d -0\nv .5 %d 0\nv 5e-1 %d.5 0\n", g, g, g, g);
        gfla_text_add(text, "g %s\n", but && strcmp(but, body_groups[g]) == 0 ? "other" : body_groups[g]);
        gfla_text_add(text, "f %d/1 %d/2 %d/3 %d/4\n", v + 1, v + 2, v + 3, v + 4);
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
    assert_ok(gfla_file_write(scratch(name), data, size));
}

static inline void body_write_target(const char *name, const char *text)
{
    unsigned char packed[4096];
    char file[256];
    snprintf(file, sizeof file, "%s.target.gz", name);
    body_write(file, packed, body_gzip(text, strlen(text), packed, sizeof packed));
}

/* Mesh and weights in the scratch folder, below `folder`. */
static inline void body_write_data(const char *folder)
{
    struct gfla_text text = {0};
    char name[128];
    body_mesh_text(&text, NULL);
    snprintf(name, sizeof name, "%s/3dobjs/base.obj", folder);
    body_write(name, text.data, text.size);
    gfla_text_free(&text);
    text = (struct gfla_text){0};
    body_weights_text(&text);
    snprintf(name, sizeof name, "%s/rigs/standard/weights.default.json", folder);
    body_write(name, text.data, text.size);
    gfla_text_free(&text);
}

#endif
