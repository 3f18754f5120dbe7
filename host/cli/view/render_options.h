/* cli/view/render_options.h - options of `gfla render`: cameras, layouts and images; lights; people. */
#ifndef GFLA_CLI_VIEW_RENDER_OPTIONS_H
#define GFLA_CLI_VIEW_RENDER_OPTIONS_H

#include "cli/cli.h"
#include "tasks/render/render_batch.h"
#include "tasks/render/render_people.h"

/* Takes the option if it is one of these: KEY_VIEWS ... */
enum {
    RENDER_KEY_VIEWS = CLI_KEY + 64,
    RENDER_KEY_SIZE,
    RENDER_KEY_LAYOUT,
    RENDER_KEY_DISTANCE,
    RENDER_KEY_FOV,
    RENDER_KEY_WHITE,
    RENDER_KEY_DEPTH,
    RENDER_KEY_NO_DEPTH,
    RENDER_KEY_BACK,
    RENDER_KEY_NORMALS,
    RENDER_KEY_COORDINATES,
    RENDER_KEY_MASKS,
    RENDER_KEY_SPLIT
};
/* The lines of these options for a table of argp. */
#define RENDER_VIEW_OPTIONS                                                                                            \
    {"views",                                                                                                          \
     RENDER_KEY_VIEWS,                                                                                                 \
     "CAMERAS",                                                                                                        \
     0,                                                                                                                \
     "AZxEL: azimuths around the model and elevations 0, 10, 20 ... degrees; spiral:N; random:N; random:N:LO..HI, "    \
     "between two elevations; or a file of lines "                                                                     \
     "AZIMUTH ELEVATION [DISTANCE [FOV]] (default: the layout's own, 18x3 for views)",                                 \
     0},                                                                                                               \
        {"size",                                                                                                       \
         RENDER_KEY_SIZE,                                                                                              \
         "N",                                                                                                          \
         0,                                                                                                            \
         "side of the pictures in pixels (default: the layout's, 128 for views); of people also WxH (default "         \
         "176x256)",                                                                                                   \
         0},                                                                                                           \
        {"layout",                                                                                                     \
         RENDER_KEY_LAYOUT,                                                                                            \
         "NAME",                                                                                                       \
         0,                                                                                                            \
         "files to write: views (default), plain, hdf5, r2n2, nmr, srn, nerf, stanford, zero123 or objaverse, see "    \
         "below",                                                                                                      \
         0},                                                                                                           \
        {"distance", RENDER_KEY_DISTANCE, "X", 0, "of the cameras from the middle, in the layout's unit", 0},          \
        {"fov", RENDER_KEY_FOV, "DEGREES", 0, "field of view", 0},                                                     \
        {"white", RENDER_KEY_WHITE, 0, 0, "on white instead of transparent", 0},                                       \
        {"depth", RENDER_KEY_DEPTH, "WHAT", 0, "png (16 bits), npy (float32) or none", 0},                             \
        {"no-depth", RENDER_KEY_NO_DEPTH, 0, 0, "no depth pictures: --depth none", 0},                                 \
        {"back", RENDER_KEY_BACK, 0, 0, "also the last surface that each ray meets: its colour and depth", 0},         \
        {"normals", RENDER_KEY_NORMALS, 0, 0, "also normals", 0},                                                      \
        {"coordinates", RENDER_KEY_COORDINATES, 0, 0, "also where in the world each pixel lies", 0},                   \
        {"masks", RENDER_KEY_MASKS, 0, 0, "also masks: 255 on the model, 0 elsewhere", 0},                             \
    {                                                                                                                  \
        "split", RENDER_KEY_SPLIT, "PART", 0, "only models that are held for train, val or test; all (default)", 0     \
    }
#define RENDER_LAYOUTS_DOC                                                                                             \
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
bool render_views_option(struct gfla_render_views *views, const struct argp_state *state, int key, const char *arg);
#define RENDER_LIGHTS_OPTION(KEY)                                                                                      \
    {                                                                                                                  \
        "lights", KEY, "WHICH", 0,                                                                                     \
            "default; model: each model in other lights, which its id chooses; or a number: all models in the lights " \
            "of this seed",                                                                                            \
            0                                                                                                          \
    }

/* A wrong value is wrong usage. */
void render_lights_parse(struct gfla_render_lights *lights, const struct argp_state *state, const char *arg);

/* Options of people, ended by {0}; their keys begin at this one. */
#define PEOPLE_KEY (CLI_KEY + 0x80)
#define PEOPLE_OPTIONS                                                                                                 \
    {0, 0, 0, 0, "People, instead of models:", 1},                                                                     \
        {"people", PEOPLE_KEY, "N", 0, "N people in poses, as a data set for `gfla train person'", 1},                 \
        {"poses-per-person", PEOPLE_KEY + 1, "K", 0, "pictures of each person (default 4)", 1},                        \
        {"motion",                                                                                                     \
         PEOPLE_KEY + 2,                                                                                               \
         "PATH",                                                                                                       \
         0,                                                                                                            \
         "poses from motion capture (BVH ...), or a folder of it; `0ad' or public.zip: the clips of 0 A.D.; `drawn': " \
         "the built-in set (default; may be repeated)",                                                                \
         1},                                                                                                           \
        {"background", PEOPLE_KEY + 3, "KIND", 0, "plain (default), varied, or a folder of pictures", 1},              \
        {"figures", PEOPLE_KEY + 4, "NAME", 0, "where people come from: cc0 (default), 0ad or blocks", 1},             \
        {"people-data", PEOPLE_KEY + 5, "PATH", 0, "the data of --figures (docs/people-data.md)", 1},                  \
        {"framing", PEOPLE_KEY + 6, "KIND", 0, "varied (default: some cut at knees or hips) or full", 1},              \
        {"clips", PEOPLE_KEY + 7, "FRAMES", 0, "a clip of each person, as a data set for `gfla train animate'", 1},    \
        {"flows", PEOPLE_KEY + 8, 0, 0, "also the flow of every pair, as .npy", 1},                                    \
    {                                                                                                                  \
        "show", PEOPLE_KEY + 9, "WORDS", 0, "sheets for looking, of the first 24: keypoints, parts, flow", 1           \
    }

/* For the parse function of `gfla render`: ARGP_ERR_UNKNOWN where the key is of no such option. */
error_t people_parse(struct gfla_people *people, int key, char *arg, struct argp_state *state);

/* `gfla render --people`: draws the set and says what was done. */
gfla_status people_render(const struct gfla_people *people, const struct gfla_render_job *job, const struct cli *cli);

#endif
