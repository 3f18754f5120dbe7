#include <gfla/opencl.h>

#include "base/context.h"
#include "tasks/model/model_session.h"

gfla_status gfla_session_set_buffer(gfla_session *session, const char *name, cl_mem buffer)
{
    gfla_status status;
    gfla_tensor *tensor;
    gfla_buffer *wrapped = NULL;
    gfla_context *const before = gfla_context_enter(gfla_device_context(session->device));
    TRY(gfla_buffer_wrap(&wrapped, session->device, buffer));
    TRY(gfla_session_begin_set(session, name, 0, &tensor));
    status = gfla_tensor_write_buffer(session->plan, tensor, wrapped);
fail:
    gfla_buffer_destroy(&wrapped);
    gfla_context_enter(before);
    return status == GFLA_OK ? status : gfla_fail_context(status, "%s", name);
}

gfla_status gfla_session_get_buffer(gfla_session *session, const char *name, cl_mem buffer)
{
    gfla_status status;
    gfla_tensor *tensor;
    gfla_buffer *wrapped = NULL;
    gfla_context *const before = gfla_context_enter(gfla_device_context(session->device));
    TRY(gfla_buffer_wrap(&wrapped, session->device, buffer));
    TRY(gfla_session_find_result(session, name, &tensor));
    status = gfla_tensor_read_buffer(session->plan, tensor, wrapped);
fail:
    gfla_buffer_destroy(&wrapped);
    gfla_context_enter(before);
    return status == GFLA_OK ? status : gfla_fail_context(status, "%s", name);
}
