#include <math.h>

#include "viewsynth/render/gltf/gltf.h"

const struct gltf_place gfla_gltf_identity = {{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}};

struct gltf_place gfla_gltf_product(const struct gltf_place *a, const struct gltf_place *b)
{
    struct gltf_place c;
    for (int i = 0; i < 3; i++) {
        const double *row = a->m + 4 * i;
        for (int j = 0; j < 4; j++)
            c.m[4 * i + j] = row[0] * b->m[j] + row[1] * b->m[4 + j] + row[2] * b->m[8 + j] + (j == 3 ? row[3] : 0);
    }
    return c;
}

struct gltf_place gfla_gltf_compose(const double translation[3], const double rotation[4], const double scale[3])
{
    double length = sqrt(rotation[0] * rotation[0] + rotation[1] * rotation[1] + rotation[2] * rotation[2] +
                         rotation[3] * rotation[3]);
    bool turns = length > 0 && isfinite(length);
    double x = turns ? rotation[0] / length : 0, y = turns ? rotation[1] / length : 0;
    double z = turns ? rotation[2] / length : 0, w = turns ? rotation[3] / length : 1;
    const double turn[9] = {1 - 2 * (y * y + z * z), 2 * (x * y - z * w),     2 * (x * z + y * w),
                            2 * (x * y + z * w),     1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
                            2 * (x * z - y * w),     2 * (y * z + x * w),     1 - 2 * (x * x + y * y)};
    struct gltf_place place;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            place.m[4 * i + j] = turn[3 * i + j] * scale[j];
        place.m[4 * i + 3] = translation[i];
    }
    return place;
}

struct gltf_place gfla_gltf_from_columns(const double m[16])
{
    struct gltf_place place;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            place.m[4 * i + j] = m[4 * j + i];
    return place;
}

double gfla_gltf_cofactors(const struct gltf_place *place, double c[9])
{
    const double *m = place->m;
    double determinant = 0;
    for (int i = 0; i < 3; i++) {
        const double *row1 = m + 4 * ((i + 1) % 3), *row2 = m + 4 * ((i + 2) % 3);
        for (int j = 0; j < 3; j++) {
            int j1 = (j + 1) % 3, j2 = (j + 2) % 3;
            c[3 * i + j] = row1[j1] * row2[j2] - row1[j2] * row2[j1];
        }
    }
    for (int j = 0; j < 3; j++)
        determinant += m[j] * c[j];
    for (int i = 0; i < 9 && determinant < 0; i++)
        c[i] = -c[i];
    return determinant;
}
