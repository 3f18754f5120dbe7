/* render/vector.h - three doubles. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_VECTOR_H
#define VIEWSYNTH_RENDER_VECTOR_H

#include <math.h>
#include <stdbool.h>

struct vector {
    double x, y, z;
};

static inline struct vector vector_sum(struct vector a, struct vector b)
{
    return (struct vector){a.x + b.x, a.y + b.y, a.z + b.z};
}

static inline struct vector vector_times(struct vector a, double f)
{
    return (struct vector){a.x * f, a.y * f, a.z * f};
}

static inline struct vector vector_difference(struct vector a, struct vector b)
{
    return (struct vector){a.x - b.x, a.y - b.y, a.z - b.z};
}

static inline struct vector vector_middle(struct vector a, struct vector b)
{
    return vector_times(vector_sum(a, b), 0.5);
}

static inline double vector_dot(struct vector a, struct vector b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline struct vector vector_cross(struct vector a, struct vector b)
{
    return (struct vector){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static inline double vector_length(struct vector a)
{
    return sqrt(vector_dot(a, a));
}

/* Of length 1; zero stays zero. */
static inline struct vector vector_unit(struct vector a)
{
    const double length = vector_length(a);
    return length > 0 ? vector_times(a, 1 / length) : a;
}

/* What is left of a at right angles to the unit vector n. */
static inline struct vector vector_beside(struct vector a, struct vector n)
{
    return vector_difference(a, vector_times(n, vector_dot(a, n)));
}

/* 3 x 3, row-major. */
static inline struct vector vector_turned(const double m[9], struct vector a)
{
    return (struct vector){m[0] * a.x + m[1] * a.y + m[2] * a.z, m[3] * a.x + m[4] * a.y + m[5] * a.z,
                           m[6] * a.x + m[7] * a.y + m[8] * a.z};
}

/* The transposed of a turn undoes it. */
static inline struct vector vector_turned_back(const double m[9], struct vector a)
{
    return (struct vector){m[0] * a.x + m[3] * a.y + m[6] * a.z, m[1] * a.x + m[4] * a.y + m[7] * a.z,
                           m[2] * a.x + m[5] * a.y + m[8] * a.z};
}

#endif
