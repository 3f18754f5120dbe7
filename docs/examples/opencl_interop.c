/* opencl_interop.c - a network between kernels of one's own: context, queue and buffers are the program's.
 *
 *     cc -o opencl_interop opencl_interop.c $(pkg-config --cflags --libs gfla) -lOpenCL
 *     ./opencl_interop
 *
 * A kernel draws the image that goes in, the network turns it, and another kernel measures what comes out. All three go
 * through one queue, in the order in which they are enqueued, and the host waits once, at the end. Values never leave
 * the device: the library copies them on it, into the order of its kernels and out of it. */
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <stdio.h>
#include <stdlib.h>

#include <gfla/opencl.h>

enum { SIDE = 128, PIXELS = SIDE * SIDE };

static const char source[] =
    /* image [3][side][side], -1 .. 1: red on white; alpha [side][side], 0 or 1: where the disk is */
    "kernel void draw_disk(global float *image, global float *alpha, int side)\n"
    "{\n"
    "    const int x = get_global_id(0), y = get_global_id(1), pixels = side * side;\n"
    "    const float dx = x - side / 2, dy = y - side / 2;\n"
    "    const int inside = dx * dx + dy * dy < side * side / 9;\n"
    "    for (int c = 0; c < 3; c++)\n"
    "        image[c * pixels + y * side + x] = inside && c > 0 ? -1.0f : 1.0f;\n"
    "    alpha[y * side + x] = inside;\n"
    "}\n"
    "kernel void count_dark(global const float *image, global int *dark, int n)\n"
    "{\n"
    "    if (get_global_id(0) < n && image[get_global_id(0)] < 0.5f)\n"
    "        atomic_inc(dark);\n"
    "}\n";

/* What the program would have anyway. */
struct program {
    cl_context context;
    cl_command_queue queue;
    cl_program program;
    cl_kernel draw, count;
    cl_mem image, alpha, dark;
};

static cl_int open_program(struct program *p)
{
    const char *text = source;
    const cl_int zero = 0;
    cl_platform_id platform;
    cl_device_id id;
    cl_int error = clGetPlatformIDs(1, &platform, NULL);
    if (error != CL_SUCCESS || (error = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, &id, NULL)) != CL_SUCCESS)
        return error;
    p->context = clCreateContext(NULL, 1, &id, NULL, NULL, &error);
    if (error == CL_SUCCESS)
        p->queue = clCreateCommandQueue(p->context, id, 0, &error);
    if (error == CL_SUCCESS)
        p->program = clCreateProgramWithSource(p->context, 1, &text, NULL, &error);
    if (error == CL_SUCCESS)
        error = clBuildProgram(p->program, 1, &id, NULL, NULL, NULL);
    if (error == CL_SUCCESS)
        p->draw = clCreateKernel(p->program, "draw_disk", &error);
    if (error == CL_SUCCESS)
        p->count = clCreateKernel(p->program, "count_dark", &error);
    if (error == CL_SUCCESS)
        p->image = clCreateBuffer(p->context, CL_MEM_READ_WRITE, 3 * PIXELS * sizeof(float), NULL, &error);
    if (error == CL_SUCCESS)
        p->alpha = clCreateBuffer(p->context, CL_MEM_READ_WRITE, PIXELS * sizeof(float), NULL, &error);
    if (error == CL_SUCCESS)
        p->dark =
            clCreateBuffer(p->context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, sizeof zero, (void *)&zero, &error);
    return error;
}

static void close_program(struct program *p)
{
    if (p->dark)
        clReleaseMemObject(p->dark);
    if (p->alpha)
        clReleaseMemObject(p->alpha);
    if (p->image)
        clReleaseMemObject(p->image);
    if (p->count)
        clReleaseKernel(p->count);
    if (p->draw)
        clReleaseKernel(p->draw);
    if (p->program)
        clReleaseProgram(p->program);
    if (p->queue)
        clReleaseCommandQueue(p->queue);
    if (p->context)
        clReleaseContext(p->context);
}

