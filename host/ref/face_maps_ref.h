/* ref/face_maps_ref.h - see gfla_face_maps_join. Doubles in C order: drawn, distances [n,14,area], labels, edges (may
 * be NULL) [n,area], maps [n,16,area]. */
#ifndef GFLA_REF_FACE_MAPS_REF_H
#define GFLA_REF_FACE_MAPS_REF_H

void gfla_face_maps_ref_fwd(int n, int area, const double *drawn, const double *distances, const double *labels,
                            const double *edges, double *maps);

#endif
