/* ref/sampling_ref.h - bilinear samples of one plane, and the sizes that all references of sampling ops take. Plain
 * loops over doubles in C order, n c h w; flow [n,2,h,w] with channel 0 = x, 1 = y. Backward functions add to their d_
 * arguments. */
#ifndef GFLA_REF_SAMPLING_REF_H
#define GFLA_REF_SAMPLING_REF_H

struct gfla_sampling_ref {
    int n, c, src_h, src_w, h, w;
};

/* At (y, x), corners clamped to the border one by one. */
double gfla_bilinear_ref_fwd(const double *plane, int h, int w, double y, double x);
void gfla_bilinear_ref_bwd(const double *plane, int h, int w, double y, double x, double d, double *d_plane,
                           double *d_y, double *d_x);

/* One element of dst, and the places of what belongs to it: in dst, in flow (x and y), and the start of its plane in
 * src. */
struct gfla_sampling_ref_at {
    int n, channel, y, x;
    int dst, flow_x, flow_y, plane;
};

/* Element number `index` of dst [n,c,h,w]. */
struct gfla_sampling_ref_at gfla_sampling_ref_element(const struct gfla_sampling_ref *size, int index);
int gfla_sampling_ref_count(const struct gfla_sampling_ref *size);

#endif
