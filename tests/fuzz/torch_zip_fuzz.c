/* Any bytes as a zip archive of PyTorch. Half of the mutated archives get checksums that hold, or no mutated pickle
 * would be read. */
#include <zlib.h>

#include "tests/fuzz/read_checkpoint.h"
#include "tests/fuzz/fuzz.h"

#define ENTRY_BYTES 46
#define LOCAL_BYTES 30

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_checkpoint(data, size);
    return 0;
}

static size_t number(const uint8_t *at, int n_bytes)
{
    size_t value = 0;

    for (int i = n_bytes - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

static void set_crc(uint8_t *at, uint32_t crc)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(crc >> 8 * i);
}

/* Of the member whose entry in the directory is at `entry`. */
static void repair(uint8_t *data, size_t size, uint8_t *entry)
{
    const size_t begin = number(entry + 42, 4), bytes = number(entry + 24, 4);

    if (begin > size || size - begin < LOCAL_BYTES)
        return;
    uint8_t *own = data + begin;
    const size_t content = LOCAL_BYTES + number(own + 26, 2) + number(own + 28, 2);
    if (content > size - begin || bytes > size - begin - content)
        return;
    const uint32_t crc = (uint32_t)crc32(0, own + content, (uInt)bytes);
    set_crc(entry + 16, crc);
    if (number(own + 14, 4) != 0)
        set_crc(own + 14, crc);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    size = LLVMFuzzerMutate(data, size, most);
    for (size_t i = 0; seed % 2 == 0 && size >= ENTRY_BYTES && i <= size - ENTRY_BYTES; i++)
        if (memcmp(data + i, "PK\1\2", 4) == 0)
            repair(data, size, data + i);
    return size;
}
