/* tasks/render/render_people.h - `gfla render --people`: sets of drawn people in poses, with their labels. */
#ifndef GFLA_TASKS_RENDER_RENDER_PEOPLE_H
#define GFLA_TASKS_RENDER_RENDER_PEOPLE_H

#include "cli/cli.h"
#include "people/person_surface.h"
#include "viewsynth/render/figure/backdrop.h"
#include "viewsynth/render/figure/figure_pose.h"
#include "viewsynth/render/figure/figure_source.h"
#include "viewsynth/render/figure/figure_view.h"
#include "viewsynth/render/raster.h"
#include "viewsynth/render/zeroad/zeroad.h"

#define PEOPLE_MAX_WORDS 32
#define PEOPLE_CHUNK 8 /* pictures worked on at once */

enum people_background { PEOPLE_PLAIN, PEOPLE_VARIED, PEOPLE_PICTURES };
enum people_show { PEOPLE_SHOW_KEYPOINTS, PEOPLE_SHOW_PARTS, PEOPLE_SHOW_FLOW, PEOPLE_SHOWS };

/* What was asked for. */
struct people {
    int n;             /* people; 0: models are rendered, not people */
    int per_person;    /* pictures of each */
    int clip;          /* frames of a clip of each, instead of pictures; 0: none */
    int width, height; /* 0: 176 x 256; of clips 256 x 256 */
    int samples;
    const char *motions[PEOPLE_MAX_WORDS]; /* files, folders, "drawn" */
    int n_motions;
    const char *figures, *data;
    const char *background; /* as it was named */
    bool full_figures;      /* --framing full */
    bool flow;
    unsigned show; /* bits of enum people_show */
    bool others;   /* an option of people was named: --people must be, too */
};

/* Options of people, ended by {0}; their keys begin at this one. */
#define PEOPLE_KEY (CLI_KEY + 0x80)
#define PEOPLE_OPTIONS                                                                                                             \
    {0, 0, 0, 0, "People, instead of models:", 1},                                                                                 \
    {"people", PEOPLE_KEY, "N", 0, "N people in poses, as a data set for `gfla train person'", 1},                                 \
    {"poses-per-person", PEOPLE_KEY + 1, "K", 0, "pictures of each person (default 4)", 1},                                        \
    {"motion", PEOPLE_KEY + 2, "PATH", 0,                                                                                          \
     "poses from motion capture (BVH ...), or a folder of it; `0ad' or public.zip: the clips of 0 A.D.; `drawn': the built-in set (default; may be repeated)", 1},         \
    {"background", PEOPLE_KEY + 3, "KIND", 0, "plain (default), varied, or a folder of pictures", 1},                              \
    {"figures", PEOPLE_KEY + 4, "NAME", 0, "where people come from: cc0 (default), 0ad or blocks", 1},                             \
    {"people-data", PEOPLE_KEY + 5, "PATH", 0, "the data of --figures (docs/people-data.md)", 1},                                  \
    {"framing", PEOPLE_KEY + 6, "KIND", 0, "varied (default: some cut at knees or hips) or full", 1},                              \
    {"clips", PEOPLE_KEY + 7, "FRAMES", 0, "a clip of each person, as a data set for `gfla train animate'", 1},                    \
    {"flows", PEOPLE_KEY + 8, 0, 0, "also the flow of every pair, as .npy", 1},                                                    \
    {"show", PEOPLE_KEY + 9, "WORDS", 0, "sheets for looking, of the first 24: keypoints, parts, flow", 1}

/* For the parse function of `gfla render`: ARGP_ERR_UNKNOWN where the key is of no such option. */
error_t people_parse(struct people *people, int key, char *arg, struct argp_state *state);

/* Draws the set. */
gfla_status people_run(const struct people *people, struct cli *cli);

/* ---- between the files of render_people_*.c ---- */

/* Motions that poses are taken from; n 0: drawn poses alone. */
struct people_motions {
    gfla_motion **motions;
    size_t n, capacity;
    gfla_zeroad_motion *zeroad; /* or NULL */
    bool drawn; /* and drawn ones */
};
gfla_status people_motions_open(struct people_motions *motions, const struct people *people);
void people_motions_close(struct people_motions *motions);
/* One pose at random. */
gfla_status people_motions_draw(const struct people_motions *motions, struct gfla_random *random, struct gfla_figure_pose *pose);
/* Poses one after another, 25 in a second. */
gfla_status people_motions_clip(const struct people_motions *motions, struct gfla_random *random, struct gfla_figure_pose *poses, int n);

