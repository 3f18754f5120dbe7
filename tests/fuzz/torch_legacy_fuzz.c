/* Any bytes behind the magic number of PyTorch's old checkpoints. */
#include "tests/fuzz/read_checkpoint.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_checkpoint(data, size);
    return 0;
}
