/* gfla/opencl.h - the library on an OpenCL context and queue of the caller's own. Needs CL/cl.h; every other header
 * does without.
 *
 *     static gfla_device *open_on(cl_command_queue queue)
 *     {
 *         gfla_device *device;
 *         if (gfla_device_wrap(&device, NULL, queue) != GFLA_OK)
 *             fprintf(stderr, "%s\n", gfla_error_message());
 *         return device;
 *     }
 *
 * What the library does for this device is then enqueued there.
 * Thread safety: as that of gfla_device. The caller may enqueue commands of its own between two calls of the library,
 * and from other threads during one: the queue keeps the order in which they came. */
#ifndef GFLA_OPENCL_H
#define GFLA_OPENCL_H

#ifndef CL_TARGET_OPENCL_VERSION
#define CL_TARGET_OPENCL_VERSION 120
#endif
#include <CL/cl.h>

#include <gfla/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A device on a queue of the caller's, with the context and the device that the queue belongs to, all of which are
 * retained. `context` may be NULL. GFLA_ERROR_USAGE: the queue executes out of order, which the library does not know;
 * GFLA_ERROR_DEVICE: it is not a queue. Does not block. Destroying the device waits for the queue. */
GFLA_API gfla_status gfla_device_wrap(gfla_device **device, gfla_context *context, cl_command_queue queue);

/* What a device works with, of gfla_device_wrap or of gfla_device_open; NULL on the null device. Valid as long as the
 * device, unless retained. */
GFLA_API cl_command_queue gfla_device_get_queue(const gfla_device *device);
GFLA_API cl_context gfla_device_get_cl_context(const gfla_device *device);
GFLA_API cl_device_id gfla_device_get_cl_device(const gfla_device *device);

/* As gfla_session_set and gfla_session_get, from and to a buffer of the device's context that holds float32 in C order
 * from its first byte, and at least as many as the tensor has. Values do not pass through the host: they are copied
 * once on the device, into the order of the kernels or out of it, and camera and other inputs without an image as they
 * are. The copy is enqueued; nothing waits. Commands of another queue that write the buffer must be complete before,
 * and those that read a result must wait for the device's queue. GFLA_ERROR_USAGE: no such tensor, or the buffer is too
 * small, or of another context. */
GFLA_API gfla_status gfla_session_set_buffer(gfla_session *session, const char *name, cl_mem buffer);
GFLA_API gfla_status gfla_session_get_buffer(gfla_session *session, const char *name, cl_mem buffer);

#ifdef __cplusplus
}
#endif
#endif
