/* What a run leaves behind, and what is kept of a device. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/weights/safetensors.h"
#include "tests/fuzz/seeds.h"

/* Names of each kind that train/published.h knows. */
static void write_checkpoint(void)
{
    static const struct gfla_safetensors_entry entries[] = {{"a.model.2.weight", {4, {2, 1, 1, 1}}, false},
                                                            {"b.weight_orig", {2, {2, 3}}, false},
                                                            {"b.weight_u", {1, {2}}, false},
                                                            {"c.conv.weight", {4, {2, 1, 1, 1}}, true},
                                                            {"c.bn.weight", {1, {2}}, false},
                                                            {"c.bn.bias", {1, {2}}, false},
                                                            {"c.bn.running_mean", {1, {2}}, false},
                                                            {"c.bn.running_var", {1, {2}}, false},
                                                            {"adam.m.b.weight", {2, {2, 3}}, false},
                                                            {"scalar", {0}, false}};
    static const float numbers[] = {0.5f, 1, 2, 3, 4, 5};
    enum { N = sizeof entries / sizeof *entries };
    gfla_safetensors_writer *writer;
    char path[300];
    void *data;
    size_t size;
    make_seed_folder(path, sizeof path);
    snprintf(path + strlen(path), 20, "/a.safetensors");
    must(gfla_safetensors_create(&writer, path, entries, N, NULL, 0));
    for (size_t i = 0; i < N; i++)
        must(gfla_safetensors_put(writer, i, numbers));
    must(gfla_safetensors_commit(&writer));
    must(gfla_file_read(path, 1 << 20, &data, &size));
    write_seeds("weights", "checkpoint", data, size);
    write_seeds("model", "nothing", data, size);
    free(data);
    remove_seed(path);
}

static void write_program(void)
{
    unsigned char entry[64] = "gflabin1";
    entry[8] = 3;   /* bytes of the key, */
    entry[16] = 20; /* of the program */
    memcpy(entry + 32, "keyits binary, 20 bytes", 23);
    write_seeds("program_cache", "entry", entry, 55);
    write_seeds("program_cache", "short", entry, 54);
}

void write_run_seeds(void)
{
    write_text_seeds("run_metadata", "settings",
                     "{\"__metadata__\":{\"batch\":\"4\",\"steps_planned\":\"1000\",\"learning_rate\":\"0.0001\","
                     "\"schedule\":\"cosine\",\"warm_up\":\"200\",\"final_rate\":\"0.02\",\"loss\":\"hinge\",\"sides\":"
                     "\"64x128\",\"sizes\":\"64:0.5:16,128:0.4:8,256x128:0.1:4\",\"seed\":\"-1\"}}");
    write_text_seeds(
        "run_metadata", "state",
        "{\"__metadata__\":{\"sizes\":\"64:5000,128\",\"log_means\":\"3 0x1p+1 0x1.8p-3 0x0p+0 0x0p+0 0x0p+0 "
        "0x0p+0 0x0p+0 0x0p+0 0x0p+0 0x0p+0 0x0p+0 0x0p+0 0x0p+0 0x0p+0 0x0p+0 -0x1p+9\","
        "\"data.0\":\"3 models 0000000000001234 x1 b\",\"data.1\":\"3 models 0000000000001234 x0.5 c\"},"
        "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");
    write_text_seeds(
        "run_log", "lines",
        "{\"step\":10,\"samples\":40,\"loss\":0.5,\"l1\":0.25,\"learning_rate\":0.0001,"
        "\"samples_per_second\":3,\"gflops\":12}\n{\"step\":20,\"validation\":{\"loss\":0.5,\"n\":\"</script>"
        "\"}}\n{\"step\":300,\"loss\":1e-3}\n");
    write_text_seeds("tuning", "lines",
                     "conv 3x3 = tiled 8\nbroken\nconv 3x3 = winograd\nlarge key with words = a = b\n = \nx = \n");
    write_text_seeds(
        "tuning", "blas",
        "GEMMK=0 KREG=1 KWG=32 KWI=2 MDIMA=8 MDIMC=8 MWG=64 NDIMB=8 NDIMC=8 NWG=64 SA=1 SB=1 STRM=0 STRN=0 "
        "VWM=2 VWN=2 XGEMM_MIN_INDIRECT_SIZE=448");
    write_checkpoint();
    write_program();
}
