/* cli/view_task.h - what `gfla train view`, `gfla eval view`, `gfla view` and `gfla describe` share: the settings of a network and of
 * its training, and the way from batches to its inputs. */
#ifndef GFLA_CLI_VIEW_TASK_H
#define GFLA_CLI_VIEW_TASK_H

#include "models/gfla/shapenet.h"
#include "models/gfla/view_camera.h"
#include "models/gfla/view_loss.h"
#include "ops/plan.h"
#include "viewsynth/data/pairs.h"

/* What is learned from: exact flow, or the paper's losses on pictures alone. */
enum view_losses { VIEW_LOSSES_EXACT, VIEW_LOSSES_PAPER, VIEW_LOSSES_COUNT };

/* Kept as text in the metadata of checkpoints and weights. */
struct view_settings {
    int form, size, width, flow_width, attention_width; /* of the network */
    int flow_only, batch, steps;                        /* of the training */
    int losses, vgg_width, discriminator_width;         /* enum view_losses; widths: 0: none */
    double learning_rate, flow_rate;                    /* flow_rate: of the flow net, times the learning rate */
    long long seed;
};

#define VIEW_SETTINGS_MAX_PAIRS 32

/* Key and value pairs ended by NULL, as gfla_weights_save takes them; the text lives in storage. */
struct view_metadata {
    const char *pairs[2 * VIEW_SETTINGS_MAX_PAIRS + 1];
    char storage[VIEW_SETTINGS_MAX_PAIRS][64];
    int n_pairs;
};
void view_metadata_add(struct view_metadata *metadata, const char *key, const char *value); /* both must live as long */
void view_settings_describe(const struct view_settings *settings, struct view_metadata *metadata);
/* Reads the settings from a file's metadata; keys that are absent keep the values they have. */
gfla_status view_settings_read(struct view_settings *settings, const char *path);

/* Settings that nobody asked for are negative: gets others where there are some, and GFLA_ERROR_USAGE names the first setting that was
 * asked for and is another in `have`. */
struct view_settings view_settings_unasked(void);
struct view_settings view_settings_or(const struct view_settings *asked, const struct view_settings *others);
gfla_status view_settings_agree(const struct view_settings *asked, const struct view_settings *have);

/* The network that the settings describe. */
struct gfla_shapenet_config view_settings_config(const struct view_settings *settings);

/* Poses of item n of a batch: one-hot labels, turn and camera. */
struct view_poses {
    float *source, *target, *turn, *camera, *mirror_camera;
};
gfla_status view_poses_create(struct view_poses *poses, int batch);
void view_poses_destroy(struct view_poses *poses);
void view_poses_set(struct view_poses *poses, int n, struct gfla_view_angles source, struct gfla_view_angles target);
gfla_status view_poses_write(const struct view_poses *poses, gfla_plan *plan, const struct gfla_shapenet *net);

struct gfla_view_angles view_angles(struct gfla_pose pose);

/* Writes a batch of pairs to the inputs of the network and, unless truth is NULL, to the truth of its losses. */
gfla_status view_feed(gfla_plan *plan, const struct gfla_shapenet *net, const struct gfla_view_truth *truth,
                      const struct gfla_pair_batch *batch, struct view_poses *poses);

#endif
