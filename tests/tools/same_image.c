/* same_image IMAGE GOLDEN MEAN PART: prints `same` when two images differ by at most MEAN levels of 255 on the mean,
 * and no more than PART of their values by more than 4: what rounding on another device does. Otherwise it says by how
 * much they differ and fails. It also fails where GOLDEN is so even that an empty image would pass. With GFLA_REFRESH=1
 * IMAGE becomes GOLDEN first, where both have the same name. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/image/bitmap.h"

#define FAR 4        /* levels: more than rounding of a value and of what it was made of */
#define CONTRAST 8.0 /* least standard deviation of GOLDEN in levels */

static double deviation(const unsigned char *values, size_t n)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
        squares += (double)values[i] * values[i];
    }
    return sqrt(fmax(squares / (double)n - sum / (double)n * (sum / (double)n), 0));
}

static int compare(const struct gfla_bitmap *image, const struct gfla_bitmap *golden, double most_mean, double most_far)
{
    const unsigned char *a = image->pixels, *b = golden->pixels;
    const size_t n = gfla_bitmap_size(golden);
    size_t far = 0;
    double sum = 0;
    int most = 0;
    if (image->width != golden->width || image->height != golden->height) {
        printf("%d x %d pixels, %d x %d expected\n", image->width, image->height, golden->width, golden->height);
        return 1;
    }
    for (size_t i = 0; i < n; i++) {
        const int difference = abs(a[i] - b[i]);
        sum += difference;
        far += difference > FAR;
        most = difference > most ? difference : most;
    }
    if (deviation(b, n) < CONTRAST) {
        printf("the golden image is too even: standard deviation %.1f\n", deviation(b, n));
        return 1;
    }
    const double mean = sum / (double)n, part = (double)far / (double)n;
    const bool same = mean <= most_mean && part <= most_far;
    if (same && !getenv("GFLA_VERBOSE"))
        puts("same");
    else
        printf("mean %.3f, %.4f of the values by more than %d, most %d\n", mean, part, FAR, most);
    return !same;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_refresh(const char *image, const char *golden)
{
    const char *refresh = getenv("GFLA_REFRESH");
    return refresh && *refresh && strcmp(name_of(image), name_of(golden)) == 0;
}

int main(int argc, char **argv)
{
    struct gfla_bitmap image = {0}, golden = {0};
    const struct gfla_bitmap_read_params rgb = {.channels = 3};
    int failed = 1;
    if (argc != 5) {
        fputs("usage: same_image IMAGE GOLDEN MEAN PART\n", stderr);
        return 2;
    }
    gfla_status status = gfla_bitmap_read(argv[1], &rgb, &image);
    if (status == GFLA_OK && is_refresh(argv[1], argv[2]))
        status = gfla_bitmap_write(argv[2], &image, NULL);
    if (status == GFLA_OK)
        status = gfla_bitmap_read(argv[2], &rgb, &golden);
    if (status == GFLA_OK)
        failed = compare(&image, &golden, strtod(argv[3], NULL), strtod(argv[4], NULL));
    else
        printf("%s\n", gfla_error_message());
    gfla_bitmap_free(&image);
    gfla_bitmap_free(&golden);
    return failed;
}
