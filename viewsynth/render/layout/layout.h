/* render/layout/layout.h - rendered views on disk: the layouts that people's tools read, each one entry of a table.
 *
 * A layout says how its files are called, which world and which cameras it has, and what it writes beside images. One
 * file each (layout_NAME.c); docs/formats.md describes them all. A set is written model by model:
 *
 *     open - begin, add some views, add the others, end - begin ... end - commit - close
 *
 * Every layout of folders ends a model with cameras.json in the model's folder: a folder that has it is complete. The
 * same models, cameras and images give the same bytes, in whatever order or shards the models come.
 *
 * World of a layout: the normalised model (camera.h) with y up, or, z_up, turned as Blender imports it, (x, y, z) ->
 * (x, -z, y); all lengths times `unit`. */
#ifndef VIEWSYNTH_RENDER_LAYOUT_LAYOUT_H
#define VIEWSYNTH_RENDER_LAYOUT_LAYOUT_H

#include "viewsynth/render/camera_set.h"
#include "viewsynth/render/library.h"
#include "viewsynth/render/raster.h"

/* ---- depth in 16 bits ---- */

#define GFLA_DEPTH_NEAR 3.0f
#define GFLA_DEPTH_RANGE 2.0f

/* Depth as it is stored for a camera at GFLA_CAMERA_DISTANCE: 0 stays 0, others lie in 1 .. 65535. */
uint16_t gfla_depth_encode(float depth);
float gfla_depth_decode(uint16_t value);
/* For a camera at another distance: 1 .. 65535 are the depths distance - 1 .. distance + 1. */
uint16_t gfla_depth_encode_at(double depth, double distance);

/* ---- layouts ---- */

/* What can be written of a view. */
enum gfla_layout_image {
    GFLA_LAYOUT_COLOUR,
    GFLA_LAYOUT_DEPTH,
    GFLA_LAYOUT_BACK,       /* colour of the surface where rays leave the object */
    GFLA_LAYOUT_BACK_DEPTH, /* and its depth */
    GFLA_LAYOUT_NORMAL,
    GFLA_LAYOUT_COORDINATES,
    GFLA_LAYOUT_MASK,
    GFLA_LAYOUT_COUNT
};

/* How long the layout's world measures the model, whose bounding box has a diagonal of 2 in the model's own frame. */
enum gfla_layout_unit {
    GFLA_UNIT_DIAGONAL_2,
    GFLA_UNIT_DIAGONAL_1, /* as ShapeNet normalises */
    GFLA_UNIT_SIDE_1      /* the longest side of the bounding box is 1 */
};

enum gfla_purpose { GFLA_FOR_TRAINING, GFLA_FOR_VALIDATION, GFLA_FOR_TEST, GFLA_PURPOSES };
extern const char *const gfla_purpose_names[GFLA_PURPOSES]; /* "train", "val", "test" */

struct gfla_layout_params {
    int size;         /* side of the images */
    bool white;       /* colours on white, without alpha */
    unsigned images;  /* 1 << enum gfla_layout_image of what is written */
    bool depth_npy;   /* depths as float32 .npy instead of PNG, in the layout's unit */
    bool own_cameras; /* the cameras are the layout's own sets, not --views */
    int n_threads;    /* that compress; 0: 1 */
};

/* A model that is being written. */
struct gfla_layout_model {
    const struct gfla_model_entry *entry;
    enum gfla_purpose purpose; /* what the split holds it for */
    double unit;               /* gfla_layout_unit of its mesh */
    const struct gfla_camera *cameras;
    int n_views;
};

typedef struct gfla_layout_set gfla_layout_set;

struct gfla_layout {
    const char *name, *about; /* about: one line for help */
    int size;                 /* default */
    bool white;               /* default; such layouts have no alpha at all */
    bool one_file;            /* the output is a file, not a folder */
    bool z_up;
    bool numbered;    /* view names count from 0 */
    int digits;       /* of these numbers, 0: as many as they have */
    bool by_category; /* a folder for each category, with the models in it */
    enum gfla_layout_unit unit;
    double distance, fov;               /* of cameras whose set says nothing else, in the layout's unit */
    const struct gfla_camera_set *sets; /* its own cameras, one set after the other */
    int n_sets;
    unsigned images; /* written unless told otherwise */
    bool eight_bits; /* depth and normals as 8-bit RGBA or grey */
    /* Where an image lies in the model's folder: BEFORE name AFTER; AFTER NULL: it has no place. Parts before the last
     * '/' are folders. */
    struct {
        const char *before, *after;
    } files[GFLA_LAYOUT_COUNT];

    /* NULL: numbered, or azimuth and elevation. Writes the name of a view; returns name. */
    char *(*view_name)(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, char *name,
                       size_t size);
    /* NULL: any cameras will do. GFLA_ERROR_USAGE where the layout cannot tell what these cameras are. */
    gfla_status (*check)(const gfla_layout_set *set, const struct gfla_layout_model *model);
    /* Each may be NULL: nothing to do. */
    gfla_status (*begin_set)(gfla_layout_set *set);
    gfla_status (*begin_model)(gfla_layout_set *set, const struct gfla_layout_model *model);
    /* NULL: images go into files, as above. Views first .. first + n - 1, as gfla_renderer_draw leaves them. */
    gfla_status (*add_views)(gfla_layout_set *set, const struct gfla_layout_model *model, int first, int n,
                             const struct gfla_render_out *drawn);
    gfla_status (*end_model)(gfla_layout_set *set, const struct gfla_layout_model *model); /* before cameras.json */
    gfla_status (*end_set)(gfla_layout_set *set);
    void (*close_set)(gfla_layout_set *set); /* also without end_set */
    double (*depth_value)(double depth);     /* with eight_bits: depth in the layout's unit to 0 .. 1; empty is 1 */
};

