/* draw_videos FOLDER dance|masked|face VIDEOS FRAMES SIDE [SEED]: a data set of made-up videos, in the layout of
 * FashionVideo, of iPER with masks, or of FaceForensics. */
#include <stdlib.h>

#include "tests/tools/video_set.h"

int main(int argc, char **argv)
{
    if (argc < 6 || argc > 7) {
        fprintf(stderr, "usage: draw_videos FOLDER dance|masked|face VIDEOS FRAMES SIDE [SEED]\n");
        return GFLA_ERROR_USAGE;
    }
    const struct video_set set = {.phase = "train",
                                  .side = atoi(argv[5]),
                                  .n_videos = atoi(argv[3]),
                                  .n_frames = atoi(argv[4]),
                                  .has_masks = strcmp(argv[2], "masked") == 0,
                                  .seed = argc == 7 ? strtoull(argv[6], NULL, 10) : 0};
    const gfla_status status =
        strcmp(argv[2], "face") == 0 ? video_set_face(&set, argv[1]) : video_set_dance(&set, argv[1]);
    if (status)
        fprintf(stderr, "draw_videos: %s\n", gfla_error_message());
    return (int)status;
}
