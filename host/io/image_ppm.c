#include <stdio.h>

#include "io/image_codec.h"

/* Binary PPM (P6) or, for grey, PGM (P5); 16-bit samples are big-endian. */
static gfla_status ppm_encode(const struct gfla_image *image, const struct gfla_image_write_params *params,
                              struct gfla_bytes *bytes)
{
    const size_t n_samples = (size_t)image->width * (size_t)image->height * (size_t)image->channels;
    gfla_status status = GFLA_OK;
    char header[64];
    int length;

    (void)params;
    REQUIRE(image->channels == 1 || image->channels == 3, GFLA_ERROR_USAGE,
            "PPM holds no transparency. hint: composite on white first, or write .png");
    length = snprintf(header, sizeof header, "P%c\n%d %d\n%d\n", image->channels == 1 ? '5' : '6', image->width,
                      image->height, image->bits == 8 ? 255 : 65535);
    TRY(gfla_bytes_add(bytes, header, (size_t)length));
    if (image->bits == 8)
        return gfla_bytes_add(bytes, image->pixels, n_samples);
    for (size_t i = 0; i < n_samples; i++) {
        const uint16_t value = ((const uint16_t *)image->pixels)[i];
        const unsigned char big_endian[2] = {(unsigned char)(value >> 8), (unsigned char)(value & 255)};

        TRY(gfla_bytes_add(bytes, big_endian, 2));
    }
fail:
    return status;
}

const struct gfla_image_codec gfla_codec_ppm = {
    .name = "PPM",
    .extensions = {".ppm", ".pgm"},
    .encode = ppm_encode,
};
