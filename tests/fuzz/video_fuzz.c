/* Any bytes as a video that libav reads. */
#include "io/animation/video.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/read_video.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (read_video(fuzz_file(data, size), (int)(size % 5)) > 0)
        fuzz_accepted(0, 1);
    return 0;
}