static cl_int draw(const struct program *p)
{
    const cl_int side = SIDE;
    const size_t size[2] = {SIDE, SIDE};
    clSetKernelArg(p->draw, 0, sizeof p->image, &p->image);
    clSetKernelArg(p->draw, 1, sizeof p->alpha, &p->alpha);
    clSetKernelArg(p->draw, 2, sizeof side, &side);
    return clEnqueueNDRangeKernel(p->queue, p->draw, 2, NULL, size, NULL, 0, NULL, NULL);
}

static cl_int count_dark(const struct program *p, cl_int *dark)
{
    const cl_int n = 3 * PIXELS;
    const size_t size = 3 * PIXELS;
    clSetKernelArg(p->count, 0, sizeof p->image, &p->image);
    clSetKernelArg(p->count, 1, sizeof p->dark, &p->dark);
    clSetKernelArg(p->count, 2, sizeof n, &n);
    const cl_int error = clEnqueueNDRangeKernel(p->queue, p->count, 1, NULL, &size, NULL, 0, NULL, NULL);
    return error == CL_SUCCESS ? clEnqueueReadBuffer(p->queue, p->dark, CL_TRUE, 0, sizeof *dark, dark, 0, NULL, NULL)
                               : error;
}

/* No turn, seen nearly from the front: azimuth 80, elevation 0. A pose is sine and cosine of the azimuth, of twice the
 * azimuth, of the elevation and of the turn. A camera is a rotation and a translation from the target's to the source's;
 * through the plane of symmetry left and right change places. */
static gfla_status set_view(gfla_session *session)
{
    static const float camera[12] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, mirror[12] = {-1, 0, 0, 0, 1, 0, 0, 0, 1};
    static const float pose[8] = {0.98481f, 0.17365f, 0.34202f, -0.93969f, 0, 1, 0, 1};
    gfla_status status;
    if ((status = gfla_session_set(session, "source_pose", pose, 8)) != GFLA_OK ||
        (status = gfla_session_set(session, "target_pose", pose, 8)) != GFLA_OK ||
        (status = gfla_session_set(session, "camera", camera, 12)) != GFLA_OK)
        return status;
    return gfla_session_set(session, "mirror_camera", mirror, 12);
}

static gfla_status run(const struct program *p, gfla_session *session, cl_int *dark)
{
    gfla_status status = set_view(session);
    if (status == GFLA_OK && draw(p) != CL_SUCCESS)
        status = GFLA_ERROR_DEVICE;
    if (status == GFLA_OK)
        status = gfla_session_set_buffer(session, "source", p->image);
    if (status == GFLA_OK)
        status = gfla_session_set_buffer(session, "source_alpha", p->alpha);
    if (status == GFLA_OK)
        status = gfla_session_run(session);
    if (status == GFLA_OK)
        status = gfla_session_get_buffer(session, "out.0", p->image);
    if (status == GFLA_OK && count_dark(p, dark) != CL_SUCCESS)
        status = GFLA_ERROR_DEVICE;
    return status;
}

int main(void)
{
    struct program program = {0};
    gfla_device *device = NULL;
    gfla_model *model = NULL;
    gfla_session *session = NULL;
    cl_int dark = 0;
    if (open_program(&program) != CL_SUCCESS) {
        fprintf(stderr, "no OpenCL device\n");
        close_program(&program);
        return GFLA_ERROR_NO_DEVICE;
    }
    gfla_status status = gfla_device_wrap(&device, NULL, program.queue);
    if (status == GFLA_OK)
        status = gfla_model_open(&model, NULL, "view-furniture-128", NULL);
    if (status == GFLA_OK)
        status = gfla_session_create(&session, model, device, NULL);
    if (status == GFLA_OK)
        status = run(&program, session, &dark);
    if (status == GFLA_OK)
        printf("%s: %d of %d numbers are dark\n", gfla_device_get_info(device)->name, (int)dark, 3 * PIXELS);
    else
        fprintf(stderr, "%s\n", gfla_error_message());
    gfla_session_destroy(&session);
    gfla_model_close(&model);
    gfla_device_destroy(&device);
    close_program(&program);
    return (int)status;
}
