/* render/body/body_garment.h - a garment: which part of the body it covers, and how it hangs. Private to
 * viewsynth/render.
 *
 * Garments are the helper surfaces of the base mesh (tights, skirt) moved away from the skin and cut where a field ends
 * them. The same field tells which skin lies under them. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_GARMENT_H
#define VIEWSYNTH_RENDER_BODY_BODY_GARMENT_H

#include "viewsynth/render/body/body_make.h"

enum body_garment_kind { BODY_TOP, BODY_LEGS, BODY_SKIRTED, BODY_SOCKS, BODY_SHOES };
enum body_neckline { BODY_NECK_CREW, BODY_NECK_SCOOP, BODY_NECK_V, BODY_NECK_HIGH, BODY_NECK_OPEN };

struct body_garment {
    enum body_garment_kind kind;
    enum body_neckline neckline; /* of tops */
    float neck_depth;            /* of a V, a scoop or an open front, metres below the crew's */
    float sleeve;                /* end along the arm: 0 shoulder, 1 wrist; below 0: no sleeve, this far inside */
    float top_y, hem_y;          /* edges, metres above the ground */
    float front_gap;             /* half the gap of a top that is worn open; 0: closed */
    float ease;                  /* distance from the body's helper surface */
    float drape;                 /* of tops: 0 follows the body, 1 hangs straight from the widest place above */
    float width;                 /* of legs and sleeves: radius added at the lower end; of skirts: at the hem */
    int material;
    float (*move)[3]; /* of each vertex, metres: body_garment_hang; freed by who holds the garment */
    float repeat;     /* metres that one repetition of the material's texture covers; 0: 1 */
};

/* Distance to the nearest edge, about metres; above 0 where the garment is. */
float body_garment_field(const struct body_make *make, const struct body_garment *garment, const float at[3],
                         const float weights[GFLA_FIGURE_BONE_ROLES]);
/* How far inside the neckline a place of a top is. */
float body_neckline_field(const struct body_make *make, const struct body_garment *garment, const float at[3]);
/* How far outside the opening (a V) in the front a place is. */
float body_opening_field(const struct body_make *make, const struct body_garment *garment, const float at[3]);
/* How far inside the neckline without an opening. */
float body_crew_field(const struct body_make *make, const float at[3]);
/* Place along the nearer arm: 0 shoulder, 1 wrist. */
float body_along_arm(const struct body_make *make, const float at[3]);
/* Share of the weights that arms have. */
float body_armness(const float weights[GFLA_FIGURE_BONE_ROLES]);
float body_legness(const float weights[GFLA_FIGURE_BONE_ROLES]);

const struct body_faces *body_garment_faces(const struct body_make *make, const struct body_garment *garment);

/* Sets garment->move: how far each of its vertices hangs from the body, further out than the n garments that are worn
 * under it. */
gfla_status body_garment_hang(const struct body_make *make, struct body_garment *garment,
                              const struct body_garment *under, int n);

/* Widens a skirt towards its hem, and keeps it outside hips and legs; list: its vertices. */
void body_skirt_hang(const struct body_make *make, const struct body_garment *garment, const int *list, int n);
/* The weights of the skirt's vertices: each side goes with its leg, so that no leg comes through. */
void body_skirt_weights(const struct body_make *make, float (*weights)[GFLA_FIGURE_BONE_ROLES]);

/* A part of a garment that lies on it: a collar, a belt, a cuff. It is where `field` > 0 as well. */
struct body_patch {
    float extra; /* metres above the garment */
    float (*field)(const struct body_make *make, const struct body_garment *garment, const float at[3],
                   const float weights[GFLA_FIGURE_BONE_ROLES], const float *params);
    const float *params;
    float step; /* metres: how fine its edges are cut */
    int material;
    enum gfla_figure_part part; /* GFLA_PART_NONE: as the garment */
    bool alone;                 /* may reach beyond the garment */
    const float *window;        /* of x, y to x, y that the texture fills once; NULL: wound around as the garment's */
};

/* Adds a garment (patch NULL) or a patch on it to make->builder. */
gfla_status body_garment_add(struct body_make *make, const struct body_garment *garment,
                             const struct body_patch *patch);

#endif
