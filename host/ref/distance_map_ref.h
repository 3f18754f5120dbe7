/* ref/distance_map_ref.h - see ops/distance_map.h. Doubles in C order: src, dst [planes,h,w]. */
#ifndef GFLA_REF_DISTANCE_MAP_REF_H
#define GFLA_REF_DISTANCE_MAP_REF_H

void gfla_distance_map_ref_fwd(int planes, int h, int w, int divisor, const double *src, double *dst);

#endif
