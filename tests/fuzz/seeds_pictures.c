/* Small images of every format for image_fuzz, and models for obj_fuzz. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/image/bitmap.h"
#include "tests/fuzz/seeds.h"
#include "tests/unit/format_files.h"

/* ---- images ---- */

static void write_image(const char *name, struct blob blob)
{
    write_seeds("image", name, blob.data, blob.size);
    if (strncmp(name, "gif", 3) == 0)
        write_seeds("gif", name, blob.data, blob.size);
    if (strncmp(name, "webp", 4) == 0)
        write_seeds("webp", name, blob.data, blob.size);
    blob_free(&blob);
}

static void write_simple_images(void)
{
    char name[32];
    for (int i = 0; i < 24; i++) {
        snprintf(name, sizeof name, "tga%d", i);
        write_image(
            name, tga_file((struct tga_kind){(int[]){1, 3, 4}[i % 3], i / 3 & 1, i % 3 && i / 6 & 1, i / 12, i / 12}));
    }
    for (int kind = 1; kind <= 6; kind++) {
        snprintf(name, sizeof name, "pnm%d", kind);
        write_image(name, pnm_file(kind, kind % 2 ? 255 : 65535));
    }
    write_image("bmp4", bmp_file(4, 0));
    write_image("bmp8", bmp_file(8, 1));
    write_image("bmp24", bmp_file(24, 0));
    write_image("bmp32", bmp_file(32, 1));
    write_image("rle8", bmp_rle_file(8));
    write_image("rle4", bmp_rle_file(4));
    for (int channels = 1; channels <= 4; channels++) {
        snprintf(name, sizeof name, "sgi%d", channels);
        write_image(name, sgi_file(channels, 1 + channels % 2, channels > 1));
    }
    for (int i = 0; i < 3; i++) {
        struct blob blob = dds_header(3, 2, (const char *[]){"DXT1", "DXT3", "DXT5"}[i], 4, 0);
        blob_add(&blob, "0123456789abcdef", i ? 16 : 8);
        snprintf(name, sizeof name, "dxt%d", i);
        write_image(name, blob);
    }
    write_image("dds", dds_file(4));
}

/* A drawing of `gfla pose`, which carries its key points. */
static void write_image_with_note(void)
{
    const struct gfla_bitmap_note note = {"gfla-keypoints", "{\"people\":[{\"pose_keypoints_2d\":[1,2,1]}]}"};
    struct gfla_bitmap image;
    void *data;
    size_t size;
    must(gfla_bitmap_create(&image, 4, 4, 3, 8));
    must(gfla_bitmap_encode("a.png", &image, &(struct gfla_bitmap_write_params){.note = &note}, &data, &size));
    write_seeds("image", "note", data, size);
    gfla_bitmap_free(&image);
    free(data);
}

void write_image_seeds(void)
{
    char name[32];
    write_simple_images();
    for (int i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "tiff%d", i);
        write_image(name, tiff_file((int[]){1, 3, 4, 4}[i % 4], i < 4 ? 8 : 16, i + 1, i % 2));
    }
    for (int i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "png%d", i);
        write_image(name, png_file((struct png_kind){(int[]){0, 2, 3, 4, 6, 3, 0, 2}[i], i < 2 ? 16 : 8, i & 1,
                                                     i == 5 || i == 7},
                                   7, 5));
    }
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "jpeg%d", i);
        write_image(name, jpeg_file(i % 2 ? JCS_RGB : JCS_GRAYSCALE, i % 2 ? 3 : 1, 20, 20, i / 2));
    }
    write_image_with_note();
    write_image("exif", png_turned(8, 6));
    write_image("webp", webp_file(4, 0));
    write_image("webp-exif", webp_file(3, 6));
    write_image("gif", gif_file(0, 0, 0));
    write_image("gif-interlaced", gif_file(1, 1, 2));
}

/* ---- models ---- */

void write_obj_seeds(void)
{
    char utf16[] = "\xff\xfev\0 \0"
                   "0\0 \0"
                   "0\0 \0"
                   "1\0\n\0f\0 \0"
                   "1\0 \0"
                   "1\0 \0"
                   "1\0\n\0\x34\xd8\x1e\xdd";
    struct gfla_text text = {0};
    gfla_text_add(&text, "s off\n# a box's side\nmtllib a.mtl\nv 0 0 0\nv 1 0 0 1 0 0\nv 1 1 .5e-1\nv 0 1 0 0 255 0 "
                         "1\nvt 0 .5\nvn 0 0 -1\n"
                         "usemtl a\nf 1/1/1 2//1 3/1 4\nf -1 -2 \\\n -3\nusemtl \"b\"\nf 1 2 3 4 1 2\n");
    write_seeds("obj", "obj", (unsigned char *)text.data, text.size);
    write_seeds("obj", "utf16", (unsigned char *)utf16, sizeof utf16 - 1);
    gfla_text_free(&text);
    gfla_text_add(&text, "newmtl a\nKd 1 0 .5\nKs .5\nNs 10\nd -halo 0.5\nTr 1\nillum 2\nKe 0 0 0\nPr .5\nmap_Kd -o 1 "
                         "2 -s 1 1 1 -mm 0 1 "
                         "-clamp on -bm 1 \"a b.png\"\nnewmtl b\nmap_d -imfchan m 1\n");
    write_seeds("obj", "mtl", (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
}
