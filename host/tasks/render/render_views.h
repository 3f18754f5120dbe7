/* tasks/render/render_views.h - which views `gfla render` writes, and how: the options of cameras, layouts and
 * images. */
#ifndef GFLA_TASKS_RENDER_RENDER_VIEWS_H
#define GFLA_TASKS_RENDER_RENDER_VIEWS_H

#include "cli/cli.h"
#include "viewsynth/data/layout_hdf5.h"

#define GFLA_RENDER_MAX_SETS 4

struct gfla_render_views {
    const struct gfla_layout *layout;
    const char *cameras;       /* --views; NULL: the layout's own */
    double distance, fov;      /* 0: the layout's */
    int size;                  /* 0: the layout's */
    unsigned wanted, unwanted; /* 1 << enum gfla_image: beside or without the layout's own */
    bool white, depth_npy;
    bool one_purpose; /* only models that are held for `purpose` */
    enum gfla_purpose purpose;

    struct gfla_camera_line *lines; /* of a list of cameras */
    struct gfla_camera_set sets[GFLA_RENDER_MAX_SETS];
    int n_sets, n_views;
};

/* Takes the option if it is one of these: KEY_VIEWS ... */
enum {
    GFLA_RENDER_KEY_VIEWS = CLI_KEY + 64,
    GFLA_RENDER_KEY_SIZE,
    GFLA_RENDER_KEY_LAYOUT,
    GFLA_RENDER_KEY_DISTANCE,
    GFLA_RENDER_KEY_FOV,
    GFLA_RENDER_KEY_WHITE,
    GFLA_RENDER_KEY_DEPTH,
    GFLA_RENDER_KEY_NO_DEPTH,
    GFLA_RENDER_KEY_BACK,
    GFLA_RENDER_KEY_NORMALS,
    GFLA_RENDER_KEY_COORDINATES,
    GFLA_RENDER_KEY_MASKS,
    GFLA_RENDER_KEY_SPLIT
};
/* The lines of these options for a table of argp. */
#define GFLA_RENDER_VIEW_OPTIONS                                                                                       \
    {"views",                                                                                                          \
     GFLA_RENDER_KEY_VIEWS,                                                                                            \
     "CAMERAS",                                                                                                        \
     0,                                                                                                                \
     "AZxEL: azimuths around the model and elevations 0, 10, 20 ... degrees; spiral:N; random:N; or a file of lines "  \
     "AZIMUTH ELEVATION [DISTANCE [FOV]] (default: the layout's own, 18x3 for views)",                                 \
     0},                                                                                                               \
        {"size",                                                                                                       \
         GFLA_RENDER_KEY_SIZE,                                                                                         \
         "N",                                                                                                          \
         0,                                                                                                            \
         "side of the pictures in pixels (default: the layout's, 128 for views); of people also WxH (default "         \
         "176x256)",                                                                                                   \
         0},                                                                                                           \
        {"layout",                                                                                                     \
         GFLA_RENDER_KEY_LAYOUT,                                                                                       \
         "NAME",                                                                                                       \
         0,                                                                                                            \
         "files to write: views (default), plain, hdf5, r2n2, nmr, srn, nerf, stanford, zero123 or objaverse, see "    \
         "below",                                                                                                      \
         0},                                                                                                           \
        {"distance", GFLA_RENDER_KEY_DISTANCE, "X", 0, "of the cameras from the middle, in the layout's unit", 0},     \
        {"fov", GFLA_RENDER_KEY_FOV, "DEGREES", 0, "field of view", 0},                                                \
        {"white", GFLA_RENDER_KEY_WHITE, 0, 0, "on white instead of transparent", 0},                                  \
        {"depth", GFLA_RENDER_KEY_DEPTH, "WHAT", 0, "png (16 bits), npy (float32) or none", 0},                        \
        {"no-depth", GFLA_RENDER_KEY_NO_DEPTH, 0, 0, "no depth pictures: --depth none", 0},                            \
        {"back", GFLA_RENDER_KEY_BACK, 0, 0, "also the last surface that each ray meets: its colour and depth", 0},    \
        {"normals", GFLA_RENDER_KEY_NORMALS, 0, 0, "also normals", 0},                                                 \
        {"coordinates", GFLA_RENDER_KEY_COORDINATES, 0, 0, "also where in the world each pixel lies", 0},              \
        {"masks", GFLA_RENDER_KEY_MASKS, 0, 0, "also masks: 255 on the model, 0 elsewhere", 0},                        \
    {                                                                                                                  \
        "split", GFLA_RENDER_KEY_SPLIT, "PART", 0, "only models that are held for train, val or test; all (default)",  \
            0                                                                                                          \
    }
#define GFLA_RENDER_LAYOUTS_DOC                                                                                        \
    "Layouts:\n"                                                                                                       \
    "  views      MODEL/AZ_EL.png, AZ_EL_depth.png (16 bits: camera z = 3 + 2 v / 65535, 0 empty), cameras.json\n"     \
    "  plain      the same, numbered: MODEL/0000.png\n"                                                                \
    "  hdf5       all in one file data_NAME.hdf5, 256 pixels, with lists of views, as published ShapeNet sets\n"       \
    "  r2n2       3D-R2N2: CATEGORY/MODEL/rendering/00.png, 24 random views of 137 pixels\n"                           \
    "  nmr        CATEGORY/MODEL/image, mask, cameras.npz, 24 views of 64 pixels; softras_*.lst (DVR, pixel-nerf)\n"   \
    "  srn        MODEL/rgb, pose, intrinsics.txt, 50 random views of 128 pixels (pixel-nerf)\n"                       \
    "  nerf       MODEL/transforms_{train,val,test}.json, 400 views of 800 pixels\n"                                   \
    "  stanford   MODEL/MODEL_r_000.png, _depth0001, _normal0001, 30 views of 600 pixels\n"                            \
    "  zero123    MODEL/000.png and 000.npy, 12 random views of 512 pixels\n"                                          \
    "  objaverse  MODEL/000.png, 12 views of 512 pixels\n"

/* False: it is another option. Wrong values are wrong usage. */
bool gfla_render_views_option(struct gfla_render_views *views, const struct argp_state *state, int key,
                              const char *arg);
/* Reads --views, fills in what the layout says. free lines afterwards. */
gfla_status gfla_render_views_resolve(struct gfla_render_views *views);
void gfla_render_views_free(struct gfla_render_views *views);
unsigned gfla_render_views_images(const struct gfla_render_views *views);

/* Cameras of the model of this id, n_views of them; unit: gfla_layout_unit_of. */
gfla_status gfla_render_views_place(const struct gfla_render_views *views, double unit, uint64_t seed, const char *id,
                                    struct gfla_camera *cameras);
/* Whether every model has the same cameras. */
bool gfla_render_views_are_fixed(const struct gfla_render_views *views);

#endif
