/* WebP, by libwebp: still images, and the first frame of animations on its canvas. */
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

static bool webp_matches(const unsigned char *data, size_t size)
{
    return size >= 12 && memcmp(data, "RIFF", 4) == 0 && memcmp(data + 8, "WEBP", 4) == 0;
}

/* Some writers put the name that the block has in JPEG in front. */
static int exif_orientation(const WebPDemuxer *demuxer)
{
    WebPChunkIterator chunk;
    int orientation = 1;

    if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
        const unsigned char *bytes = chunk.chunk.bytes;
        const size_t named = chunk.chunk.size > 6 && memcmp(bytes, "Exif\0\0", 6) == 0 ? 6 : 0;

        orientation = gfla_tiff_orientation(bytes + named, chunk.chunk.size - named);
    }
    WebPDemuxReleaseChunkIterator(&chunk);
    return orientation;
}

/* The pixels of a frame into their place on the canvas; what it does not cover stays transparent. */
static gfla_status decode_frame(const WebPIterator *frame, struct gfla_bitmap *image)
{
    const size_t channels = (size_t)image->channels, stride = (size_t)image->width * channels;
    gfla_status status = GFLA_OK;
    uint8_t *out;

    REQUIRE(frame->x_offset >= 0 && frame->y_offset >= 0 && frame->width <= image->width - frame->x_offset &&
                frame->height <= image->height - frame->y_offset,
            GFLA_ERROR_INPUT, "WebP: the frame reaches outside the picture");
    out = (uint8_t *)image->pixels + (size_t)frame->y_offset * stride + (size_t)frame->x_offset * channels;
    const size_t room = gfla_bitmap_size(image) - (size_t)(out - (uint8_t *)image->pixels);
    gfla_memory_watch();
    if (!(channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto)(frame->fragment.bytes, frame->fragment.size, out,
                                                                  room, (int)stride))
        status = gfla_library_fail(GFLA_ERROR_INPUT, "WebP", "the pixels are damaged");
fail:
    return status;
}

static gfla_status decode_first(const WebPDemuxer *demuxer, struct gfla_bitmap *image)
{
    const uint32_t width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH),
                   height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT);
    WebPIterator frame = {0};
    WebPBitstreamFeatures features;
    gfla_status status = GFLA_OK;

    TRY(gfla_bitmap_check_size(width, height));
    REQUIRE(WebPDemuxGetFrame(demuxer, 1, &frame) && frame.complete, GFLA_ERROR_INPUT, "WebP: the file is cut short");
    REQUIRE(WebPGetFeatures(frame.fragment.bytes, frame.fragment.size, &features) == VP8_STATUS_OK &&
                features.width == frame.width && features.height == frame.height,
            GFLA_ERROR_INPUT, "WebP: the header is damaged");
    const bool covers = (uint32_t)frame.width == width && (uint32_t)frame.height == height;
    TRY(gfla_bitmap_create(image, (int)width, (int)height, covers && !features.has_alpha ? 3 : 4, 8));
    TRY(decode_frame(&frame, image));
    TRY(gfla_bitmap_turn_upright(image, exif_orientation(demuxer)));
fail:
    WebPDemuxReleaseIterator(&frame);
    return status;
}

static gfla_status webp_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    gfla_status status;

    (void)keep_16; /* WebP has 8 bits */
    gfla_memory_watch();
    WebPDemuxer *demuxer = WebPDemux(&(const WebPData){data, size});
    TRY(demuxer ? decode_first(demuxer, image)
                : gfla_library_fail(GFLA_ERROR_INPUT, "WebP", "the file is damaged or cut short"));
fail:
    WebPDemuxDelete(demuxer);
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_webp = {
    .name = "WebP", .extensions = {".webp"}, .moves = true, .matches = webp_matches, .decode = webp_decode};
