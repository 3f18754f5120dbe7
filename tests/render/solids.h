/* tests/render/solids.h - solids whose surfaces are known: their meshes, and rays through them in double precision. */
#ifndef GFLA_TESTS_RENDER_SOLIDS_H
#define GFLA_TESTS_RENDER_SOLIDS_H

#include "tests/unit/render_models.h"
#include "viewsynth/render/camera.h"
#include "viewsynth/render/raster.h"

#define PI 3.14159265358979323846

/* A mesh of n triangles of one white, matt, solid material. The caller fills in the corners. */
static inline struct gfla_mesh *make_mesh(size_t n)
{
    struct gfla_mesh *mesh = NULL;
    assert_ok(gfla_calloc(&mesh, 1, sizeof *mesh, "mesh"));
    assert_ok(gfla_calloc(&mesh->corners, 3 * n, sizeof *mesh->corners, "corners"));
    assert_ok(gfla_calloc(&mesh->triangle_materials, n, sizeof *mesh->triangle_materials, "materials"));
    assert_ok(gfla_calloc(&mesh->materials, 4, sizeof *mesh->materials, "materials"));
    mesh->n_triangles = n;
    mesh->n_materials = 4; /* one to use, three to spare */
    for (int i = 0; i < 4; i++)
        mesh->materials[i] = (struct raster_material){.colour = {1, 1, 1, 1}, .texture = -1, .emission_texture = -1};
    for (size_t i = 0; i < 3 * n; i++)
        mesh->corners[i].colour = 0xffffffff;
    return mesh;
}

/* A closed surface over a grid of u, v in 0 .. 1: where(u, v) writes position and normal. */
typedef void surface_at(double u, double v, float position[3], float normal[3]);

static inline struct gfla_mesh *make_surface(surface_at *where, int nu, int nv)
{
    struct gfla_mesh *mesh = make_mesh(2 * (size_t)nu * (size_t)nv);
    struct raster_corner *c = mesh->corners;
    static const int corner[6][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 1}};
    for (int j = 0; j < nv; j++) {
        for (int i = 0; i < nu; i++) {
            for (int k = 0; k < 6; k++, c++) {
                int a = i + corner[k][0], b = j + corner[k][1];
                where((double)a / nu, (double)b / nv, c->position, c->normal);
                c->uv[0] = (float)a / (float)nu;
                c->uv[1] = (float)b / (float)nv;
            }
        }
    }
    return mesh;
}

#define BALL_RADIUS 0.6
static inline void ball_at(double u, double v, float position[3], float normal[3])
{
    double t = 2 * PI * u, p = PI * (v - 0.5);
    double n[3] = {cos(p) * cos(t), sin(p), cos(p) * sin(t)};
    for (int k = 0; k < 3; k++) {
        normal[k] = (float)n[k];
        position[k] = (float)(BALL_RADIUS * n[k]);
    }
}

/* A ring around the y axis. */
#define RING_RADIUS 0.6
#define RING_TUBE 0.22
static inline void ring_at(double u, double v, float position[3], float normal[3])
{
    double t = 2 * PI * u, p = 2 * PI * v, r = RING_RADIUS + RING_TUBE * cos(p);
    double at[3] = {r * cos(t), RING_TUBE * sin(p), r * sin(t)}, n[3] = {cos(p) * cos(t), sin(p), cos(p) * sin(t)};
    for (int k = 0; k < 3; k++) {
        position[k] = (float)at[k];
        normal[k] = (float)n[k];
    }
}

static inline void put_corner(struct raster_corner *c, const double position[3], const double normal[3], double u,
                              double v)
{
    for (int k = 0; k < 3; k++) {
        c->position[k] = (float)position[k];
        c->normal[k] = (float)normal[k];
    }
    c->uv[0] = (float)u;
    c->uv[1] = (float)v;
}

/* The square |a|, |b| <= half in the plane where coordinate `axis` is `at`, as two triangles wound to look at `side` (1
 * or -1). */
static inline void put_square(struct raster_corner *c, int axis, double at, double half, int side)
{
    static const int corner[6][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 1}};
    int first = (axis + 1) % 3, second = (axis + 2) % 3;
    for (int k = 0; k < 6; k++) {
        int m = side > 0 ? k : k / 3 * 3 + 2 - k % 3;
        double p[3], n[3] = {0};
        p[axis] = at;
        p[first] = corner[m][0] ? half : -half;
        p[second] = corner[m][1] ? half : -half;
        n[axis] = side;
        put_corner(c + k, p, n, corner[m][0], corner[m][1]);
    }
}

