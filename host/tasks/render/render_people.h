/* tasks/render/render_people.h - `gfla render --people`: sets of drawn people in poses, with their labels. */
#ifndef GFLA_TASKS_RENDER_RENDER_PEOPLE_H
#define GFLA_TASKS_RENDER_RENDER_PEOPLE_H

#include "people/person_surface.h"
#include "tasks/render/render_job.h"
#include "viewsynth/render/figure/backdrop.h"
#include "viewsynth/render/figure/figure_pose.h"
#include "viewsynth/render/figure/figure_source.h"
#include "viewsynth/render/figure/figure_view.h"
#include "viewsynth/render/raster.h"
#include "viewsynth/render/zeroad/zeroad.h"

#define GFLA_PEOPLE_MAX_WORDS 32
#define GFLA_PEOPLE_CHUNK 8 /* images worked on at once */

enum gfla_people_background { GFLA_PEOPLE_PLAIN, GFLA_PEOPLE_VARIED, GFLA_PEOPLE_IMAGES };
enum gfla_people_show { GFLA_PEOPLE_SHOW_KEYPOINTS, GFLA_PEOPLE_SHOW_PARTS, GFLA_PEOPLE_SHOW_FLOW, GFLA_PEOPLE_SHOWS };

/* What was asked for. */
struct gfla_people {
    int n;             /* people; 0: models are rendered, not people */
    int per_person;    /* images of each */
    int clip;          /* frames of a clip of each, instead of images; 0: none */
    int width, height; /* 0: 176 x 256; of clips 256 x 256 */
    int samples;
    const char *motions[GFLA_PEOPLE_MAX_WORDS]; /* files, folders, "drawn" */
    int n_motions;
    const char *figures, *data;
    const char *background; /* as it was named */
    bool full_figures;      /* --framing full */
    bool flow;
    unsigned show; /* bits of enum people_show */
    bool others;   /* an option of people was named: --people must be, too */
};

/* The same with defaults where nothing was said. */
struct gfla_people gfla_people_defaults(const struct gfla_people *people);
/* Images or frames of each person. */
size_t gfla_people_images(const struct gfla_people *people);

/* Draws the set of people, which has its defaults, shared among the devices of the job. Each is an item of the batch;
 * GFLA_ERROR_PARTIAL and the like as gfla_batch_status says; GFLA_ERROR_DEVICE as base/crew.h says. */
gfla_status gfla_people_run(const struct gfla_people *people, const struct gfla_render_job *job);

/* ---- between the files of render_people_*.c ---- */

/* Motions that poses are taken from; n 0: drawn poses alone. */
struct gfla_people_motions {
    gfla_motion **motions;
    size_t n, capacity;
    gfla_zeroad_motion *zeroad; /* or NULL */
    bool drawn;                 /* and drawn ones */
};
gfla_status gfla_people_motions_open(struct gfla_people_motions *motions, const struct gfla_people *people);
void gfla_people_motions_close(struct gfla_people_motions *motions);
/* One pose at random. */
gfla_status gfla_people_motions_draw(const struct gfla_people_motions *motions, struct gfla_random *random,
                                     struct gfla_figure_pose *pose);
/* Poses one after another, 25 in a second. */
gfla_status gfla_people_motions_clip(const struct gfla_people_motions *motions, struct gfla_random *random,
                                     struct gfla_figure_pose *poses, int n);

/* An image in the making: what it shows is decided, then drawn, then written. */
struct gfla_people_shot {
    struct gfla_figure_pose pose;
    struct gfla_figure_place place[GFLA_FIGURE_MAX_BONES];
    struct gfla_figure_view view;
    double cut; /* what is lower does not count for the framing, metres */
    struct gfla_camera camera;
    struct raster_lighting lighting;
    struct gfla_random backdrop;
    float shadow;
    struct gfla_mesh mesh; /* corners alone */
    float (*points)[3];    /* some of the surface */
    uint8_t *rgba;         /* of the square */
    float *depth;
    int32_t *triangles;
    float *rgb, *scratch; /* of the backdrop */
    struct gfla_bitmap image, parts;
    struct gfla_figure_key_point joints[GFLA_FIGURE_JOINTS];
};