/* The layouts of folders, by name; NULL at the end. */
extern const struct gfla_layout *const gfla_layouts[];
extern const struct gfla_layout gfla_layout_views; /* the first, and the default */

/* What is open while a set is written. */
struct gfla_layout_set {
    const struct gfla_layout *layout;
    const char *path; /* the caller's */
    struct gfla_layout_params params;
    void *state; /* the layout's own */
};

/* Begins a set at path, a folder that appears. GFLA_ERROR_USAGE when the layout has no place for an image that is
 * wanted. */
gfla_status gfla_layout_open(gfla_layout_set **set, const struct gfla_layout *layout, const char *path,
                             const struct gfla_layout_params *params);
/* Lists and the like appear, or the file of layouts of one file. */
gfla_status gfla_layout_commit(gfla_layout_set *set);
/* Also without a commit: what is not complete does not appear. */
void gfla_layout_close(gfla_layout_set **set);

/* What the layout's unit is in lengths of the normalised mesh. */
double gfla_layout_unit_of(const struct gfla_layout *layout, const struct gfla_mesh *mesh);
int gfla_layout_own_count(const struct gfla_layout *layout);

/* The path of a model's cameras.json, whose presence says that it is complete: false where the layout has none. */
bool gfla_layout_marker(const gfla_layout_set *set, const struct gfla_model_entry *entry, char *path, size_t size);

/* Checks cameras and names, makes the folders, and removes cameras.json: the model is not complete any more. */
gfla_status gfla_layout_begin(gfla_layout_set *set, const struct gfla_layout_model *model);
/* The first part of it alone, before anything is drawn: whether the layout can name these views and tell their
 * cameras. */
gfla_status gfla_layout_check(const gfla_layout_set *set, const struct gfla_layout_model *model);
gfla_status gfla_layout_add(gfla_layout_set *set, const struct gfla_layout_model *model, int first, int n,
                            const struct gfla_render_out *drawn);
/* The exact flow from the view `target` to the view `source` (depth: of all views, as drawn), for layouts named by
 * angles: flow_<source>_to_<target>.npy, float32 [2, size, size], x then y: the target at p is the source at p + flow;
 * and ..._visible.png: 255 where the source shows the point, 128 where it is hidden there, 0 where the target is
 * empty. */
gfla_status gfla_layout_add_flow(gfla_layout_set *set, const struct gfla_layout_model *model, const float *depth,
                                 int source, int target);
gfla_status gfla_layout_end(gfla_layout_set *set, const struct gfla_layout_model *model);

/* ---- for the layouts' own files ---- */

/* The model's folder. */
gfla_status gfla_layout_folder(const gfla_layout_set *set, const struct gfla_model_entry *entry, char *path,
                               size_t size);
/* The name of a view, and the path of one of its images, from the model's folder on. */
char *gfla_layout_view_name(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, char *name,
                            size_t size);
char *gfla_layout_file(const gfla_layout_set *set, const struct gfla_layout_model *model, int view,
                       enum gfla_layout_image image, char *path, size_t size);
bool gfla_layout_writes(const gfla_layout_set *set, enum gfla_layout_image image);
/* "020_10", or "020.5_-05.25" where angles are no whole degrees; returns name. */
char *gfla_view_name(const struct gfla_camera *camera, char name[32]);

/* Cameras in the layout's world: world to camera, and camera to world, 4 x 4, row-major, camera axes x right, y down, z
 * forward; flip: x right, y up, looking along -z, as OpenGL and Blender have them. */
void gfla_layout_world_to_camera(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, bool flip,
                                 double matrix[16]);
void gfla_layout_camera_to_world(const gfla_layout_set *set, const struct gfla_layout_model *model, int view, bool flip,
                                 double matrix[16]);
/* A vector of the model's frame in the layout's axes, without its unit. */
void gfla_layout_turn(const struct gfla_layout *layout, const float v[3], float turned[3]);
double gfla_layout_distance(const struct gfla_layout_model *model, int view); /* in the layout's unit */

/* Writes text to a file of the model's folder, and frees it. */
gfla_status gfla_layout_write_text(const gfla_layout_set *set, const struct gfla_layout_model *model, const char *name,
                                   struct gfla_text *text);
/* Writes cameras.json. */
gfla_status gfla_layout_write_cameras(const gfla_layout_set *set, const struct gfla_layout_model *model);
/* The purpose that cameras.json of a complete model names; GFLA_PURPOSES where it cannot be read. */
enum gfla_purpose gfla_layout_read_purpose(const char *cameras_json);

/* The members of a JSON object that tell of a model, without braces: id, catalogue_id, name, category, creator,
 * licence, source, size_cm and rotation (null where unknown). */
void gfla_entry_add_json(struct gfla_text *json, const struct gfla_model_entry *entry);

#endif
