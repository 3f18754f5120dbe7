/* One step of Adam on one parameter of n floats, in the form of PyTorch 1.13 (eps added after the bias-corrected root).
 *
 * hyper [10]: lr, beta1, beta2, eps, 1 / (1 - beta1^t), 1 / (1 - beta2^t), grad_scale, weight_decay, clip, average.
 * g = grad_scale * grad + weight_decay * param; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * param -= lr * u, u = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps) kept within +-clip. The second kernel also
 * keeps a moving average of the parameter: mean += (1 - average) (param - mean). Work: one item per VEC floats. */
#include "shared/vec.h"

/* Updates the vector i, and returns the parameter as it is now. */
static vec adam_step(global float *param, global const float *grad, global float *m, global float *v,
                     global const float *hyper, int i, int n)
{
    const float lr = hyper[0], beta1 = hyper[1], beta2 = hyper[2], eps = hyper[3];
    const vec p = vec_load(param, i, n), g = hyper[6] * vec_load(grad, i, n) + hyper[7] * p;
    const vec m_next = beta1 * vec_load(m, i, n) + (1.0f - beta1) * g;
    const vec v_next = beta2 * vec_load(v, i, n) + (1.0f - beta2) * g * g;
    vec_store(m_next, i, m, n);
    vec_store(v_next, i, v, n);
    const vec u = hyper[4] * m_next / (sqrt(v_next * hyper[5]) + eps);
    const vec p_next = p - lr * clamp(u, -hyper[8], hyper[8]);
    vec_store(p_next, i, param, n);
    return p_next;
}

kernel void adam_update(global float *param, global const float *grad, global float *m, global float *v,
                        global const float *hyper, int n)
{
    const int i = get_global_id(0);
    if (i * VEC < n)
        adam_step(param, grad, m, v, hyper, i, n);
}

kernel void adam_update_average(global float *param, global const float *grad, global float *m, global float *v,
                                global const float *hyper, global float *mean, int n)
{
    const int i = get_global_id(0);
    if (i * VEC >= n)
        return;
    const vec p = adam_step(param, grad, m, v, hyper, i, n), before = vec_load(mean, i, n);
    vec_store(before + (1.0f - hyper[9]) * (p - before), i, mean, n);
}
