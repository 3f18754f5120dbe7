/* gfla/model.h - any network of the library on tensors of the caller's: what `gfla infer` and `gfla describe` do.
 *
 *     static float source[3 * 128 * 128], alpha[128 * 128], pose[2][8], camera[2][12], image[3 * 128 * 128];
 *     gfla_device *device;
 *     gfla_model *model;
 *     gfla_session *session;
 *
 *     if (gfla_device_open(&device, NULL, NULL) != GFLA_OK ||
 *         gfla_model_open(&model, NULL, "view-furniture-128", NULL) != GFLA_OK ||
 *         gfla_session_create(&session, model, device, NULL) != GFLA_OK ||
 *         gfla_session_set(session, "source", source, 3 * 128 * 128) != GFLA_OK ||
 *         gfla_session_set(session, "source_alpha", alpha, 128 * 128) != GFLA_OK ||
 *         gfla_session_set(session, "source_pose", pose[0], 8) != GFLA_OK ||
 *         gfla_session_set(session, "target_pose", pose[1], 8) != GFLA_OK ||
 *         gfla_session_set(session, "camera", camera[0], 12) != GFLA_OK ||
 *         gfla_session_set(session, "mirror_camera", camera[1], 12) != GFLA_OK ||
 *         gfla_session_run(session) != GFLA_OK ||
 *         gfla_session_get(session, "out.0", image, 3 * 128 * 128) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     gfla_session_destroy(&session);
 *     gfla_model_close(&model);
 *     gfla_device_destroy(&device);
 *
 * Tensors are float32 in C order, [batch, channels, height, width] for images and maps; images lie in -1 .. 1. Inputs
 * are named as the arguments of the published code. Outputs: out.0 the image, out.1.0, out.1.1 ... the flows in pixels
 * of their map, deepest first, out.2.0 ... the masks; of a flow net alone out.0.* and out.1.*; a single result is out.
 * docs/models.md has them all, and so has gfla_model_describe.
 * For an object, a person or a face there are gfla/view.h and the like, which make these tensors themselves.
 *
 * Thread safety: a gfla_model does not change, and any number of threads may use it at once, to make sessions too. A
 * gfla_session belongs to one thread at a time, and so does its device: for two threads open two devices, which may be
 * the same one of the machine twice. */
#ifndef GFLA_MODEL_H
#define GFLA_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include <gfla/device.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A network with its weights, of which none are in device memory yet. */
typedef struct gfla_model gfla_model;
/* A model on a device, in one size, with room for what it computes. */
typedef struct gfla_session gfla_session;

/* The networks that there are, from 0: "person", "dance", "view" ..., and what each is for. NULL beyond the last. */
GFLA_API const char *gfla_model_network_name(size_t index);
GFLA_API const char *gfla_model_network_summary(size_t index);

/* The models that come with the library, or lie in the model_folders of the context, which may be NULL: *names of
 * *count names in one piece of memory, freed with gfla_free. */
GFLA_API gfla_status gfla_model_list(const char ***names, size_t *count, gfla_context *context);

struct gfla_model_params {
    size_t struct_size;  /* set by gfla_model_params_init */
    const char *network; /* of which the weights are; NULL: as they say themselves, or as their parameters show */
};
GFLA_API void gfla_model_params_init(struct gfla_model_params *params);

/* Opens the weights that `name` names: a bundled model, or a file of `gfla train` or of PyTorch, of which nothing is
 * executed. The name of a network alone opens it as published, without weights: it can be described and planned, and
 * not run. context and params may be NULL. Blocks while the list of tensors is read; numbers are read by
 * gfla_session_create. GFLA_ERROR_INPUT: there is no such model, or the file is damaged or of no network, or of another
 * one than params say. GFLA_ERROR_USAGE: params name no network. */
GFLA_API gfla_status gfla_model_open(gfla_model **model, gfla_context *context, const char *name,
                                     const struct gfla_model_params *params);
/* The same of a file of `size` bytes in memory, which is borrowed until the model is closed. */
GFLA_API gfla_status gfla_model_open_memory(gfla_model **model, gfla_context *context, const void *data, size_t size,
                                            const struct gfla_model_params *params);
/* Puts up to `size` bytes that come next in the file into `bytes`, and says how many; 0: it has ended. A failure is
 * told by a number beyond size. */
typedef size_t (*gfla_read_callback)(void *user_data, void *bytes, size_t size);
/* The same of a file that a callback hands out from its beginning to its end, during this call; the model keeps it. */
GFLA_API gfla_status gfla_model_open_callback(gfla_model **model, gfla_context *context, gfla_read_callback read,
                                              void *user_data, const struct gfla_model_params *params);
/* Its sessions may outlive it. NULL is fine. */
GFLA_API void gfla_model_close(gfla_model **model);

