/* jbig.c - stands for libjbig.so.0 in the tarball. Debian's libtiff needs that library, whose licence (GPL) is stricter than that of all
 * others there. TIFF files in its compression are refused by libtiff, which hears of a failure. */
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

enum { FAILED = 6 << 4 }; /* JBG_EINVAL */

EXPORT void jbg_dec_init(void *state);
EXPORT void jbg_dec_free(void *state);
EXPORT int jbg_dec_in(void *state, unsigned char *data, size_t size, size_t *used);
EXPORT unsigned char *jbg_dec_getimage(const void *state, int plane);
EXPORT unsigned long jbg_dec_getsize(const void *state);
EXPORT const char *jbg_strerror(int code);
EXPORT int jbg_newlen(unsigned char *data, size_t size);
EXPORT void jbg_enc_init(void *state, unsigned long width, unsigned long height, int planes, unsigned char **data,
                         void (*out)(unsigned char *data, size_t size, void *user_data), void *user_data);
EXPORT void jbg_enc_out(void *state);
EXPORT void jbg_enc_free(void *state);

void jbg_dec_init(void *state)
{
    (void)state;
}

void jbg_dec_free(void *state)
{
    (void)state;
}

int jbg_dec_in(void *state, unsigned char *data, size_t size, size_t *used)
{
    (void)state;
    (void)data;
    (void)size;
    (void)used;
    return FAILED;
}

unsigned char *jbg_dec_getimage(const void *state, int plane)
{
    (void)state;
    (void)plane;
    return NULL;
}

unsigned long jbg_dec_getsize(const void *state)
{
    (void)state;
    return 0;
}

const char *jbg_strerror(int code)
{
    (void)code;
    return "JBIG is not in this package of gfla";
}

int jbg_newlen(unsigned char *data, size_t size)
{
    (void)data;
    (void)size;
    return FAILED;
}

void jbg_enc_init(void *state, unsigned long width, unsigned long height, int planes, unsigned char **data,
                  void (*out)(unsigned char *data, size_t size, void *user_data), void *user_data)
{
    (void)state;
    (void)width;
    (void)height;
    (void)planes;
    (void)data;
    (void)out;
    (void)user_data;
}

void jbg_enc_out(void *state)
{
    (void)state;
}

void jbg_enc_free(void *state)
{
    (void)state;
}
