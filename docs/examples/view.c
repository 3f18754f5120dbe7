/* view.c - a turntable of the object in a picture: view_00.png, view_01.png ... around it.
 *
 *     cc view.c -o view $(pkg-config --cflags --libs gfla)
 *     ./view PICTURE [VIEWS [AZIMUTH ELEVATION]]
 *
 * The object stands on a plain or transparent background; azimuth and elevation say where the picture was taken from,
 * in degrees: 90 is the object's front, 0 its left side. */
#include <stdio.h>
#include <stdlib.h>

#include <gfla/device.h>
#include <gfla/image.h>
#include <gfla/view.h>

enum { MOST_VIEWS = 72 };

static gfla_status write_views(const struct gfla_image *views, int n)
{
    gfla_status status = GFLA_OK;
    char path[32];
    for (int i = 0; i < n && status == GFLA_OK; i++) {
        sprintf(path, "view_%02d.png", i);
        status = gfla_image_write(&views[i], path, NULL);
    }
    return status;
}

int main(int argc, char **argv)
{
    const int n = argc > 2 ? atoi(argv[2]) : 18;
    struct gfla_view_angles from = {60, 10}, targets[MOST_VIEWS];
    struct gfla_image picture = {0}, views[MOST_VIEWS] = {{0}};
    gfla_device *device = NULL;
    gfla_view *view = NULL;
    if (argc < 2 || n < 1 || n > MOST_VIEWS)
        return fprintf(stderr, "view PICTURE [VIEWS, at most %d [AZIMUTH ELEVATION]]\n", MOST_VIEWS), GFLA_ERROR_USAGE;
    if (argc > 4) {
        from.azimuth = atof(argv[3]);
        from.elevation = atof(argv[4]);
    }
    for (int i = 0; i < n; i++) {
        targets[i].azimuth = from.azimuth + 360.0 * i / n;
        targets[i].elevation = from.elevation;
    }
    gfla_status status = gfla_image_read(&picture, argv[1], NULL);
    status = status ? status : gfla_device_open(&device, NULL, NULL);
    status = status ? status : gfla_view_open(&view, device, NULL, NULL);
    status = status ? status : gfla_view_set_source(view, &picture, &from, NULL, NULL);
    status = status ? status : gfla_view_render(view, targets, n, views);
    status = status ? status : write_views(views, n);
    if (status != GFLA_OK)
        fprintf(stderr, "%s\n", gfla_error_message());
    for (int i = 0; i < n; i++)
        gfla_image_free(&views[i]);
    gfla_image_free(&picture);
    gfla_view_close(&view);
    gfla_device_destroy(&device);
    return (int)status;
}