#define CUBE_HALF 0.5
static inline struct gfla_mesh *make_cube(void)
{
    struct gfla_mesh *mesh = make_mesh(12);
    for (int i = 0; i < 6; i++)
        put_square(mesh->corners + 6 * i, i / 2, i % 2 ? CUBE_HALF : -CUBE_HALF, CUBE_HALF, i % 2 ? 1 : -1);
    return mesh;
}

static inline struct gfla_mesh *make_sheet(void)
{
    struct gfla_mesh *mesh = make_mesh(2);
    put_square(mesh->corners, 2, 0, 0.6, 1);
    return mesh;
}

/* ---- rays ---- */

/* Where a ray first meets a solid and where it leaves it for good, as camera z, with the outward normals there. */
struct crossing {
    double near, far; /* 0: missed */
    double near_normal[3], far_normal[3];
};

/* eye + z * ray is the point at camera z. */
static inline void pixel_ray(const struct gfla_camera *c, int size, double x, double y, double ray[3])
{
    gfla_camera_unproject(c, size, x, y, 1, ray);
    for (int k = 0; k < 3; k++)
        ray[k] -= c->eye[k];
}

static inline struct crossing cross_ball(const double eye[3], const double ray[3])
{
    double a = 0, b = 0, c = -BALL_RADIUS * BALL_RADIUS;
    struct crossing out = {0};
    for (int k = 0; k < 3; k++)
        a += ray[k] * ray[k], b += ray[k] * eye[k], c += eye[k] * eye[k];
    if (b * b - a * c <= 0)
        return out;
    out.near = (-b - sqrt(b * b - a * c)) / a;
    out.far = (-b + sqrt(b * b - a * c)) / a;
    for (int k = 0; k < 3; k++) {
        out.near_normal[k] = (eye[k] + out.near * ray[k]) / BALL_RADIUS;
        out.far_normal[k] = (eye[k] + out.far * ray[k]) / BALL_RADIUS;
    }
    return out;
}

static inline struct crossing cross_cube(const double eye[3], const double ray[3])
{
    double lo = 0, hi = 1e9;
    int first = 0, last = 0;
    struct crossing out = {0};
    for (int k = 0; k < 3; k++) {
        double a = (-CUBE_HALF - eye[k]) / ray[k], b = (CUBE_HALF - eye[k]) / ray[k];
        if (fmin(a, b) > lo)
            lo = fmin(a, b), first = k;
        if (fmax(a, b) < hi)
            hi = fmax(a, b), last = k;
    }
    if (lo >= hi)
        return out;
    out.near = lo;
    out.far = hi;
    out.near_normal[first] = ray[first] > 0 ? -1 : 1;
    out.far_normal[last] = ray[last] > 0 ? 1 : -1;
    return out;
}

static inline double ring_outside(const double eye[3], const double ray[3], double z, double normal[3])
{
    double p[3];
    for (int k = 0; k < 3; k++)
        p[k] = eye[k] + z * ray[k];
    double r = hypot(p[0], p[2]), away = r - RING_RADIUS;
    normal[0] = away / RING_TUBE * p[0] / r;
    normal[1] = p[1] / RING_TUBE;
    normal[2] = away / RING_TUBE * p[2] / r;
    return away * away + p[1] * p[1] - RING_TUBE * RING_TUBE;
}

static inline struct crossing cross_ring(const double eye[3], const double ray[3])
{
    struct crossing out = {0};
    for (int side = 0; side < 2; side++) {
        double step = side ? -0.004 : 0.004, z = side ? 5 : 3, n[3];
        while (z >= 3 && z <= 5 && ring_outside(eye, ray, z, n) > 0)
            z += step;
        if (z < 3 || z > 5)
            return (struct crossing){0};
        double inside = z, outside = z - step;
        for (int i = 0; i < 40; i++) {
            z = 0.5 * (inside + outside);
            *(ring_outside(eye, ray, z, n) > 0 ? &outside : &inside) = z;
        }
        *(side ? &out.far : &out.near) = z;
        memcpy(side ? out.far_normal : out.near_normal, n, sizeof n);
    }
    return out;
}

/* What a white matt surface shows under the default lights, 0 .. 255. */
static inline double lit_white(const double n[3])
{
    struct raster_lighting l = gfla_default_lighting();
    double sum = l.ground + (l.sky - l.ground) * (0.5 * n[1] + 0.5);
    for (int i = 0; i < l.n_lights; i++) {
        const float *d = l.lights[i].direction;
        sum += l.lights[i].strength * fmax(0, n[0] * d[0] + n[1] * d[1] + n[2] * d[2]);
    }
    return fmin(255, 255 * sqrt(sum));
}

#endif
