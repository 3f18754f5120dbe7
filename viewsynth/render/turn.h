/* render/turn.h - turns of space: 3 x 3, row-major, without mirroring. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_TURN_H
#define VIEWSYNTH_RENDER_TURN_H

#include "viewsynth/render/vector.h"

struct turn {
    double m[9];
};

#define TURN_NONE ((struct turn){{1, 0, 0, 0, 1, 0, 0, 0, 1}})

static inline struct vector turn_apply(struct turn t, struct vector a)
{
    return vector_turned(t.m, a);
}

/* First b, then a. */
static inline struct turn turn_after(struct turn a, struct turn b)
{
    struct turn out;
    for (int i = 0; i < 9; i++)
        out.m[i] =
            a.m[i / 3 * 3] * b.m[i % 3] + a.m[i / 3 * 3 + 1] * b.m[3 + i % 3] + a.m[i / 3 * 3 + 2] * b.m[6 + i % 3];
    return out;
}

static inline struct turn turn_back(struct turn t)
{
    return (struct turn){{t.m[0], t.m[3], t.m[6], t.m[1], t.m[4], t.m[7], t.m[2], t.m[5], t.m[8]}};
}

/* x, y and z go to these: units at right angles, right-handed. */
static inline struct turn turn_to_axes(struct vector x, struct vector y, struct vector z)
{
    return (struct turn){{x.x, y.x, z.x, x.y, y.y, z.y, x.z, y.z, z.z}};
}

/* About a unit axis by an angle in radians, counterclockwise for who sees the axis come. */
static inline struct turn turn_about(struct vector axis, double angle)
{
    const double s = sin(angle), c = cos(angle), k = 1 - c, x = axis.x, y = axis.y, z = axis.z;
    return (struct turn){{c + k * x * x, k * x * y - s * z, k * x * z + s * y, k * x * y + s * z, c + k * y * y,
                          k * y * z - s * x, k * x * z - s * y, k * y * z + s * x, c + k * z * z}};
}

/* A unit vector at right angles to a unit vector. */
static inline struct vector vector_any_beside(struct vector a)
{
    const struct vector other = fabs(a.x) < 0.7 ? (struct vector){1, 0, 0} : (struct vector){0, 1, 0};
    return vector_unit(vector_beside(other, a));
}

/* The smallest turn that takes one unit vector to another; of opposite ones, one of many. */
static inline struct turn turn_between(struct vector from, struct vector to)
{
    const struct vector axis = vector_cross(from, to);
    const double s = vector_length(axis), c = vector_dot(from, to);
    if (s < 1e-9)
        return c > 0 ? TURN_NONE : turn_about(vector_any_beside(from), 3.14159265358979323846);
    return turn_about(vector_times(axis, 1 / s), atan2(s, c));
}

/* Axis (a unit) and angle (0 .. pi) of a turn. */
static inline double turn_angle(struct turn t, struct vector *axis)
{
    const struct vector v = {t.m[7] - t.m[5], t.m[2] - t.m[6], t.m[3] - t.m[1]}; /* 2 sin(angle) axis */
    const double s = vector_length(v), c = t.m[0] + t.m[4] + t.m[8] - 1;
    *axis = s > 1e-9 ? vector_times(v, 1 / s) : (struct vector){0, 1, 0};
    if (s <= 1e-9 && c < 0) { /* half a turn: the axis is the column of t + 1 that is longest */
        int k = 0;
        for (int i = 1; i < 3; i++)
            k = t.m[4 * i] > t.m[4 * k] ? i : k;
        struct vector column = {t.m[k], t.m[3 + k], t.m[6 + k]};
        *(k == 0 ? &column.x : k == 1 ? &column.y : &column.z) += 1;
        *axis = vector_unit(column);
    }
    return atan2(s, c);
}

/* The part (0 .. 1) of the way from a to b. */
static inline struct turn turn_between_turns(struct turn a, struct turn b, double part)
{
    struct vector axis;
    const double angle = turn_angle(turn_after(b, turn_back(a)), &axis);
    return turn_after(turn_about(axis, part * angle), a);
}

/* At most `most` radians from a towards b. */
static inline struct turn turn_towards(struct turn a, struct turn b, double most)
{
    struct vector axis;
    const double angle = turn_angle(turn_after(b, turn_back(a)), &axis);
    return angle <= most ? b : turn_after(turn_about(axis, most), a);
}

/* Takes the unit vector `from` to `to`, and what is beside it of `from_side` to the side of `to_side`. */
static inline struct turn turn_limb(struct vector from, struct vector from_side, struct vector to,
                                    struct vector to_side)
{
    const struct vector a = vector_unit(vector_beside(from_side, from)), b = vector_unit(vector_beside(to_side, to));
    return turn_after(turn_to_axes(to, b, vector_cross(to, b)),
                      turn_back(turn_to_axes(from, a, vector_cross(from, a))));
}

#endif
