#include "runtime/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/memory.h"
#include "runtime/compile.h"
#include "runtime/compile_pool.h"
#include "runtime/compiled.h"
#include "runtime/internal.h"

/* A launch, or a call of a host function. On the null device neither is there: only the place is counted. */
struct command {
    struct gfla_bound bound;
    bool is_deferred; /* until it is taken from the binder */
    bool is_new;      /* until its kernel, which the device had not run before, is compiled */
    size_t number;    /* there */
    uint64_t hash;    /* of its kernel, with the binder or where it is new */
    gfla_call call;
    void *context;
    char *kernel, *label;
    double flops;
};

struct gfla_commands {
    gfla_device *device;
    struct command *items;
    size_t count, capacity;
    struct gfla_binder *binder; /* NULL: launches are bound when they are added */
    struct gfla_compile_count compiling;
};

gfla_status gfla_commands_create(gfla_commands **commands, gfla_device *device)
{
    gfla_status status = gfla_calloc(commands, 1, sizeof **commands, "command list");
    if (status == GFLA_OK)
        (*commands)->device = device;
    return status;
}

static void free_command(struct command *command)
{
    if (command->bound.kernel)
        clReleaseKernel(command->bound.kernel);
    free(command->context);
    free(command->kernel);
    free(command->label);
}

void gfla_commands_destroy(gfla_commands **commands)
{
    if (!commands || !*commands)
        return;
    gfla_compile_end(&(*commands)->compiling);
    gfla_binder_destroy(&(*commands)->binder);
    for (size_t i = 0; i < (*commands)->count; i++)
        free_command(&(*commands)->items[i]);
    free((*commands)->items);
    free(*commands);
    *commands = NULL;
}

static gfla_status copy_bytes(const void *data, size_t size, void *copy)
{
    void *bytes;
    gfla_status status = gfla_calloc(&bytes, size, 1, "command");
    memcpy(copy, &bytes, sizeof bytes);
    if (status == GFLA_OK && size > 0)
        memcpy(bytes, data, size);
    return status;
}

/* Takes over the command's parts, also on failure. */
static gfla_status append(gfla_commands *commands, struct command *command, const char *kernel, const char *label)
{
    gfla_status status;
    label = label && *label ? label : kernel;
    TRY(copy_bytes(kernel, strlen(kernel) + 1, &command->kernel));
    TRY(copy_bytes(label, strlen(label) + 1, &command->label));
    TRY(gfla_grow(&commands->items, &commands->capacity, commands->count + 1, sizeof *commands->items, "command list"));
    commands->items[commands->count++] = *command;
    return GFLA_OK;
fail:
    free_command(command);
    return status;
}

/* Drivers that compile when a program is built are waited for here. */
static gfla_status bind_now(gfla_commands *commands, const struct gfla_launch *launch, struct command *command)
{
    const double started = gfla_clock();
    const gfla_status status = gfla_bind(commands->device, launch, &command->bound);
    commands->compiling.is_growing = true;
    const bool is_ready = command->is_new && !gfla_device_compiles_late(commands->device);
    gfla_compile_add(commands->device, &commands->compiling, gfla_clock() - started, is_ready);
    command->is_new = command->is_new && !is_ready;
    return status;
}

gfla_status gfla_commands_add(gfla_commands *commands, const struct gfla_launch *launch)
{
    struct command command = {.flops = launch->flops};
    gfla_status status = GFLA_OK;
    command.is_deferred = commands->binder != NULL;
    command.hash = gfla_compile_hash(launch);
    command.is_new = !gfla_device_is_null(commands->device) && gfla_compile_is_new(commands->device, launch);
    commands->compiling.n_new += command.is_new;
    if (command.is_new)
        TRY(gfla_compiled_check_room(commands->device, command.hash));
    if (commands->binder && command.is_new)
        gfla_compile_pool_post(commands->device, launch, command.hash);
    if (commands->binder)
        status = gfla_binder_add(commands->binder, launch, &command.number);
    else if (!gfla_device_is_null(commands->device))
        status = bind_now(commands, launch, &command);
    if (status == GFLA_OK)
        return append(commands, &command, launch->kernel, launch->label);
fail:
    return status;
}

gfla_status gfla_commands_defer(gfla_commands *commands)
{
    return gfla_device_is_null(commands->device) ? GFLA_OK : gfla_binder_create(&commands->binder, commands->device);
}

void gfla_commands_bind_deferred(gfla_commands *commands)
{
    if (!commands->binder)
        return;
    gfla_compile_pool_start(commands->device);
    gfla_binder_start(commands->binder);
}

static gfla_status take_bound(gfla_commands *commands, struct command *command)
{
    if (!command->is_deferred)
        return GFLA_OK;
    gfla_status status = gfla_compile_wait(commands->device, &commands->compiling, command->hash);
    if (status != GFLA_OK)
        return status;
    const double started = gfla_clock();
    status = gfla_binder_take(commands->binder, command->number, &command->bound);
    const bool is_ready = command->is_new && !gfla_device_compiles_late(commands->device);
    gfla_compile_add(commands->device, &commands->compiling, gfla_clock() - started, is_ready);
    command->is_new = command->is_new && !is_ready;
    command->is_deferred = status != GFLA_OK;
    return status;
}

gfla_status gfla_commands_add_call(gfla_commands *commands, const char *label, double flops, gfla_call call,
                                   const void *context, size_t size)
{
    struct command command = {.flops = flops, .call = call};
    gfla_status status = copy_bytes(context, size, &command.context);
    label = label && *label ? label : "a call of the host";
    return status == GFLA_OK ? append(commands, &command, label, label) : status;
}