/* All that drawing needs; belongs to one thread. */
struct gfla_people_work {
    const struct gfla_people *people;
    const struct gfla_render_job *job;
    int n_threads, side;
    struct gfla_figure_maker maker;
    struct gfla_people_motions motions;
    char **images; /* of --background FOLDER */
    size_t n_images;
    gfla_renderer *renderer;
    struct gfla_figure figure; /* of the person at work */
    struct gfla_people_shot shots[GFLA_PEOPLE_CHUNK];
    size_t person;                    /* at work */
    int first, count;                 /* its images */
    const struct gfla_camera *camera; /* of all images; NULL: each has its own */
    double lift;                      /* of poses that have a place, metres */
};

/* The device outlives the work; n_threads draw labels and write files. */
gfla_status gfla_people_work_open(struct gfla_people_work *work, const struct gfla_people *people,
                                  const struct gfla_render_job *job, gfla_device *device, int n_threads);
void gfla_people_work_close(struct gfla_people_work *work);
/* Person number `index`, ready to be drawn: the figure, and room for its images. */
gfla_status gfla_people_work_begin(struct gfla_people_work *work, size_t index);
/* Draws shots[0 .. count), whose pose, place, cut, view and camera are set: images, parts and joints are there
 * afterwards. */
gfla_status gfla_people_work_draw(struct gfla_people_work *work);
/* Places, points and cameras of shots[0 .. count) from their poses and views. */
gfla_status gfla_people_work_place(struct gfla_people_work *work);
/* Everything of person number `index` into its files; the marker last. */
gfla_status gfla_people_draw_person(struct gfla_people_work *work, size_t index);
gfla_status gfla_people_draw_clip(struct gfla_people_work *work, size_t index);

/* Where the chest faces, in degrees as azimuths are; view, light and shadow of an image, at random. */
double gfla_people_heading(const struct gfla_figure_pose *pose);
void gfla_people_draw_view(const struct gfla_people_work *work, struct gfla_random *random, double heading,
                           struct gfla_people_shot *shot);
/* The marker that a person is complete: what it is, and lines of the set's annotations. */
gfla_status gfla_people_write_marker(const struct gfla_people_work *work, size_t index, const struct gfla_text *csv,
                                     int n);

/* "p000012"; whether the person is held out for the test; where its marker lies. */
char *gfla_people_name(size_t index, char name[16]);
const char *gfla_people_phase(size_t index);
gfla_status gfla_people_marker_path(const char *root, size_t index, const char *ending, struct gfla_text *path);
/* The random numbers of something of a person, of a job's seed. */
struct gfla_random gfla_people_random(uint64_t seed, size_t index, uint64_t what);

/* Sets of files of an image: labels beside ROOT/PHASE. */
gfla_status gfla_people_write_labels(const char *root, const char *phase, const char *name,
                                     const struct gfla_people_shot *shot);
void gfla_people_add_annotation(struct gfla_text *csv, const char *name, const struct gfla_people_shot *shot);
/* What a detector would find, and what is there: for clips. */
struct gfla_keypoints gfla_people_points(const struct gfla_people_shot *shot, bool exact);

/* Surfaces of a person's images, kept until all are drawn. */
struct gfla_people_surfaces {
    struct gfla_person_triangles triangles; /* all of the figure */
    size_t n_points;
    int32_t *corners; /* [n_points]: one of the corners that are this point */
    struct gfla_person_surface *images;
    int n;
};
gfla_status gfla_people_surfaces_begin(struct gfla_people_surfaces *surfaces, const struct gfla_figure *figure, int n);
gfla_status gfla_people_surfaces_add(struct gfla_people_surfaces *surfaces, int image,
                                     const struct gfla_people_shot *shot);
/* Leaves what no image shows, and writes all into ROOT/PHASE_surface. */
gfla_status gfla_people_surfaces_write(struct gfla_people_surfaces *surfaces, const char *root, const char *phase,
                                       const char *person);
void gfla_people_surfaces_free(struct gfla_people_surfaces *surfaces);

/* Lists of the set from what people are complete. */
gfla_status gfla_people_write_lists(const struct gfla_people *people, const char *root);
/* ROOT/show_WORD.png of those that are asked for. */
gfla_status gfla_people_show_sheets(const struct gfla_people *people, const char *root);

#endif
