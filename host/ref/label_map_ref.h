/* ref/label_map_ref.h - see ops/label_map.h. Doubles in C order: edges [n,k,6], labels [n,h,w]. */
#ifndef GFLA_REF_LABEL_MAP_REF_H
#define GFLA_REF_LABEL_MAP_REF_H

void gfla_label_map_ref_fwd(int n, int k, int h, int w, const double *edges, double *labels);

#endif
