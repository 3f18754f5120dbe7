#include "bench/submission_machine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#define LINE 512
#define MOST_CARDS 16
#define MOST_PROCESSORS 1024

/* The first line of a file below root, without its end; false: there is none. */
static bool read_line(const char *root, const char *path, char line[LINE])
{
    char whole[LINE];
    snprintf(whole, sizeof whole, "%s%s", root, path);
    FILE *file = fopen(whole, "r");
    const bool is_read = file && fgets(line, LINE, file);
    if (file)
        fclose(file);
    if (!is_read)
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return is_read;
}

static double read_number(const char *root, const char *path)
{
    char line[LINE];
    return read_line(root, path, line) ? strtod(line, NULL) : 0;
}

/* ---- processors ---- */

/* "model name : AMD EPYC", of which the text behind the colon is wanted; on other architectures it is called
 * otherwise, and stays empty. */
static void read_cpuinfo(struct gfla_machine *m, const char *root)
{
    char path[LINE], line[LINE];
    snprintf(path, sizeof path, "%s/proc/cpuinfo", root);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        line[strcspn(line, "\n")] = '\0';
        if (!colon)
            continue;
        colon += 1 + strspn(colon + 1, " \t");
        if (strncmp(line, "model name", 10) == 0 && !m->cpu[0])
            snprintf(m->cpu, sizeof m->cpu, "%.127s", colon);
        else if (strncmp(line, "cpu MHz", 7) == 0)
            m->cpu_mhz = fmax(m->cpu_mhz, strtod(colon, NULL));
    }
    if (file)
        fclose(file);
}

static void read_cpufreq(struct gfla_machine *m, const char *root)
{
    char path[LINE], line[LINE];
    double now = 0;
    for (int i = 0; i < m->n_processors && i < MOST_PROCESSORS; i++) {
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpufreq/cpuinfo_max_freq", i);
        m->cpu_mhz_most = fmax(m->cpu_mhz_most, 1e-3 * read_number(root, path));
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq", i);
        now = fmax(now, 1e-3 * read_number(root, path));
    }
    if (now > 0)
        m->cpu_mhz = now;
    if (read_line(root, "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", line))
        snprintf(m->governor, sizeof m->governor, "%.31s", line);
}

/* ---- GPUs ---- */

static unsigned vendor_id(const char *vendor)
{
    static const struct {
        const char *part;
        unsigned id;
    } known[] = {{"AMD", 0x1002}, {"Advanced Micro", 0x1002}, {"Intel", 0x8086}, {"NVIDIA", 0x10de}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strstr(vendor, known[i].part))
            return known[i].id;
    return 0;
}

/* amdgpu lists its levels a line each, "1: 1200Mhz *"; the star is where it is now. */
static void read_levels(const char *root, int card, const char *name, double *most, double *now)
{
    char path[LINE], line[LINE];
    snprintf(path, sizeof path, "%s/sys/class/drm/card%d/device/%s", root, card, name);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        const double mhz = colon ? strtod(colon + 1, NULL) : 0;
        *most = fmax(*most, mhz);
        if (strchr(line, '*'))
            *now = mhz;
    }
    if (file)
        fclose(file);
}

/* The only card of this vendor; -1: none, or one of several, and it is not known which. */
static int find_card(const char *root, unsigned vendor)
{
    char path[LINE], line[LINE];
    int found = -1;
    for (int card = 0; card < MOST_CARDS; card++) {
        snprintf(path, sizeof path, "/sys/class/drm/card%d/device/vendor", card);
        if (!read_line(root, path, line) || strtoul(line, NULL, 16) != vendor)
            continue;
        if (found >= 0)
            return -1;
        found = card;
    }
    return found;
}

/* "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  ...": the first word of digits and points. */
static void read_nvidia(struct gfla_machine *m, const char *root)
{
    char line[LINE], *rest;
    if (!read_line(root, "/proc/driver/nvidia/version", line))
        return;
    for (const char *word = strtok_r(line, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
        if (strchr(word, '.') && strspn(word, "0123456789.") == strlen(word)) {
            snprintf(m->gpu_driver, sizeof m->gpu_driver, "nvidia %.20s", word);
            return;
        }
}

static void read_gpu(struct gfla_machine *m, const char *root, const struct gfla_device_info *device)
{
    const unsigned vendor = vendor_id(device->vendor);
    double ignored = 0;
    char path[LINE];
    if (vendor == 0x10de)
        read_nvidia(m, root); /* its clocks are in no file */
    const int card = vendor ? find_card(root, vendor) : -1;
    if (card < 0)
        return;
    if (vendor == 0x1002) {
        snprintf(m->gpu_driver, sizeof m->gpu_driver, "amdgpu");
        read_levels(root, card, "pp_dpm_sclk", &m->gpu_mhz_most, &m->gpu_mhz);
        read_levels(root, card, "pp_dpm_mclk", &m->gpu_memory_mhz_most, &ignored);
    } else if (vendor == 0x8086) {
        snprintf(m->gpu_driver, sizeof m->gpu_driver, "i915");
        snprintf(path, sizeof path, "/sys/class/drm/card%d/gt_max_freq_mhz", card);
        m->gpu_mhz_most = read_number(root, path);
        snprintf(path, sizeof path, "/sys/class/drm/card%d/gt_act_freq_mhz", card);
        m->gpu_mhz = read_number(root, path);
    }
}

void gfla_machine_read(struct gfla_machine *machine, const char *root, const struct gfla_device_info *device)
{
    struct utsname system;
    *machine = (struct gfla_machine){.n_processors = (int)sysconf(_SC_NPROCESSORS_ONLN),
                                     .memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGE_SIZE)};
    if (uname(&system) == 0)
        snprintf(machine->system, sizeof machine->system, "%.24s %.24s", system.sysname, system.machine);
    read_cpuinfo(machine, root);
    read_cpufreq(machine, root);
    if (device->kind == GFLA_DEVICE_GPU && !device->is_software_gpu)
        read_gpu(machine, root, device);
}

/* ---- who used it ---- */

static double seconds_of(const struct rusage *usage)
{
    return (double)usage->ru_utime.tv_sec + (double)usage->ru_stime.tv_sec +
           1e-6 * ((double)usage->ru_utime.tv_usec + (double)usage->ru_stime.tv_usec);
}

struct gfla_machine_mark gfla_machine_mark_now(const char *root)
{
    struct gfla_machine_mark mark = {0};
    struct rusage own, children;
    double t[8] = {0}; /* user nice system idle iowait irq softirq steal; guests are in user and nice already */
    char line[LINE];
    const double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
    mark.load_average = read_number(root, "/proc/loadavg");
    if (read_line(root, "/proc/stat", line) && sscanf(line, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &t[0], &t[1], &t[2],
                                                      &t[3], &t[4], &t[5], &t[6], &t[7]) >= 4) {
        for (int i = 0; i < 8; i++)
            mark.all += tick * t[i];
        mark.idle = tick * (t[3] + t[4]);
        mark.is_known = true;
    }
    if (getrusage(RUSAGE_SELF, &own) == 0 && getrusage(RUSAGE_CHILDREN, &children) == 0)
        mark.own = seconds_of(&own) + seconds_of(&children);
    return mark;
}

double gfla_machine_others(const struct gfla_machine_mark *before, const struct gfla_machine_mark *after)
{
    const double all = after->all - before->all, busy = all - (after->idle - before->idle);
    if (!before->is_known || !after->is_known || !(all > 0))
        return 0;
    return fmin(1, fmax(0, (busy - (after->own - before->own)) / all));
}
