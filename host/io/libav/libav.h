/* io/libav/libav.h - what reading and writing videos share: libav works on our streams, keeps quiet, and its errors
 * become ours. Private to host/io/libav, the only users of libav. */
#ifndef GFLA_IO_LIBAV_LIBAV_H
#define GFLA_IO_LIBAV_LIBAV_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "io/libav/calls.h"

/* To be called first, at every entrance: loads libav where that has not been done, and forgets what it said in this
 * thread. (It prints to standard error unless told otherwise; loading redirects that for the whole process.) */
gfla_status gfla_libav_begin(const char *path);
/* Why a call failed with this code: what libav said last in this thread, or the meaning of the code. Valid until the
 * next call in this thread. */
const char *gfla_libav_reason(int error);
/* Whether an error of libav since gfla_libav_begin is a lack of host memory, which libav does not say everywhere. */
bool gfla_libav_is_memory(int error);
/* GFLA_ERROR_MEMORY where libav ran out of it, else code; with the message "path: what: reason". */
gfla_status gfla_libav_fail(gfla_status code, int error, const char *path, const char *what);

/* A libav stream on ours, which stays the caller's. */
gfla_status gfla_libav_io_create(AVIOContext **io, FILE *stream, bool writes);
void gfla_libav_io_destroy(AVIOContext **io);

#endif
