/* Where joints are at a time: channels interpolated, and multiplied down from the root. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/motion_rig.h"

/* The key at or before t of n keys, and how far t is on the way to the next. */
static size_t bracket(const struct gfla_skeleton_key *keys, size_t n, double t, double *part)
{
    size_t low = 0, high = n; /* the answer is in low .. high - 1 */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (keys[middle].time <= t)
            low = middle;
        else
            high = middle;
    }
    const double from = keys[low].time, to = low + 1 < n ? keys[low + 1].time : 0;
    *part = low + 1 < n && to > from ? fmin(fmax((t - from) / (to - from), 0), 1) : 0;
    return low;
}

static void vector_at(const struct gfla_skeleton *s, struct gfla_skeleton_track track, double t, double out[3])
{
    double part;
    const struct gfla_skeleton_key *keys = s->keys + track.first;
    const size_t i = bracket(keys, track.n, t, &part), j = i + (part > 0);
    for (int k = 0; k < 3; k++)
        out[k] = keys[i].value[k] + part * ((double)keys[j].value[k] - keys[i].value[k]);
}

/* Spherical interpolation, the short way round. */
static void mix_turns(const double a[4], const double b[4], double part, double out[4])
{
    double dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3], sign = dot < 0 ? -1 : 1;
    const double angle = acos(fmin(fabs(dot), 1)), s = sin(angle);
    const double first = s > 1e-6 ? sin((1 - part) * angle) / s : 1 - part,
                 second = s > 1e-6 ? sin(part * angle) / s : part;
    double length = 0;
    for (int k = 0; k < 4; k++) {
        out[k] = first * a[k] + sign * second * b[k];
        length += out[k] * out[k];
    }
    for (int k = 0; k < 4; k++)
        out[k] /= sqrt(length);
}

static void turn_at(const struct gfla_skeleton *s, struct gfla_skeleton_track track, double t, double m[9])
{
    double part, q[4], from[4], to[4];
    const struct gfla_skeleton_key *keys = s->keys + track.first;
    const size_t i = bracket(keys, track.n, t, &part), j = i + (part > 0);
    for (int k = 0; k < 4; k++) {
        from[k] = keys[i].value[k];
        to[k] = keys[j].value[k];
    }
    mix_turns(from, to, part, q);
    const double w = q[0], x = q[1], y = q[2], z = q[3];
    const double turn[9] = {1 - 2 * (y * y + z * z), 2 * (x * y - w * z),     2 * (x * z + w * y),
                            2 * (x * y + w * z),     1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
                            2 * (x * z - w * y),     2 * (y * z + w * x),     1 - 2 * (x * x + y * y)};
    memcpy(m, turn, sizeof turn);
}

static struct gfla_rig_place place_in_parent(const struct gfla_skeleton *s, const struct gfla_skeleton_node *node,
                                             double t)
{
    struct gfla_rig_place place = node->rest;
    double scale[3] = {1, 1, 1};
    if (node->positions.n == 0 || node->turns.n == 0)
        return place;
    vector_at(s, node->positions, t, place.move);
    turn_at(s, node->turns, t, place.turn);
    if (node->scales.n > 0)
        vector_at(s, node->scales, t, scale);
    for (int k = 0; k < 9; k++)
        place.turn[k] *= scale[k % 3];
    return place;
}

static struct gfla_rig_place within(const struct gfla_rig_place *outer, const struct gfla_rig_place *inner)
{
    struct gfla_rig_place out;
    for (int i = 0; i < 3; i++) {
        const double *row = outer->turn + 3 * i;
        for (int j = 0; j < 3; j++)
            out.turn[3 * i + j] = row[0] * inner->turn[j] + row[1] * inner->turn[3 + j] + row[2] * inner->turn[6 + j];
        out.move[i] = row[0] * inner->move[0] + row[1] * inner->move[1] + row[2] * inner->move[2] + outer->move[i];
    }
    return out;
}

static gfla_status take_joints(const struct gfla_rig *rig, const struct gfla_rig_place *places,
                               struct gfla_rig_pose *pose)
{
    gfla_status status = GFLA_OK;
    for (int j = 0; j < GFLA_RIG_JOINTS; j++) {
        const int node = rig->joints[j];
        if (node < 0)
            continue;
        memcpy(pose->joints[j], places[node].move, sizeof pose->joints[j]);
        for (int k = 0; k < 3; k++)
            REQUIRE(fabs(pose->joints[j][k]) < 1e12, GFLA_ERROR_INPUT, "the position of %s is not a finite number",
                    gfla_skeleton_name(rig->skeleton, (size_t)node));
    }
    if (rig->joints[GFLA_RIG_HEAD] >= 0)
        memcpy(pose->head, places[rig->joints[GFLA_RIG_HEAD]].turn, sizeof pose->head);
fail:
    return status;
}

gfla_status gfla_rig_take(const struct gfla_rig *rig, double ticks, struct gfla_rig_pose *pose)
{
    gfla_status status;
    const struct gfla_skeleton *s = rig->skeleton;
    struct gfla_rig_place *places = NULL;
    *pose = (struct gfla_rig_pose){0};
    TRY(gfla_calloc(&places, s->n_nodes, sizeof *places, "places of joints"));
    for (size_t i = 0; i < s->n_nodes; i++) {
        places[i] = place_in_parent(s, &s->nodes[i], ticks);
        if (s->nodes[i].parent >= 0)
            places[i] = within(&places[s->nodes[i].parent], &places[i]);
    }
    TRY(take_joints(rig, places, pose));
fail:
    free(places);
    return status;
}