size_t gfla_commands_count(const gfla_commands *commands)
{
    return commands->count;
}

gfla_status gfla_commands_set_arg(gfla_commands *commands, size_t launch, int index, struct gfla_arg arg)
{
    if (launch >= commands->count)
        return gfla_fail(GFLA_ERROR_USAGE, "launch %zu of a list of %zu", launch, commands->count);
    struct command *command = &commands->items[launch];
    if (gfla_device_is_null(commands->device))
        return GFLA_OK;
    if (command->call)
        return gfla_fail(GFLA_ERROR_USAGE, "launch %zu (%s) is a call and has no arguments", launch, command->label);
    gfla_status status = take_bound(commands, command);
    if (status != GFLA_OK)
        return status;
    status = gfla_bind_arg(commands->device, command->bound.kernel, (cl_uint)index, &arg);
    return status == GFLA_OK ? status : gfla_fail_context(status, "kernel %s, argument %d", command->kernel, index);
}

/* A call may enqueue several commands, so its time is the clock's, from an empty queue to an empty queue. */
static gfla_status profile_call(gfla_device *device, const struct command *command, size_t row)
{
    gfla_status status = GFLA_OK;
    CL(clFinish(device->queue));
    double start = gfla_clock();
    TRY(command->call(device, command->context));
    CL(clFinish(device->queue));
    gfla_profile_add_time(&device->profile, row, command->flops, gfla_clock() - start);
fail:
    return status;
}

static gfla_status run_profiled(gfla_device *device, const struct command *command)
{
    gfla_status status;
    size_t row;
    cl_event event;
    TRY(gfla_profile_find(&device->profile, command->kernel, command->label, &row));
    if (command->call)
        return profile_call(device, command, row);
    TRY(gfla_enqueue(device, &command->bound, &event));
    TRY(gfla_profile_add_event(&device->profile, row, command->flops, event));
fail:
    return status;
}

/* The first launch of a kernel, which the driver compiles now: waits for it. */
static gfla_status run_new(gfla_commands *commands, struct command *command)
{
    gfla_status status = GFLA_OK;
    cl_event event = NULL;
    cl_ulong submitted, started;
    double seconds = 0;
    TRY(gfla_compiled_check_room(commands->device, command->hash));
    CL(clFinish(commands->device->queue)); /* so that it starts when it is submitted, but for the compiler */
    TRY(gfla_enqueue(commands->device, &command->bound, &event));
    CL(clWaitForEvents(1, &event));
    if (clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_SUBMIT, sizeof submitted, &submitted, NULL) == CL_SUCCESS &&
        clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, sizeof started, &started, NULL) == CL_SUCCESS &&
        started > submitted)
        seconds = 1e-9 * (double)(started - submitted);
    gfla_compile_note(commands->device, command->hash, seconds);
    gfla_compile_add(commands->device, &commands->compiling, seconds, 1);
    command->is_new = false;
    if (gfla_device_compiles_late(commands->device))
        gfla_compiled_add(commands->device, command->hash, seconds);
fail:
    if (event)
        clReleaseEvent(event);
    return status;
}

static gfla_status run_one(gfla_commands *commands, struct command *command)
{
    gfla_status status;
    gfla_device *device = commands->device;
    if (command->is_new && !device->profile.on)
        status = run_new(commands, command);
    else if (device->profile.on)
        status = run_profiled(device, command);
    else if (command->call)
        status = command->call(device, command->context);
    else
        status = gfla_enqueue(device, &command->bound, NULL);
    if (status == GFLA_OK)
        return status;
    if (command->call)
        return gfla_fail_context(status, "%s", command->label);
    if (strcmp(command->label, command->kernel) == 0)
        return gfla_fail_context(status, "kernel %s", command->kernel);
    return gfla_fail_context(status, "%s, kernel %s", command->label, command->kernel);
}

gfla_status gfla_commands_run(gfla_commands *commands, size_t first, size_t count)
{
    gfla_status status = GFLA_OK;
    gfla_device *device = commands->device;
    REQUIRE(first <= commands->count && count <= commands->count - first, GFLA_ERROR_USAGE,
            "launches %zu .. %zu of a list of %zu", first, first + count, commands->count);
    if (gfla_device_is_null(device))
        return GFLA_OK;
    if (commands->compiling.is_growing)
        gfla_compile_end(&commands->compiling);
    for (size_t i = first; i < first + count; i++) {
        if (commands->items[i].is_new) /* compiling all of them may take a minute */
            TRY(gfla_check_cancelled());
        TRY(take_bound(commands, &commands->items[i]));
        TRY(run_one(commands, &commands->items[i]));
    }
    const cl_int error = clFlush(device->queue);
    if (error != CL_SUCCESS) {
        status = gfla_cl_fail(error, "clFlush");
        gfla_fail_context(status, "device %s, its commands", device->info.name);
    }
fail:
    return status;
}

gfla_status gfla_device_launch(gfla_device *device, const struct gfla_launch *launch)
{
    gfla_commands list = {.device = device};
    gfla_status status;
    TRY(gfla_commands_add(&list, launch));
    TRY(gfla_commands_run(&list, 0, 1));
fail:
    if (list.count)
        free_command(&list.items[0]);
    free(list.items);
    return status;
}

double gfla_device_compile_seconds(const gfla_device *device)
{
    return device->kernels.seconds;
}
