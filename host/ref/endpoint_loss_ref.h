/* ref/endpoint_loss_ref.h - see ops/endpoint_loss.h. Doubles in C order; flow and target [n,2,area], weight [n,area].
 */
#ifndef GFLA_REF_ENDPOINT_LOSS_REF_H
#define GFLA_REF_ENDPOINT_LOSS_REF_H

double gfla_endpoint_loss_ref_fwd(int n, int area, double scale, const double *flow, const double *target,
                                  const double *weight);
/* Adds to d_flow. */
void gfla_endpoint_loss_ref_bwd(int n, int area, double scale, const double *flow, const double *target,
                                const double *weight, double d, double *d_flow);

#endif
