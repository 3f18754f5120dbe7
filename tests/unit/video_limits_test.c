/* Heads of videos that ask for more memory than any video that is read: they are refused before anything is decoded. */
#include "video_support.h"

#include <sys/resource.h>
#include <zlib.h>

#define ROOM ((rlim_t)400 << 20)

static size_t put_number(unsigned char *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(value >> (24 - 8 * i));
    return 4;
}

static size_t put_chunk(unsigned char *out, const char *type, const void *data, size_t size)
{
    put_number(out, (uint32_t)size);
    memcpy(out + 4, type, 4);
    memcpy(out + 8, data, size);
    put_number(out + 8 + size, (uint32_t)crc32(0, out + 4, (uInt)(size + 4)));
    return size + 12;
}

/* An animated PNG of 16 bits a sample, in which there is hardly a pixel. */
static const char *write_apng(uint32_t width, uint32_t height, uint32_t text_size)
{
    static const unsigned char count[8] = {0, 0, 0, 2}, end[1] = {0};
    unsigned char file[400] = "\x89PNG\r\n\x1a\n", head[13] = {0}, frame[26] = {0}, packed[64];
    uLongf n_packed = sizeof packed;
    size_t size = 8;
    put_number(head, width);
    put_number(head + 4, height);
    head[8] = 16, head[9] = 6;
    put_number(frame + 4, width);
    put_number(frame + 8, height);
    frame[21] = 10, frame[23] = 100;
    assert_int_equal(compress(packed, &n_packed, end, 1), Z_OK);
    size += put_chunk(file + size, "IHDR", head, sizeof head);
    size += put_chunk(file + size, "acTL", count, sizeof count);
    put_chunk(file + size, "tEXt", "a", 2);
    put_number(file + size, text_size); /* 2 is right */
    size += 14;
    size += put_chunk(file + size, "fcTL", frame, sizeof frame);
    size += put_chunk(file + size, "IDAT", packed, n_packed);
    size += put_chunk(file + size, "IEND", end, 0);
    assert_ok(gfla_file_write(scratch("vast.apng"), file, size));
    return scratch("vast.apng");
}

/* What the process has now, and a little more. Sanitizers reserve terabytes: there the limit says nothing. */
static void limit_memory(bool on)
{
#if !defined(__SANITIZE_ADDRESS__)
    struct rlimit limit;
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    getrlimit(RLIMIT_AS, &limit);
    if (file && fscanf(file, "%lu", &pages) == 1)
        limit.rlim_cur = on ? (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + ROOM : limit.rlim_max;
    if (file)
        fclose(file);
    setrlimit(RLIMIT_AS, &limit);
#else
    (void)on;
#endif
}

static void vast_frames_are_refused_by_their_head(void **state)
{
    gfla_video *video;
    if (!has_videos())
        skip();
    const char *path = write_apng(16000, 16000, 2);
    assert_int_not_equal(gfla_video_open(&video, path, NULL), GFLA_OK); /* loads what libav needs */
    limit_memory(true);
    const gfla_status status = gfla_video_open(&video, path, NULL);
    limit_memory(false);
    assert_int_equal(status, GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "16000 x 16000 pixels"));
    assert_null(video);
}

static void blocks_are_no_larger_than_the_file(void **state)
{
    gfla_video *video;
    struct gfla_bitmap frame;
    bool end;
    if (!has_videos())
        skip();
    assert_ok(gfla_video_open(&video, write_apng(8, 8, 2), NULL));
    assert_int_not_equal(gfla_video_next(video, &frame, &end), GFLA_OK); /* hardly a pixel */
    gfla_video_destroy(&video);
    const char *path = write_apng(8, 8, 0x70707070);
    limit_memory(true);
    const gfla_status status = gfla_video_open(&video, path, NULL);
    limit_memory(false);
    assert_int_equal(status, GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "a block of 1886417008 bytes"));
}

/* What is left of a head is no size, however large it reads. */
static void files_do_not_end_within_a_head(void **state)
{
    enum { BLOCKS = 8 + 25 + 20 + 14 }; /* those before the first frame */
    gfla_video *video;
    void *data;
    size_t size;
    if (!has_videos())
        skip();
    assert_ok(gfla_file_read(write_apng(8, 8, 2), 1000, &data, &size));
    memset((char *)data + BLOCKS, 'p', 3);
    assert_ok(gfla_file_write(scratch("cut.apng"), data, BLOCKS + 3));
    free(data);
    limit_memory(true);
    const gfla_status status = gfla_video_open(&video, scratch("cut.apng"), NULL);
    limit_memory(false);
    assert_int_equal(status, GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "ends within the head of a block"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vast_frames_are_refused_by_their_head),
        cmocka_unit_test(blocks_are_no_larger_than_the_file),
        cmocka_unit_test(files_do_not_end_within_a_head),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
