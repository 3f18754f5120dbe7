/* render/zeroad/zeroad_pieces.h - the models that a person of the game is made of: body, head, what is on the head.
 * Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_ZEROAD_ZEROAD_PIECES_H
#define VIEWSYNTH_RENDER_ZEROAD_ZEROAD_PIECES_H

#include "io/image/bitmap.h"
#include "viewsynth/render/zeroad/zeroad_actor.h"
#include "viewsynth/render/zeroad/zeroad_biped.h"

#define ZEROAD_MAX_PIECES 16

/* A model at its place on the skeleton. */
struct zeroad_piece {
    struct zeroad_model model;
    struct zeroad_place place;
    int bone; /* that carries it; ZEROAD_NO_BONE: it has weights of its own */
    bool is_head, is_hair, is_worn;
    float colour[3];
    struct gfla_bitmap texture;
};

struct zeroad_making {
    gfla_archive *archive; /* of the game */
    struct gfla_random random;
    struct zeroad_piece pieces[ZEROAD_MAX_PIECES];
    int n;
    float player[3]; /* colour */
    bool pants;      /* the body wears them */
};

/* How a piece is held: by which bone, where, as what; and how many others are between it and the body. */
struct zeroad_hold {
    struct zeroad_place place;
    int bone, depth;
    bool head, hair, worn;
};

/* Adds an actor below art/actors, and what is attached to it. GFLA_ERROR_INPUT names what is missing or damaged; of the
 * body also that it wears too little. */
gfla_status zeroad_piece_add(struct zeroad_making *m, const char *name, const struct zeroad_hold *hold);
void zeroad_pieces_free(struct zeroad_making *m);

#endif
