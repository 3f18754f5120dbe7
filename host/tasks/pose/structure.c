#include "tasks/pose/structure.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "io/draw/draw_keypoints.h"
#include "ops/concat.h"
#include "ops/heat_maps.h"
#include "ops/skeleton_map.h"

static const struct {
    enum gfla_joint_set joints;
    bool has_drawing;
} tasks[GFLA_STRUCTURE_TASKS] = {
    [GFLA_STRUCTURE_PERSON] = {GFLA_JOINTS_COCO_18, false},
    [GFLA_STRUCTURE_DANCE] = {GFLA_JOINTS_H36M_17, true},
    [GFLA_STRUCTURE_DANCE_NOISY] = {GFLA_JOINTS_COCO_17, true},
};

enum gfla_joint_set gfla_structure_joints(enum gfla_structure_task task)
{
    return tasks[task].joints;
}

int gfla_structure_channels(enum gfla_structure_task task)
{
    return gfla_joint_set_size(tasks[task].joints) + (tasks[task].has_drawing ? 3 : 0);
}

/* ---- the graph ---- */

/* Colours of the joints of OpenPose, in the order of whatever joints there are; but the first is black, as
 * published. */
static const int palette[] = {0x000000, 0x0055ff, 0x00aaff, 0x00ffff, 0x00ffaa, 0x00ff55, 0x00ff00, 0x55ff00, 0xaaff00,
                              0xffff00, 0xffaa00, 0xff5500, 0xff0000, 0xff0055, 0xff00aa, 0xff00ff, 0xaa00ff, 0x5500ff};
enum { N_COLOURS = sizeof palette / sizeof *palette };

static struct gfla_skeleton skeleton_of(enum gfla_joint_set joints)
{
    struct gfla_skeleton skeleton = {.n_joints = gfla_joint_set_size(joints)};
    for (int i = 0; i < GFLA_SKELETON_MAX; i++) {
        int from, to;
        if (!gfla_draw_keypoints_limb(joints, i, &from, &to))
            break;
        skeleton.limb[i][0] = from;
        skeleton.limb[i][1] = to;
        skeleton.n_limbs++;
    }
    for (int i = 0; i < skeleton.n_joints && i < N_COLOURS; i++)
        skeleton.colour[i] = palette[i];
    return skeleton;
}

gfla_tensor *gfla_structure_build(gfla_graph *graph, enum gfla_structure_task task, gfla_tensor *points, int64_t h,
                                  int64_t w)
{
    gfla_tensor *heat = gfla_heat_maps(graph, points, &(struct gfla_heat_maps_params){.h = h, .w = w});
    if (!tasks[task].has_drawing)
        return heat;
    const struct gfla_skeleton_map_params params = {h, w, skeleton_of(tasks[task].joints)};
    return gfla_concat(graph, (gfla_tensor *[]){heat, gfla_skeleton_map(graph, points, &params)}, 2);
}

/* ---- points ---- */

/* -1 means missing: what is at -1, just beside the image, goes a little further, where truncation makes it -1 again. */
static float coordinate(double value)
{
    const double whole = trunc(value);
    return whole == -1 ? nextafterf(-1, -2) : (float)whole;
}

gfla_status gfla_structure_points(enum gfla_structure_task task, const struct gfla_keypoints *points, float *values)
{
    struct gfla_keypoints person;
    const int n = gfla_joint_set_size(tasks[task].joints);
    const gfla_status status = gfla_keypoints_convert(&person, tasks[task].joints, points);
    for (int i = 0; status == GFLA_OK && i < n; i++) {
        const bool present = i < person.n && person.joint[i].confidence > 0;
        values[2 * i] = present ? coordinate(person.joint[i].x) : -1;
        values[2 * i + 1] = present ? coordinate(person.joint[i].y) : -1;
    }
    return status;
}

/* ---- maps ---- */

void gfla_structure_maps_destroy(struct gfla_structure_maps *maps)
{
    gfla_plan_destroy(&maps->plan);
    gfla_graph_destroy(&maps->graph);
    free(maps->coordinates);
    *maps = (struct gfla_structure_maps){0};
}

gfla_status gfla_structure_maps_create(struct gfla_structure_maps *maps, gfla_device *device,
                                       enum gfla_structure_task task, int batch, int h, int w)
{
    gfla_status status;
    const int joints = gfla_joint_set_size(tasks[task].joints);
    *maps = (struct gfla_structure_maps){.task = task, .batch = batch, .h = h, .w = w};
    TRY(gfla_calloc(&maps->coordinates, (size_t)batch * (size_t)joints * 2, sizeof(float), "key points"));
    TRY(gfla_graph_create(&maps->graph));
    maps->points =
        gfla_graph_input(maps->graph, "points", (struct gfla_shape){3, {batch, joints, 2}}, GFLA_LAYOUT_PLAIN);
    maps->maps = gfla_graph_keep(gfla_structure_build(maps->graph, task, maps->points, h, w));
    TRY(gfla_graph_status(maps->graph));
    TRY(gfla_plan_create(&maps->plan, maps->graph, device, &(struct gfla_plan_params){.build_aside = true}));
    return GFLA_OK;
fail:
    gfla_structure_maps_destroy(maps);
    return status;
}

gfla_status gfla_structure_maps_run(struct gfla_structure_maps *maps, const struct gfla_keypoints *points,
                                    float *values)
{
    gfla_status status;
    const int joints = gfla_joint_set_size(tasks[maps->task].joints);
    for (int i = 0; i < maps->batch; i++)
        TRY(gfla_structure_points(maps->task, &points[i], maps->coordinates + i * joints * 2));
    TRY(gfla_tensor_write(maps->plan, maps->points, maps->coordinates));
    TRY(gfla_plan_run(maps->plan));
    return gfla_tensor_read(maps->plan, maps->maps, values);
fail:
    return status;
}
