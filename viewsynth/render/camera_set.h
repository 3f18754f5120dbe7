/* render/camera_set.h - which cameras look at a model: a grid, a spiral, random places on the sphere, or a list.
 *
 * Random cameras are a pure function of seed and the model's id, whatever else is drawn and in whichever shard. All
 * angles are multiples of 0.001 degrees, so that three decimals in a file name tell views apart. Azimuth and elevation
 * as in camera.h. Lengths are in units of the layout that is written (layout.h). */
#ifndef VIEWSYNTH_RENDER_CAMERA_SET_H
#define VIEWSYNTH_RENDER_CAMERA_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "viewsynth/render/camera.h"

#define GFLA_CAMERAS_MAX 4096

enum gfla_cameras { GFLA_CAMERAS_GRID, GFLA_CAMERAS_SPIRAL, GFLA_CAMERAS_RANDOM, GFLA_CAMERAS_LIST };

/* One line of a list. 0: the layout's distance or field of view. */
struct gfla_camera_line {
    double azimuth, elevation, distance, fov;
};

struct gfla_camera_set {
    enum gfla_cameras kind;
    int n_azimuths, n_elevations; /* GRID: all around from azimuth0, each with all elevations */
    double azimuth0;
    bool clockwise;                       /* GRID: azimuths go down */
    int n;                                /* SPIRAL, RANDOM, LIST: cameras */
    double elevation0;                    /* GRID: the lowest; the next ones are 10 degrees apart */
    double elevations[2];                 /* RANDOM: within; both 0: the whole sphere */
    bool even_elevations;                 /* RANDOM: every elevation alike; otherwise every area of the sphere */
    double distances[2];                  /* RANDOM: every distance in between alike; both 0: the layout's */
    const struct gfla_camera_line *lines; /* LIST */
};

/* "18x3": 18 azimuths around the model by elevations 0, 10, 20; "spiral:N": the spiral of scene representation
 * networks, upwards from elevation 0 to the pole; "random:N": everywhere on the sphere; "random:N:LO..HI": between two
 * elevations in degrees, every area of the sphere alike; anything else is the path of a list, lines `azimuth elevation [distance [fov]]` with blanks or commas in between, `#` begins a comment.
 * *lines is what set->lines points to, and is freed with free(). GFLA_ERROR_USAGE for words that say nothing of a file,
 * GFLA_ERROR_INPUT for lists, with the line. */
gfla_status gfla_camera_set_parse(const char *text, struct gfla_camera_set *set, struct gfla_camera_line **lines);
/* The same of the bytes of a list; name stands for the path in messages. data[size] is 0. */
gfla_status gfla_camera_list_parse(const char *data, size_t size, const char *name, struct gfla_camera_set *set,
                                   struct gfla_camera_line **lines);

int gfla_camera_set_count(const struct gfla_camera_set *set);
/* Whether the set holds the same cameras for every model. */
bool gfla_camera_set_is_fixed(const struct gfla_camera_set *set);

/* Where cameras stand unless their set says otherwise. */
struct gfla_camera_place {
    double distance, fov; /* in units of the layout, degrees */
    double unit;          /* lengths of the layout in one length of the normalised model's frame */
};

/* Fills cameras[gfla_camera_set_count] in the normalised model's frame. GFLA_ERROR_USAGE where a camera would stand
 * within the model's sphere. */
gfla_status gfla_camera_set_place(const struct gfla_camera_set *set, const struct gfla_camera_place *place,
                                  uint64_t seed, const char *id, struct gfla_camera *cameras);

#endif