/* What was opened; strings are valid as long as the model. */
struct gfla_model_info {
    const char *network, *summary;
    const char *path;  /* of the weights; "" for those in memory, and without weights */
    int has_weights;   /* 0: none, it cannot run */
    int width, height; /* pixels of the images that it was trained on; 0: it takes none */
    int frames;        /* frames of the sequence that it takes at once; 0: it takes none */
};
GFLA_API void gfla_model_get_info(const gfla_model *model, struct gfla_model_info *info);
/* What the file says under a key: "licence", "name", "steps". NULL: nothing. Valid as long as the model. */
GFLA_API const char *gfla_model_metadata(const gfla_model *model, const char *key);

/* In what size a model runs; zero is the default of each. */
struct gfla_session_params {
    size_t struct_size; /* set by gfla_session_params_init */
    int batch;          /* items made in one run; 0: 1 */
    int width, height;  /* pixels of the images; 0: as it was trained */
    int frames;         /* frames of a sequence that is taken at once (motion); 0: as it was trained */
    /* Names of activations that can be read like outputs, ended by NULL: those that `gfla infer --taps` writes. NULL:
     * none. Read during the call. */
    const char *const *keep;
    /* Not 0: what depends on inputs that were not set since the last run is not computed again. For many answers from
     * one source; takes more memory. */
    int keep_unchanged;
};
GFLA_API void gfla_session_params_init(struct gfla_session_params *params);

/* One input or output. */
struct gfla_tensor_info {
    const char *name;
    int rank;
    int64_t dim[6];
    int is_frame;   /* an input of which each run has its own, frame after frame (dance, face); else it stays set */
    int is_carried; /* an input that need not be set: it becomes the last frame's output (dance, face) */
};

/* A network in one size. */
struct gfla_model_description {
    const struct gfla_tensor_info *inputs, *outputs;
    size_t n_inputs, n_outputs;
    uint64_t n_parameters;
    double flops; /* of one run: 2 for a multiplication and addition */
};
/* What a model takes and gives with these params, which may be NULL. Needs no device. Behind the outputs of the network
 * come the activations that params keep, by their names. *description is one piece of memory, freed with gfla_free.
 * GFLA_ERROR_USAGE: the network has no such size, or no such activation. */
GFLA_API gfla_status gfla_model_describe(struct gfla_model_description **description, const gfla_model *model,
                                         const struct gfla_session_params *params);

/* Device memory in bytes. */
struct gfla_memory_plan {
    uint64_t weights;    /* with copies of them in the order of the kernels; once a run has made these, the parameters
                           * that nothing else reads are freed */
    uint64_t parameters; /* of these, as in the file */
    uint64_t inputs;
    uint64_t activations; /* in one piece of memory */
    uint64_t total;       /* the most at any time: weights + inputs + activations */
};
/* What a session would take on a device, of which it takes nothing. On a device whose kernels are measured at their
 * first use, weights may differ by what that chooses. GFLA_ERROR_MEMORY: more than the device gives; the message says
 * what of. GFLA_ERROR_USAGE: the network has no such size. */
GFLA_API gfla_status gfla_model_plan(struct gfla_memory_plan *plan, const gfla_model *model, gfla_device *device,
                                     const struct gfla_session_params *params);

/* Loads the weights into the device and prepares a run; kernels are compiled beside, and may go on into the first run.
 * params may be NULL. Takes the memory of gfla_model_plan. GFLA_ERROR_USAGE: the network has no such size, or the model
 * no weights; GFLA_ERROR_INPUT: the weights are not those of the network; GFLA_ERROR_MEMORY. Blocks. */
GFLA_API gfla_status gfla_session_create(gfla_session **session, const gfla_model *model, gfla_device *device,
                                         const struct gfla_session_params *params);
/* Waits for the device. Before its device is destroyed. NULL is fine. */
GFLA_API void gfla_session_destroy(gfla_session **session);

/* Copies `count` numbers to an input: all of its elements. It stays until it is set again. GFLA_ERROR_USAGE: there is
 * no such input, or it has another number of elements. Blocks until the values have been read. */
GFLA_API gfla_status gfla_session_set(gfla_session *session, const char *name, const float *values, size_t count);
/* Enqueues one run, of one frame of dance and face. Does not wait for the device, but the first run waits for kernels
 * that are still compiled. GFLA_ERROR_USAGE: an input was not set; GFLA_ERROR_DEVICE: a kernel does not build, or the
 * device failed. */
GFLA_API gfla_status gfla_session_run(gfla_session *session);
/* Copies all elements of an output, or of an activation that was kept, as the last run left them. Waits for the run. */
GFLA_API gfla_status gfla_session_get(gfla_session *session, const char *name, float *values, size_t count);
/* The next run is of a first frame again (dance, face); what was set stays set. */
GFLA_API gfla_status gfla_session_restart(gfla_session *session);
/* Waits until everything that was enqueued is done, and reports its failure. */
GFLA_API gfla_status gfla_session_wait(gfla_session *session);

#ifdef __cplusplus
}
#endif
#endif
