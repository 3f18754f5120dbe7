/* Normals of quads, and smoothing along their sides. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_surface.h"

static void unit(float v[3])
{
    const float length = sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int i = 0; i < 3; i++)
        v[i] = length > 0 ? v[i] / length : i == 1;
}

static void add_face_normal(const float (*positions)[3], const int v[4], float (*normals)[3])
{
    float a[3], b[3];
    for (int i = 0; i < 3; i++) {
        a[i] = positions[v[2]][i] - positions[v[0]][i];
        b[i] = positions[v[3]][i] - positions[v[1]][i];
    }
    const float n[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 3; i++)
            normals[v[k]][i] += n[i];
}

void body_normals(const struct body_faces *faces, const float (*positions)[3], float (*normals)[3])
{
    for (size_t f = 0; f < faces->n; f++)
        for (int k = 0; k < 4; k++)
            memset(normals[faces->quads[f].v[k]], 0, sizeof *normals);
    for (size_t f = 0; f < faces->n; f++)
        add_face_normal(positions, faces->quads[f].v, normals);
    for (size_t f = 0; f < faces->n; f++)
        for (int k = 0; k < 4; k++)
            unit(normals[faces->quads[f].v[k]]);
}

static void smooth_once(const struct body_faces *faces, int n_vertices, float *sum, float *field, int width)
{
    float *count = sum + (size_t)n_vertices * (size_t)width;
    memset(sum, 0, (size_t)n_vertices * (size_t)(width + 1) * sizeof *sum);
    for (size_t f = 0; f < faces->n; f++)
        for (int k = 0; k < 4; k++) {
            const int a = faces->quads[f].v[k], b = faces->quads[f].v[(k + 1) % 4];
            for (int i = 0; i < width; i++) {
                sum[a * width + i] += field[b * width + i];
                sum[b * width + i] += field[a * width + i];
            }
            count[a]++;
            count[b]++;
        }
    for (int v = 0; v < n_vertices; v++)
        for (int i = 0; count[v] > 0 && i < width; i++)
            field[v * width + i] = 0.5f * (field[v * width + i] + sum[v * width + i] / count[v]);
}

gfla_status body_smooth(const struct body_faces *faces, int n_vertices, int times, float *field, int width)
{
    gfla_status status = GFLA_OK;
    float *sum = NULL;
    TRY(gfla_calloc(&sum, (size_t)n_vertices * (size_t)(width + 1), sizeof *sum, "smoothing"));
    for (int i = 0; i < times; i++)
        smooth_once(faces, n_vertices, sum, field, width);
fail:
    free(sum);
    return status;
}
