/* render/zeroad/zeroad_actor.h - the actors of 0 A.D.: which mesh with which texture, and what is attached to it.
 * Private to viewsynth/render.
 *
 * An actor (XML) has groups of variants; of each group one is chosen, by its frequency, and what later groups say
 * replaces what earlier ones did. Files come out of the game's archive. */
#ifndef VIEWSYNTH_RENDER_ZEROAD_ZEROAD_ACTOR_H
#define VIEWSYNTH_RENDER_ZEROAD_ZEROAD_ACTOR_H

#include "base/random.h"
#include "viewsynth/render/archive.h"

#define ZEROAD_MAX_PROPS 32
#define ZEROAD_TEXT 128

struct zeroad_prop {
    char point[ZEROAD_TEXT], actor[ZEROAD_TEXT]; /* below art/actors */
    /* that attached it: what a later one attaches to the point replaces all that was there */
    int variant;
};

struct zeroad_actor {
    char mesh[ZEROAD_TEXT];    /* below art/meshes; "": none */
    char texture[ZEROAD_TEXT]; /* below art/textures/skins; "": none */
    float colour[3];           /* where the texture lets it through; 0 .. 1 */
    bool has_colour;
    int n_props, n_variants;
    struct zeroad_prop props[ZEROAD_MAX_PROPS];
};

/* Reads art/actors/NAME and chooses. GFLA_ERROR_INPUT names the file: none of that name, no XML, too much of
 * something. */
gfla_status zeroad_actor_choose(gfla_archive *archive, const char *name, struct gfla_random *random,
                                struct zeroad_actor *actor);

/* The same of an actor in memory, whose variants in files of their own are looked for in the archive (NULL: there are
 * none). */
gfla_status zeroad_actor_parse(const char *data, size_t size, gfla_archive *archive, struct gfla_random *random,
                               struct zeroad_actor *actor);

#endif
