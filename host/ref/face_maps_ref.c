#include "ref/face_maps_ref.h"

#include <string.h>

#define PARTS 14

void gfla_face_maps_ref_fwd(int n, int area, const double *drawn, const double *distances, const double *labels,
                            const double *edges, double *maps)
{
    for (int i = 0; i < n; i++) {
        double *map = maps + i * (PARTS + 2) * area;
        for (int p = 0; p < area; p++) {
            map[p] = edges && edges[i * area + p] > 0.5;
            for (int part = 0; part < PARTS; part++)
                if (drawn[(i * PARTS + part) * area + p] > 0.5)
                    map[p] = 1;
        }
        memcpy(map + area, distances + i * PARTS * area, (size_t)(PARTS * area) * sizeof *map);
        memcpy(map + (PARTS + 1) * area, labels + i * area, (size_t)area * sizeof *map);
    }
}