/* A picture in the making: what it shows is decided, then drawn, then written. */
struct people_shot {
    struct gfla_figure_pose pose;
    struct gfla_figure_place place[GFLA_FIGURE_MAX_BONES];
    struct gfla_figure_view view;
    double cut; /* what is lower does not count for the framing, metres */
    struct gfla_camera camera;
    struct raster_lighting lighting;
    struct gfla_random backdrop;
    float shadow;
    struct gfla_mesh mesh;  /* corners alone */
    float (*points)[3];     /* some of the surface */
    uint8_t *rgba;          /* of the square */
    float *depth;
    int32_t *triangles;
    float *rgb, *scratch;   /* of the backdrop */
    struct gfla_image picture, parts;
    struct gfla_figure_key_point joints[GFLA_FIGURE_JOINTS];
};

/* All that drawing needs; belongs to one thread. */
struct people_work {
    const struct people *people;
    struct cli *cli;
    int n_threads, side;
    struct gfla_figure_maker maker;
    struct people_motions motions;
    char **pictures; /* of --background FOLDER */
    size_t n_pictures;
    gfla_device *device;
    gfla_renderer *renderer;
    struct gfla_figure figure; /* of the person at work */
    struct people_shot shots[PEOPLE_CHUNK];
    size_t person;           /* at work */
    int first, count;        /* its pictures */
    const struct gfla_camera *camera; /* of all pictures; NULL: each has its own */
    double lift;             /* of poses that have a place, metres */
};

gfla_status people_work_open(struct people_work *work, const struct people *people, struct cli *cli);
void people_work_close(struct people_work *work);
/* Person number `index`, ready to be drawn: the figure, and room for its pictures. */
gfla_status people_work_begin(struct people_work *work, size_t index);
/* Draws shots[0 .. count), whose pose, place, cut, view and camera are set: pictures, parts and joints are there afterwards. */
gfla_status people_work_draw(struct people_work *work);
/* Places, points and cameras of shots[0 .. count) from their poses and views. */
gfla_status people_work_place(struct people_work *work);
/* Everything of person number `index` into its files; the marker last. */
gfla_status people_draw_person(struct people_work *work, size_t index);
gfla_status people_draw_clip(struct people_work *work, size_t index);

/* Where the chest faces, in degrees as azimuths are; view, light and shadow of a picture, at random. */
double people_heading(const struct gfla_figure_pose *pose);
void people_draw_view(const struct people_work *work, struct gfla_random *random, double heading, struct people_shot *shot);
/* The marker that a person is complete: what it is, and lines of the set's annotations. */
gfla_status people_write_marker(const struct people_work *work, size_t index, const struct gfla_text *csv, int n);

/* "p000012"; whether the person is held out for the test; where its marker lies. */
char *people_name(size_t index, char name[16]);
const char *people_phase(size_t index);
gfla_status people_marker_path(const char *root, size_t index, const char *ending, struct gfla_text *path);
/* The random numbers of something of a person. */
struct gfla_random people_random(const struct cli *cli, size_t index, uint64_t what);

/* Sets of files of a picture: labels beside ROOT/PHASE. */
gfla_status people_write_labels(const char *root, const char *phase, const char *name, const struct people_shot *shot);
void people_add_annotation(struct gfla_text *csv, const char *name, const struct people_shot *shot);
/* What a detector would find, and what is there: for clips. */
struct gfla_keypoints people_points(const struct people_shot *shot, bool exact);

/* Surfaces of a person's pictures, kept until all are drawn. */
struct people_surfaces {
    struct gfla_person_triangles triangles; /* all of the figure */
    size_t n_points;
    int32_t *corners; /* [n_points]: one of the corners that are this point */
    struct gfla_person_surface *pictures;
    int n;
};
gfla_status people_surfaces_begin(struct people_surfaces *surfaces, const struct gfla_figure *figure, int n);
gfla_status people_surfaces_add(struct people_surfaces *surfaces, int picture, const struct people_shot *shot);
/* Leaves what no picture shows, and writes all into ROOT/PHASE_surface. */
gfla_status people_surfaces_write(struct people_surfaces *surfaces, const char *root, const char *phase, const char *person);
void people_surfaces_free(struct people_surfaces *surfaces);

/* Lists of the set from what people are complete. */
gfla_status people_write_lists(const struct people *people, const char *root);
/* ROOT/show_WORD.png of those that are asked for. */
gfla_status people_show_sheets(const struct people *people, const char *root);

#endif
