/* gfla/render.h - 3D models drawn from any side: colour, depth, normals, coordinates, and the object's back.
 *
 *     gfla_device *device;
 *     gfla_scene *scene;
 *     struct gfla_scene_view view;
 *     const struct gfla_scene_camera camera = {.azimuth = 60, .elevation = 20};
 *     if (gfla_device_open(&device, NULL, NULL) != GFLA_OK || gfla_scene_open(&scene, device, NULL) != GFLA_OK ||
 *         gfla_scene_load(scene, "chair.obj", NULL) != GFLA_OK ||
 *         gfla_scene_draw(scene, &camera, 1, GFLA_SCENE_COLOUR, &view) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     gfla_image_write(&view.colour, "chair.png", NULL);
 *     gfla_scene_view_free(&view);
 *     gfla_scene_close(&scene);
 *     gfla_device_destroy(&device);
 *
 * A model is scaled into the unit sphere around the origin, y up; one that faces +z looks into the camera of azimuth
 * 90. A camera of azimuth t and elevation p has its eye at distance * (cos p cos t, sin p, cos p sin t) and looks at
 * the origin. In camera coordinates x points right, y down and z forward.
 * Thread safety: a scene belongs to one thread and to its device. The same device, model and lights give the same
 * bytes. */
#ifndef GFLA_RENDER_H
#define GFLA_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gfla/device.h>
#include <gfla/image.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gfla_scene gfla_scene;

struct gfla_scene_params {
    size_t struct_size;  /* set by gfla_scene_params_init */
    int size;            /* side of the square images, 8 .. 2040 pixels; 0: 128 */
    int samples;         /* along a pixel's side, 1 .. 4; 0: 2 */
    bool drawn_lights;   /* lights that light_seed draws, instead of the default ones */
    uint64_t light_seed; /* any number */
};
GFLA_API void gfla_scene_params_init(struct gfla_scene_params *params);

/* The device must outlive the scene. params may be NULL. GFLA_ERROR_USAGE: a value outside its range, or the null
 * device. Blocks while kernels compile. */
GFLA_API gfla_status gfla_scene_open(gfla_scene **scene, gfla_device *device, const struct gfla_scene_params *params);
GFLA_API void gfla_scene_close(gfla_scene **scene);

/* What materials look like. */
typedef enum gfla_looks {
    GFLA_LOOKS_OWN,     /* as the file says */
    GFLA_LOOKS_DRAWN,   /* wood, cloth, metal ... by its name for each material without a look of its own */
    GFLA_LOOKS_REDRAWN, /* for all */
    GFLA_LOOKS_COUNT
} gfla_looks;

struct gfla_scene_load_params {
    size_t struct_size;  /* set by gfla_scene_load_params_init */
    bool z_up;           /* the file's up axis is z */
    gfla_looks looks;    /* of its materials */
    uint64_t looks_seed; /* chooses drawn looks, with the model's name */
    const char *member;  /* id of a model of an archive or folder with several, as `gfla render --list` says it; NULL:
                                the first */
};
GFLA_API void gfla_scene_load_params_init(struct gfla_scene_load_params *params);

/* Reads a model (OBJ, glTF, PLY, STL and whatever Assimp reads), a folder or an archive (.zip, .sh3f) in place of what
 * was loaded before. params may be NULL. GFLA_ERROR_INPUT: there is no model, no such member, or it is damaged; the
 * scene then has the model that it had. Blocks. Files of strangers are read apart where the context names a program for
 * that (gfla_context_params.import_program). */
GFLA_API gfla_status gfla_scene_load(gfla_scene *scene, const char *path, const struct gfla_scene_load_params *params);

/* Zeros stand for the defaults. Degrees; the distance in radii of the model's sphere. */
struct gfla_scene_camera {
    double azimuth;   /* any */
    double elevation; /* -90 .. 90 */
    double distance;  /* from the origin, more than 1; 0: 4 */
    double fov;       /* 1 .. 150; 0: 30 */
};

/* What is drawn, as bits. */
enum gfla_scene_layers {
    GFLA_SCENE_COLOUR = 1,
    GFLA_SCENE_DEPTH = 2,
    GFLA_SCENE_NORMALS = 4,
    GFLA_SCENE_COORDINATES = 8,
    GFLA_SCENE_BACK = 16, /* colour and depth of the surface where the ray leaves the object for good */
    GFLA_SCENE_ALL = 31
};

/* Images of size x size; those that were not asked for are empty. */
struct gfla_scene_view {
    struct gfla_image colour;      /* RGBA, GFLA_TYPE_U8, alpha not premultiplied */
    struct gfla_image back_colour; /* likewise */
    float *depth;                  /* [size][size], camera z at the pixel's centre; 0 where there is nothing */
    float *back_depth;             /* likewise, at least depth */
    float *normals;     /* [size][size][3], unit length, towards the camera, in the model's axes; 0 0 0 nothing */
    float *coordinates; /* [size][size][3], in the model's axes; 0 0 0 nothing */
};

/* Draws n views of the loaded model into views[n], which are freed with gfla_scene_view_free; layers: what of them.
 * Blocks. GFLA_ERROR_USAGE: no model is loaded, or a camera is outside its range; all views are empty after a
 * failure. */
GFLA_API gfla_status gfla_scene_draw(gfla_scene *scene, const struct gfla_scene_camera *cameras, size_t n,
                                     uint32_t layers, struct gfla_scene_view *views);
/* NULL and empty views are fine. */
GFLA_API void gfla_scene_view_free(struct gfla_scene_view *view);

#ifdef __cplusplus
}
#endif
#endif
