/* ref/limb_flow_ref.h - reference of ops/limb_flow.h, on doubles in n c h w. */
#ifndef GFLA_REF_LIMB_FLOW_REF_H
#define GFLA_REF_LIMB_FLOW_REF_H

#include "base/shape.h"

/* source, target: heat maps of this shape [n, 18, h, w]; dst [n, 3, h, w]. */
void gfla_limb_flow_ref_fwd(struct gfla_shape shape, const double *source, const double *target, double *dst);

#endif
