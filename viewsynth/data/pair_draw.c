#include "viewsynth/data/pair_draw.h"

#include "base/random.h"

struct gfla_pair_draw gfla_pair_draw(const struct gfla_pairs_params *params, int n_models, uint64_t step, int place)
{
    static const int permutations[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    /* Hashed, because neighbouring streams of one PCG seed start alike. */
    uint64_t key[3] = {params->seed, step, (uint64_t)place};
    struct gfla_random r = gfla_random_seed(gfla_hash_bytes(key, sizeof key), params->seed);
    struct gfla_pair_draw draw = {0};
    draw.model = (int)gfla_random_below(&r, (uint32_t)n_models);
    draw.source.azimuth = (int)gfla_random_below(&r, GFLA_N_AZIMUTHS);
    draw.source.elevation = (int)gfla_random_below(&r, GFLA_N_ELEVATIONS);
    draw.target.azimuth = (int)gfla_random_below(&r, GFLA_N_AZIMUTHS);
    int other = (int)gfla_random_below(&r, GFLA_N_ELEVATIONS);
    bool use_other = gfla_random_uniform(&r, 0, 1) < params->other_elevation;
    draw.target.elevation = use_other ? other : draw.source.elevation;
    draw.flip = (gfla_random_below(&r, 2) == 1) && params->flip;
    int permutation = (int)gfla_random_below(&r, 6) * params->permute_colours;
    for (int c = 0; c < 3; c++)
        draw.channel[c] = permutations[permutation][c];
    draw.source_number = gfla_pose_number(draw.source);
    draw.target_number = gfla_pose_number(draw.target);
    return draw;
}

int gfla_pair_draw_set(uint64_t seed, const float *weights, int n, uint64_t step, int place)
{
    uint64_t key[4] = {seed, step, (uint64_t)place, 1}; /* longer than the key of the pair: other numbers */
    struct gfla_random r = gfla_random_seed(gfla_hash_bytes(key, sizeof key), seed);
    float sum = 0;
    for (int i = 0; i < n; i++)
        sum += weights[i];
    float at = gfla_random_uniform(&r, 0, sum);
    int set = 0;
    while (set + 1 < n && at >= weights[set])
        at -= weights[set++];
    return set;
}

void gfla_pair_draw_views(const struct gfla_pairs_params *params, int n_views, uint64_t step, int place,
                          struct gfla_pair_draw *draw)
{
    const uint64_t key[4] = {params->seed, step, (uint64_t)place, (uint64_t)n_views};
    struct gfla_random r = gfla_random_seed(gfla_hash_bytes(key, sizeof key), params->seed);
    draw->source_number = (int)gfla_random_below(&r, (uint32_t)n_views);
    draw->target_number = (int)gfla_random_below(&r, (uint32_t)n_views);
}
