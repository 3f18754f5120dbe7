#include "io/draw/draw_keypoints.h"

#include <math.h>

struct limb {
    int from, to;
    struct gfla_colour colour;
};

#define RIGHT_ARM                                                                                                      \
    {                                                                                                                  \
        235, 90, 60                                                                                                    \
    }
#define RIGHT_LEG                                                                                                      \
    {                                                                                                                  \
        240, 170, 50                                                                                                   \
    }
#define LEFT_ARM                                                                                                       \
    {                                                                                                                  \
        60, 150, 240                                                                                                   \
    }
#define LEFT_LEG                                                                                                       \
    {                                                                                                                  \
        80, 210, 200                                                                                                   \
    }
#define TRUNK                                                                                                          \
    {                                                                                                                  \
        170, 120, 230                                                                                                  \
    }
#define HEAD                                                                                                           \
    {                                                                                                                  \
        120, 210, 90                                                                                                   \
    }

static const struct limb coco_18[] = {{1, 2, RIGHT_ARM},  {2, 3, RIGHT_ARM},  {3, 4, RIGHT_ARM},   {1, 5, LEFT_ARM},
                                      {5, 6, LEFT_ARM},   {6, 7, LEFT_ARM},   {1, 8, TRUNK},       {8, 9, RIGHT_LEG},
                                      {9, 10, RIGHT_LEG}, {1, 11, TRUNK},     {11, 12, LEFT_LEG},  {12, 13, LEFT_LEG},
                                      {1, 0, HEAD},       {0, 14, RIGHT_ARM}, {14, 16, RIGHT_ARM}, {0, 15, LEFT_ARM},
                                      {15, 17, LEFT_ARM}, {-1, -1, HEAD}};
static const struct limb body_25[] = {
    {1, 2, RIGHT_ARM},   {2, 3, RIGHT_ARM},  {3, 4, RIGHT_ARM},  {1, 5, LEFT_ARM},    {5, 6, LEFT_ARM},
    {6, 7, LEFT_ARM},    {1, 8, TRUNK},      {8, 9, RIGHT_LEG},  {9, 10, RIGHT_LEG},  {10, 11, RIGHT_LEG},
    {8, 12, LEFT_LEG},   {12, 13, LEFT_LEG}, {13, 14, LEFT_LEG}, {1, 0, HEAD},        {0, 15, RIGHT_ARM},
    {15, 17, RIGHT_ARM}, {0, 16, LEFT_ARM},  {16, 18, LEFT_ARM}, {11, 22, RIGHT_LEG}, {22, 23, RIGHT_LEG},
    {11, 24, RIGHT_LEG}, {14, 19, LEFT_LEG}, {19, 20, LEFT_LEG}, {14, 21, LEFT_LEG},  {-1, -1, HEAD}};
static const struct limb coco_17[] = {{5, 6, TRUNK},       {6, 8, RIGHT_ARM},   {8, 10, RIGHT_ARM}, {5, 7, LEFT_ARM},
                                      {7, 9, LEFT_ARM},    {5, 11, TRUNK},      {6, 12, TRUNK},     {11, 12, TRUNK},
                                      {12, 14, RIGHT_LEG}, {14, 16, RIGHT_LEG}, {11, 13, LEFT_LEG}, {13, 15, LEFT_LEG},
                                      {0, 1, LEFT_ARM},    {1, 3, LEFT_ARM},    {0, 2, RIGHT_ARM},  {2, 4, RIGHT_ARM},
                                      {-1, -1, HEAD}};
static const struct limb h36m_17[] = {{0, 1, RIGHT_LEG},  {1, 2, RIGHT_LEG},  {2, 3, RIGHT_LEG},   {0, 4, LEFT_LEG},
                                      {4, 5, LEFT_LEG},   {5, 6, LEFT_LEG},   {0, 7, TRUNK},       {7, 8, TRUNK},
                                      {8, 9, HEAD},       {9, 10, HEAD},      {8, 11, LEFT_ARM},   {11, 12, LEFT_ARM},
                                      {12, 13, LEFT_ARM}, {8, 14, RIGHT_ARM}, {14, 15, RIGHT_ARM}, {15, 16, RIGHT_ARM},
                                      {-1, -1, HEAD}};

/* Ranges of the face's points that are joined one after the other; closed ones end where they began. */
static const struct {
    int first, last;
    bool is_closed;
    struct gfla_colour colour;
} face_68[] = {{0, 16, false, TRUNK},    {17, 21, false, RIGHT_ARM}, {22, 26, false, LEFT_ARM},
               {27, 30, false, HEAD},    {31, 35, false, HEAD},      {36, 41, true, RIGHT_LEG},
               {42, 47, true, LEFT_LEG}, {48, 59, true, RIGHT_ARM},  {60, 67, true, LEFT_ARM}};

static const struct limb *const limbs_of[GFLA_JOINTS_SETS] = {[GFLA_JOINTS_COCO_18] = coco_18,
                                                              [GFLA_JOINTS_BODY_25] = body_25,
                                                              [GFLA_JOINTS_COCO_17] = coco_17,
                                                              [GFLA_JOINTS_H36M_17] = h36m_17};

static void draw_limb(struct gfla_bitmap *canvas, const struct gfla_keypoints *points, struct limb limb, double line)
{
    const struct gfla_joint *a = &points->joint[limb.from], *b = &points->joint[limb.to];
    if (limb.from < points->n && limb.to < points->n && a->confidence > 0 && b->confidence > 0)
        gfla_draw_line(canvas, a->x + 0.5, a->y + 0.5, b->x + 0.5, b->y + 0.5, line, limb.colour);
}

static void draw_face(struct gfla_bitmap *canvas, const struct gfla_keypoints *points, double line)
{
    for (size_t i = 0; i < sizeof face_68 / sizeof *face_68; i++) {
        for (int p = face_68[i].first; p < face_68[i].last; p++)
            draw_limb(canvas, points, (struct limb){p, p + 1, face_68[i].colour}, line);
        if (face_68[i].is_closed)
            draw_limb(canvas, points, (struct limb){face_68[i].last, face_68[i].first, face_68[i].colour}, line);
    }
}

void gfla_draw_keypoints(struct gfla_bitmap *canvas, const struct gfla_keypoints *points)
{
    const double size = fmax(canvas->width, canvas->height), line = fmax(1.5, size / 90);
    if (points->set == GFLA_JOINTS_FACE_68) {
        draw_face(canvas, points, fmax(1.2, size / 200));
        return;
    }
    for (const struct limb *limb = limbs_of[points->set]; limb && limb->from >= 0; limb++)
        draw_limb(canvas, points, *limb, line);
    for (int i = 0; i < points->n; i++) {
        const struct gfla_joint *joint = &points->joint[i];
        if (joint->confidence > 0)
            gfla_draw_line(canvas, joint->x + 0.5, joint->y + 0.5, joint->x + 0.5, joint->y + 0.5, 1.6 * line,
                           GFLA_WHITE);
    }
}

bool gfla_draw_keypoints_limb(enum gfla_joint_set set, int i, int *from, int *to)
{
    const struct limb *limb = limbs_of[set];
    for (int k = 0; k < i && limb && limb->from >= 0; k++)
        limb++;
    *from = limb ? limb->from : -1;
    *to = limb ? limb->to : -1;
    return *from >= 0;
}
