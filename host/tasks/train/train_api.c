/* train_api.c - gfla/train.h. */
#include <string.h>

#include "base/context.h"
#include "runtime/commands.h"
#include "tasks/check/self_check.h"
#include "tasks/train/tasks.h"

static const struct gfla_train_task *const tasks[] = {
    &gfla_train_task_view,   &gfla_train_task_person, &gfla_train_task_animate, &gfla_train_task_face,
    &gfla_train_task_motion, &gfla_train_task_matte,  &gfla_train_task_angle,   &gfla_train_task_features};
enum { N_TASKS = sizeof tasks / sizeof *tasks };

void gfla_train_params_init(struct gfla_train_params *params)
{
    *params = (struct gfla_train_params){.struct_size = sizeof *params};
}

static const struct gfla_train_task *find(const char *name)
{
    for (size_t i = 0; name && i < N_TASKS; i++)
        if (strcmp(tasks[i]->name, name) == 0)
            return tasks[i];
    return NULL;
}

const char *gfla_train_task_name(size_t index)
{
    return index < N_TASKS ? tasks[index]->name : NULL;
}

const char *gfla_train_task_data(const char *task)
{
    const struct gfla_train_task *found = find(task);
    return found ? found->data : NULL;
}

bool gfla_train_task_has_setting(const char *task, const char *setting)
{
    const struct gfla_train_task *found = find(task);
    return found && setting && gfla_settings_has(found->settings, setting);
}

gfla_status gfla_training_open(gfla_training **training, gfla_device *device, const char *task,
                               const struct gfla_train_params *params)
{
    gfla_status status;
    struct gfla_train_params p;
    const struct gfla_train_task *found = find(task);
    gfla_context *const before = gfla_context_enter(gfla_device_context(device));
    *training = NULL;
    TRY(gfla_params_copy(&p, sizeof p, params, "gfla_train_params"));
    REQUIRE(found, GFLA_ERROR_USAGE,
            "%s: no task of training. hint: view, person, animate, face, motion, matte, angle or features",
            task ? task : "NULL");
    REQUIRE(!p.backgrounds || found == &gfla_train_task_matte, GFLA_ERROR_USAGE,
            "backgrounds are for the task matte, not for %s. hint: leave them out", task);
    TRY(gfla_training_create(training, device, found, &p, gfla_self_check_training));
fail:
    gfla_context_enter(before);
    return status;
}

void gfla_training_close(gfla_training **training)
{
    if (!training || !*training)
        return;
    gfla_context *const before = gfla_context_enter(gfla_device_context((*training)->device));
    gfla_training_destroy(training);
    gfla_context_enter(before);
}

gfla_status gfla_training_step(gfla_training *training, uint64_t n_steps)
{
    gfla_context *const before = gfla_context_enter(gfla_device_context(training->device));
    const gfla_status status = gfla_training_run(training, n_steps);
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_training_save(gfla_training *training)
{
    gfla_context *const before = gfla_context_enter(gfla_device_context(training->device));
    const gfla_status status = gfla_training_write(training);
    gfla_context_enter(before);
    return status;
}

uint64_t gfla_training_get_steps(const gfla_training *training)
{
    return gfla_trainer_steps(training->trainer);
}

uint64_t gfla_training_get_total(const gfla_training *training)
{
    return (uint64_t)training->common->steps;
}

const char *gfla_training_loss_name(const gfla_training *training, size_t index)
{
    if (index == 0)
        return "loss";
    return index <= (size_t)training->terms.n ? training->terms.name[index - 1] : NULL;
}

gfla_status gfla_training_get_loss(const gfla_training *training, const char *name, double *value)
{
    gfla_status status = GFLA_OK;
    *value = 0;
    REQUIRE(training->has_losses, GFLA_ERROR_USAGE, "no step was made yet, so that there are no losses");
    if (strcmp(name, "loss") == 0) {
        *value = gfla_training_loss(training);
        return GFLA_OK;
    }
    for (int i = 0; i < training->terms.n; i++)
        if (strcmp(training->terms.name[i], name) == 0) {
            *value = training->losses[i];
            return GFLA_OK;
        }
    return gfla_fail(GFLA_ERROR_USAGE, "%s: no loss of this training", name);
fail:
    return status;
}

const char *gfla_training_checkpoint_path(const gfla_training *training)
{
    return training->run.checkpoint;
}

const char *gfla_training_weights_path(const gfla_training *training)
{
    return training->run.weights;
}
