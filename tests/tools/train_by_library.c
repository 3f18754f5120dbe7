/* train_by_library DATA RUN STEPS STOP: trains the view network of tests/cli/train.txt by the public header, in two
 * calls with a resume between them after STOP steps (0: in one). Prints the losses of the last step. */
#include <stdio.h>
#include <stdlib.h>

#include <gfla/train.h>

static const char *const settings[] = {"size", "64", "width", "4", "flow_width", "4", "attention_width", "8", NULL};

static void print_note(void *user_data, gfla_log_level level, const char *message)
{
    (void)user_data;
    (void)level;
    printf("%s\n", message);
}

static gfla_status train(gfla_device *device, const struct gfla_train_params *params, int n_steps)
{
    gfla_training *training;
    gfla_status status = gfla_training_open(&training, device, "view", params);
    if (status == GFLA_OK)
        status = gfla_training_step(training, (uint64_t)n_steps);
    if (status == GFLA_OK)
        status = gfla_training_save(training);
    if (status == GFLA_OK && gfla_training_get_steps(training) == gfla_training_get_total(training)) {
        double value;
        const char *name;
        for (size_t i = 0; status == GFLA_OK && (name = gfla_training_loss_name(training, i)); i++) {
            status = gfla_training_get_loss(training, name, &value);
            printf("%s%s %d", i ? ", " : "", name, value > 0);
        }
        printf("\n%s\n", gfla_training_weights_path(training));
    }
    gfla_training_close(&training);
    return status;
}

int main(int argc, char **argv)
{
    struct gfla_context_params context_params;
    gfla_context *context = NULL;
    gfla_device *device = NULL;
    if (argc != 5)
        return GFLA_ERROR_USAGE;
    const struct gfla_train_set set = {.path = argv[1]};
    const int stop = atoi(argv[4]);
    struct gfla_train_params params;
    gfla_train_params_init(&params);
    params.sets = &set;
    params.n_sets = 1;
    params.folder = argv[2];
    params.batch = 2;
    params.steps = atoi(argv[3]);
    params.seed = 3;
    params.stage = GFLA_TRAIN_STAGE_FLOW;
    params.settings = settings;
    params.log_steps = 2;
    gfla_context_params_init(&context_params);
    context_params.log = print_note;
    context_params.log_level = GFLA_LOG_INFO;
    gfla_status status = gfla_context_create(&context, &context_params);
    if (status == GFLA_OK)
        status = gfla_device_open(&device, context, NULL);
    if (status == GFLA_OK)
        status = train(device, &params, stop);
    params.resume = true;
    if (status == GFLA_OK && stop > 0)
        status = train(device, &params, 0);
    if (status != GFLA_OK)
        fprintf(stderr, "%s\n", gfla_error_message());
    gfla_device_destroy(&device);
    gfla_context_destroy(&context);
    return (int)status;
}
