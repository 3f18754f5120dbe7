/* Vertex normals for meshes that come without. Corners at the same position are one vertex. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/mesh.h"
#include "viewsynth/render/weld.h"

#define MAX_SHARED 256 /* corners of one vertex that are looked at: bounds the time of a hostile fan */

struct face {
    float normal[3]; /* unit; zero for a face without area */
    float angle[3];
};

static float dot3(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void subtract(const float a[3], const float b[3], float out[3])
{
    for (int k = 0; k < 3; k++)
        out[k] = a[k] - b[k];
}

static void make_unit(float v[3])
{
    float length = sqrtf(dot3(v, v));
    for (int k = 0; k < 3; k++)
        v[k] = length > 0.0f ? v[k] / length : 0.0f;
}

static bool is_missing(const float n[3])
{
    float square = dot3(n, n);
    return !(square > 1e-12f && square < 1e12f);
}

static struct face measure_face(const struct raster_corner *c)
{
    struct face f;
    float e[3][3]; /* e[i]: from corner i to the next, unit */
    for (int i = 0; i < 3; i++) {
        subtract(c[(i + 1) % 3].position, c[i].position, e[i]);
        make_unit(e[i]);
    }
    for (int k = 0; k < 3; k++) {
        int k1 = (k + 1) % 3, k2 = (k + 2) % 3;
        f.normal[k] = e[0][k1] * e[1][k2] - e[0][k2] * e[1][k1];
        f.angle[k] = acosf(fmaxf(-1.0f, fminf(1.0f, -dot3(e[k], e[k2]))));
    }
    make_unit(f.normal);
    return f;
}

static void smooth_normal(const struct face *faces, const int32_t *next, int32_t head, size_t corner, float cosine,
                          float normal[3])
{
    const struct face *own = &faces[corner / 3];
    float sum[3] = {0};
    int seen = 0;
    for (int32_t i = head; i >= 0 && seen < MAX_SHARED; i = next[i], seen++) {
        const struct face *f = &faces[i / 3];
        float d = dot3(own->normal, f->normal);
        if (fabsf(d) < cosine)
            continue;
        for (int k = 0; k < 3; k++)
            sum[k] += (d < 0 ? -1.0f : 1.0f) * f->angle[i % 3] * f->normal[k];
    }
    memcpy(normal, is_missing(sum) ? own->normal : sum, sizeof sum);
    make_unit(normal);
    if (is_missing(normal))
        normal[1] = 1.0f; /* a face without area is never seen; its normal must only be a number */
}

gfla_status gfla_mesh_complete_normals(struct gfla_mesh *mesh, float smoothing)
{
    gfla_status status = GFLA_OK;
    size_t n = 3 * mesh->n_triangles, n_missing = 0;
    struct face *faces = NULL;
    int32_t *next = NULL, *head_of = NULL;
    for (size_t i = 0; i < n; i++)
        n_missing += is_missing(mesh->corners[i].normal);
    if (n_missing == 0)
        return GFLA_OK;

    TRY(gfla_calloc(&faces, mesh->n_triangles, sizeof *faces, "faces of a mesh"));
    TRY(gfla_mesh_weld(mesh, &next, &head_of));
    for (size_t t = 0; t < mesh->n_triangles; t++)
        faces[t] = measure_face(mesh->corners + 3 * t);
    float cosine = cosf(smoothing * 3.14159265f / 180.0f);
    for (size_t i = 0; i < n; i++)
        if (is_missing(mesh->corners[i].normal))
            smooth_normal(faces, next, head_of[i], i, cosine, mesh->corners[i].normal);
fail:
    free(faces);
    free(next);
    free(head_of);
    return status;
}
