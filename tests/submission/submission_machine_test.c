/* What is read of /proc and /sys, on machines that are folders. */
#include "bench/submission_machine.h"
#include "tests/submission/near.h"

static void put(const char *path, const char *text)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s", scratch(path));
    *strrchr(folder, '/') = '\0';
    assert_ok(gfla_folder_create(folder));
    assert_ok(gfla_file_write(scratch(path), text, strlen(text)));
}

static void an_amd_card_says_its_clocks(void **state)
{
    const struct gfla_device_info device = {.kind = GFLA_DEVICE_GPU, .vendor = "Advanced Micro Devices, Inc."};
    struct gfla_machine m;
    put("amd/proc/cpuinfo", "processor\t: 0\nmodel name\t: A CPU  @ 3 GHz\ncpu MHz\t\t: 2100.5\n\nprocessor\t: 1\n"
                            "model name\t: A CPU\ncpu MHz\t\t: 2900.25\n");
    put("amd/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "4500000\n");
    put("amd/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "3000000\n");
    put("amd/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
    put("amd/sys/class/drm/card0/device/vendor", "0x8086\n");
    put("amd/sys/class/drm/card1/device/vendor", "0x1002\n");
    put("amd/sys/class/drm/card1/device/pp_dpm_sclk", "0: 500Mhz\n1: 1200Mhz *\n2: 2600Mhz\n");
    put("amd/sys/class/drm/card1/device/pp_dpm_mclk", "0: 96Mhz *\n1: 1250Mhz\n");
    gfla_machine_read(&m, scratch("amd"), &device);
    assert_string_equal(m.cpu, "A CPU  @ 3 GHz");
    assert_string_equal(m.governor, "powersave");
    assert_near(m.cpu_mhz_most, 4500, 1e-6);
    assert_near(m.cpu_mhz, 3000, 1e-6);
    assert_string_equal(m.gpu_driver, "amdgpu");
    assert_near(m.gpu_mhz_most, 2600, 0);
    assert_near(m.gpu_mhz, 1200, 0);
    assert_near(m.gpu_memory_mhz_most, 1250, 0);
    /* of two of a vendor it is not known which is meant */
    put("amd/sys/class/drm/card2/device/vendor", "0x1002\n");
    gfla_machine_read(&m, scratch("amd"), &device);
    assert_near(m.gpu_mhz_most, 0, 0);
}

static void nvidia_says_its_driver(void **state)
{
    const struct gfla_device_info device = {.kind = GFLA_DEVICE_GPU, .vendor = "NVIDIA Corporation"};
    struct gfla_machine m;
    put("nvidia/proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\nGCC version: 12\n");
    put("nvidia/proc/cpuinfo", "model name : x\ncpu MHz : 2100.5\n");
    gfla_machine_read(&m, scratch("nvidia"), &device);
    assert_string_equal(m.gpu_driver, "nvidia 535.183.01");
    assert_near(m.cpu_mhz, 2100.5, 0);
}

static void what_is_not_there_is_not_known(void **state)
{
    const struct gfla_device_info device = {.kind = GFLA_DEVICE_CPU, .vendor = "AuthenticAMD"};
    struct gfla_machine m;
    struct gfla_machine_mark mark = gfla_machine_mark_now(scratch("nowhere"));
    gfla_machine_read(&m, scratch("nowhere"), &device);
    assert_string_equal(m.cpu, "");
    assert_string_equal(m.gpu_driver, "");
    assert_true(m.cpu_mhz == 0 && m.n_processors > 0 && m.memory > 0);
    assert_false(mark.is_known);
    assert_near(gfla_machine_others(&mark, &mark), 0, 0);
}

static void others_are_what_is_not_idle_and_not_ours(void **state)
{
    const double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
    struct gfla_machine_mark before, after;
    put("load/proc/loadavg", "3.25 1.00 0.50 2/100 1234\n");
    put("load/proc/stat", "cpu  1000 200 300 4000 500 60 70 80 900 0\ncpu0 1 2 3 4\n");
    before = gfla_machine_mark_now(scratch("load"));
    assert_true(before.is_known);
    assert_near(before.load_average, 3.25, 0);
    assert_near(before.all, tick * 6210, 1e-9);
    assert_near(before.idle, tick * 4500, 1e-9);
    after = before;
    after.all += 100;
    after.idle += 60;
    after.own += 30;
    assert_near(gfla_machine_others(&before, &after), 0.1, 1e-9);
    after.own += 50; /* counted in other ticks: never less than nothing */
    assert_near(gfla_machine_others(&before, &after), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_amd_card_says_its_clocks), cmocka_unit_test(nvidia_says_its_driver),
        cmocka_unit_test(what_is_not_there_is_not_known), cmocka_unit_test(others_are_what_is_not_idle_and_not_ours)};
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
