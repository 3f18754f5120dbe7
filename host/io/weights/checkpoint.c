#include "io/weights/checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include "io/weights/checkpoint_file.h"
#include "io/weights/pickle.h"
#include "io/weights/safetensors_header.h"
#include "io/weights/torch_format.h"

#define TAR_MAGIC_OFFSET 257
#define HEAD_BYTES 512

/* ---- formats ---- */

static bool is_tar(const unsigned char *bytes, size_t n)
{
    return n >= TAR_MAGIC_OFFSET + 5 && memcmp(bytes + TAR_MAGIC_OFFSET, "ustar", 5) == 0;
}

/* No safetensors file begins so: its header would have more than 2^32 bytes. */
static bool is_pickle(const unsigned char *bytes, size_t n)
{
    return n >= 8 && bytes[0] == 0x80 && bytes[1] >= 2 && bytes[1] <= 5 &&
           (bytes[4] || bytes[5] || bytes[6] || bytes[7]);
}

/* Of torch.save with another protocol than its own: 4 and 5 begin with a frame of a few bytes, where a safetensors file
 * has a header and its brace; 0 and 1 write the magic number in digits. */
static bool has_other_protocol(const unsigned char *bytes, size_t n, int *protocol)
{
    static const char digits[] = "L119547037146038801333356L\n.";
    *protocol = 0;
    if (n >= sizeof digits - 1 && memcmp(bytes, digits, sizeof digits - 1) == 0)
        return true;
    *protocol = n >= 16 ? bytes[1] : 0;
    return n >= 16 && bytes[0] == 0x80 && bytes[1] >= 4 && bytes[1] <= 5 && bytes[2] == 0x95 && bytes[8] == 0 &&
           bytes[10] == 0 && gfla_torch_has_magic(bytes + 11, n - 11);
}

/* Leaves what is neither to the reader of safetensors, which says what is wrong with it. */
static gfla_status recognise(const struct gfla_reader *reader, enum gfla_checkpoint_format *format)
{
    const size_t n = reader->size < HEAD_BYTES ? (size_t)reader->size : HEAD_BYTES;
    unsigned char head[HEAD_BYTES];
    gfla_status status;
    int protocol;

    TRY(gfla_reader_get(reader, 0, head, n));
    *format = gfla_torch_is_zip(head, n)      ? GFLA_CHECKPOINT_TORCH_ZIP
              : gfla_torch_is_legacy(head, n) ? GFLA_CHECKPOINT_TORCH_LEGACY
                                              : GFLA_CHECKPOINT_SAFETENSORS;
    if (*format != GFLA_CHECKPOINT_SAFETENSORS)
        return GFLA_OK;
    REQUIRE(!is_tar(head, n), GFLA_ERROR_INPUT,
            "a tar archive of PyTorch before 0.2. hint: load and save it again with a newer PyTorch");
    if (has_other_protocol(head, n, &protocol))
        return gfla_pickle_refuse_protocol(protocol);
    REQUIRE(!is_pickle(head, n), GFLA_ERROR_INPUT,
            "a Python pickle, but not one that torch.save wrote. hint: torch.save(net.state_dict(), FILE)");
fail:
    return status;
}

const char *gfla_checkpoint_format_name(enum gfla_checkpoint_format format)
{
    static const char *const names[GFLA_CHECKPOINT_COUNT] = {
        [GFLA_CHECKPOINT_SAFETENSORS] = "safetensors",
        [GFLA_CHECKPOINT_TORCH_LEGACY] = "PyTorch, before 1.6",
        [GFLA_CHECKPOINT_TORCH_ZIP] = "PyTorch, zip",
    };

    return names[format];
}

/* ---- opening ---- */

static void set_c_strides(struct gfla_checkpoint_tensor *tensor)
{
    const bool is_empty = gfla_shape_count(tensor->shape) == 0; /* then a product of the others may be too large */
    int64_t stride = 1;

    for (int i = tensor->shape.rank - 1; i >= 0; i--) {
        tensor->stride[i] = stride;
        stride *= is_empty ? 1 : tensor->shape.dim[i];
    }
}

static gfla_status list_safetensors(gfla_checkpoint *file)
{
    const struct gfla_safetensors_tensor *list = gfla_safetensors_list(file->safetensors, &file->n_tensors);
    gfla_status status;

    TRY(gfla_calloc(&file->tensors, file->n_tensors, sizeof *file->tensors, "a list of tensors"));
    for (size_t i = 0; i < file->n_tensors; i++) {
        file->tensors[i] = (struct gfla_checkpoint_tensor){.name = list[i].name,
                                                           .dtype = list[i].dtype,
                                                           .shape = list[i].shape,
                                                           .offset = list[i].offset,
                                                           .storage = i};
        set_c_strides(&file->tensors[i]);
    }
    file->reader = gfla_safetensors_reader(file->safetensors);
fail:
    return status;
}

