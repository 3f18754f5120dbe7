/* pose.c - the person of an image in other poses, and how the network came to the first of them.
 *
 *     cc pose.c -o pose $(pkg-config --cflags --libs gfla)
 *     ./pose WEIGHTS IMAGE KEYPOINTS POSE...
 *
 * WEIGHTS: a published checkpoint or what `gfla train person` wrote. KEYPOINTS: of the person in IMAGE, as OpenPose or
 * AlphaPose found them; POSE likewise. Writes pose-0.png, pose-1.png ... and mask.png. */
#include <stdio.h>
#include <stdlib.h>

#include <gfla/context.h>
#include <gfla/pose.h>

static void print_log(void *user_data, gfla_log_level level, const char *message)
{
    (void)user_data;
    (void)level;
    fprintf(stderr, "%s\n", message);
}

static void print_progress(void *user_data, const struct gfla_progress *progress)
{
    (void)user_data;
    if (progress->has_ended)
        printf("%d %s\n", (int)progress->done, progress->what);
}

/* Reads all, makes all, writes all; whatever was made when something fails is freed by main. */
static gfla_status transfer(gfla_pose *pose, char **paths, struct gfla_keypoints *poses, struct gfla_image *images,
                            size_t n)
{
    gfla_status status;
    struct gfla_image source = {0}, mask = {0};
    struct gfla_keypoints points;
    status = gfla_image_read(&source, paths[0], NULL);
    if (status == GFLA_OK)
        status = gfla_keypoints_read(&points, paths[1], NULL);
    if (status == GFLA_OK)
        status = gfla_pose_set_source(pose, &source, &points);
    for (size_t i = 0; i < n && status == GFLA_OK; i++)
        status = gfla_keypoints_read(&poses[i], paths[2 + i], NULL);
    if (status == GFLA_OK)
        status = gfla_pose_render_batch(pose, poses, n, images);
    for (size_t i = 0; i < n && status == GFLA_OK; i++) {
        char name[32];
        snprintf(name, sizeof name, "pose-%d.png", (int)i);
        status = gfla_image_write(&images[i], name, NULL);
        if (status == GFLA_OK)
            printf("%s: %d x %d, %d joints\n", name, images[i].width, images[i].height,
                   gfla_keypoints_count(&poses[i]));
    }
    if (status == GFLA_OK)
        status = gfla_pose_get_map(pose, GFLA_POSE_MAP_MASK, &mask);
    if (status == GFLA_OK)
        status = gfla_image_write(&mask, "mask.png", NULL);
    if (status == GFLA_OK)
        printf("mask.png: %d x %d\n", mask.width, mask.height);
    gfla_image_free(&mask);
    gfla_image_free(&source);
    return status;
}

int main(int argc, char **argv)
{
    gfla_status status;
    gfla_context *context = NULL;
    gfla_device *device = NULL;
    gfla_pose *pose = NULL;
    struct gfla_context_params settings;
    const size_t n = argc > 4 ? (size_t)argc - 4 : 0;
    struct gfla_keypoints *poses = calloc(n, sizeof *poses);
    struct gfla_image *images = calloc(n, sizeof *images);
    if (!n || !poses || !images) {
        fprintf(stderr, "usage: pose WEIGHTS IMAGE KEYPOINTS POSE...\n");
        return GFLA_ERROR_USAGE;
    }
    gfla_context_params_init(&settings);
    settings.log = print_log;
    settings.progress = print_progress;
    status = gfla_context_create(&context, &settings);
    if (status == GFLA_OK)
        status = gfla_device_open(&device, context, NULL);
    if (status == GFLA_OK)
        status = gfla_pose_open(&pose, device, argv[1], NULL);
    if (status == GFLA_OK)
        status = transfer(pose, argv + 2, poses, images, n);
    if (status != GFLA_OK)
        fprintf(stderr, "%s\n", gfla_error_message());
    for (size_t i = 0; i < n; i++)
        gfla_image_free(&images[i]);
    gfla_pose_close(&pose);
    gfla_device_destroy(&device);
    gfla_context_destroy(&context);
    free(poses);
    free(images);
    return status;
}