static gfla_status list_torch(gfla_checkpoint *file)
{
    struct gfla_checkpoint_tensor *list;
    struct gfla_pickle_value root;
    gfla_status status;

    file->reader = &file->own;
    TRY(gfla_pickle_heap_create(&file->torch.heap));
    if (file->format == GFLA_CHECKPOINT_TORCH_ZIP)
        TRY(gfla_torch_read_zip(&file->torch, &file->own, &root));
    else
        TRY(gfla_torch_read_legacy(&file->torch, &file->own, &root));
    TRY(gfla_torch_list(&file->torch, &root, &list, &file->n_tensors, &file->n_others));
    TRY(gfla_calloc(&file->tensors, file->n_tensors, sizeof *list, "a list of tensors"));
    memcpy(file->tensors, list, file->n_tensors * sizeof *list);
fail:
    return status;
}

/* Puts the name in front of this thread's message, and behind it what helps with any damaged file if it does not
 * say. */
static gfla_status name_failure(gfla_status status, const char *name)
{
    const char *message = gfla_error_message();

    if (status != GFLA_ERROR_INPUT || strstr(message, "hint: "))
        return gfla_fail_context(status, "%s", name);
    return gfla_fail(status, "%s: %s. hint: copy the file again, or have it saved anew", name, message);
}

/* safetensors_read.c names the file itself. */
static gfla_status open_torch(gfla_checkpoint *file, const void *data, size_t size, const char *name)
{
    gfla_status status;

    status = gfla_reader_open(&file->own, data, size, name);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", name);
    TRY(recognise(&file->own, &file->format));
    if (file->format != GFLA_CHECKPOINT_SAFETENSORS)
        TRY(list_torch(file));
    else
        gfla_reader_close(&file->own);
fail:
    return status == GFLA_OK ? GFLA_OK : name_failure(status, name);
}

static gfla_status open_file(gfla_checkpoint **out, const void *data, size_t size, const char *name)
{
    gfla_checkpoint *file = NULL;
    gfla_status status;

    *out = NULL;
    TRY(gfla_calloc(&file, 1, sizeof *file, name));
    TRY(open_torch(file, data, size, name));
    if (file->format == GFLA_CHECKPOINT_SAFETENSORS) {
        TRY(data ? gfla_safetensors_open_memory(&file->safetensors, data, size, name)
                 : gfla_safetensors_open(&file->safetensors, name));
        TRY(list_safetensors(file));
    }
    status = gfla_checkpoint_tidy_names(file);
    if (status != GFLA_OK)
        status = name_failure(status, name);
fail:
    if (status == GFLA_OK)
        *out = file;
    else
        gfla_checkpoint_close(&file);
    return status;
}

gfla_status gfla_checkpoint_open(gfla_checkpoint **file, const char *path)
{
    gfla_status status;
    char *own = NULL;
    const char *branch;
    *file = NULL;
    TRY(gfla_checkpoint_split_path(path, &own, &branch));
    TRY(open_file(file, NULL, 0, own));
    if (branch) {
        status = gfla_checkpoint_keep_branch(*file, branch);
        if (status != GFLA_OK) {
            gfla_fail_context(status, "%s", own);
            gfla_checkpoint_close(file);
        }
    }
fail:
    free(own);
    return status;
}

gfla_status gfla_checkpoint_open_memory(gfla_checkpoint **file, const void *data, size_t size, const char *name)
{
    return open_file(file, data ? data : "", size, name);
}

void gfla_checkpoint_close(gfla_checkpoint **file)
{
    if (!*file)
        return;
    gfla_reader_close(&(*file)->own);
    gfla_pickle_heap_free(&(*file)->torch.heap);
    gfla_safetensors_close(&(*file)->safetensors);
    gfla_arena_destroy(&(*file)->names);
    free((*file)->tensors);
    free(*file);
    *file = NULL;
}

/* ---- what is in it ---- */

enum gfla_checkpoint_format gfla_checkpoint_get_format(const gfla_checkpoint *file)
{
    return file->format;
}

const struct gfla_checkpoint_tensor *gfla_checkpoint_list(const gfla_checkpoint *file, size_t *count)
{
    *count = file->n_tensors;
    return file->tensors;
}

size_t gfla_checkpoint_n_others(const gfla_checkpoint *file)
{
    return file->n_others;
}

const struct gfla_safetensors_pair *gfla_checkpoint_metadata(const gfla_checkpoint *file, size_t *count)
{
    *count = 0;
    return file->safetensors ? gfla_safetensors_metadata(file->safetensors, count) : NULL;
}

const char *gfla_checkpoint_get(const gfla_checkpoint *file, const char *key)
{
    return file->safetensors ? gfla_safetensors_get(file->safetensors, key) : NULL;
}
