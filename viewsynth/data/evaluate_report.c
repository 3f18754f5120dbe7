/* Scores as JSON and as a table. */
#include <stdio.h>

#include "viewsynth/data/evaluate.h"

static void add_scores(struct gfla_text *text, struct gfla_scores s)
{
    gfla_text_add(text, "\"n\":%ld,\"l1\":%.6f,\"psnr\":%.4f,\"ssim\":%.5f,\"ssim_mv2nv\":%.5f,\"l1_foreground\":%.6f,", s.n,
                  s.l1, s.psnr, s.ssim, s.ssim_mv2nv, s.l1_foreground);
    if (s.n_epe)
        gfla_text_add(text, "\"epe\":%.4f", s.epe);
    else
        gfla_text_add(text, "\"epe\":null");
}

static void add_method(struct gfla_text *text, const gfla_evaluation *e, int method)
{
    gfla_text_add(text, "{\"method\":");
    gfla_text_add_json(text, gfla_evaluation_method(e, method));
    gfla_text_add(text, ",");
    add_scores(text, gfla_evaluation_scores(e, method, 0, false));
    gfla_text_add(text, ",\"by_distance\":{");
    for (int distance = 20; distance <= 180; distance += 20) {
        gfla_text_add(text, "%s\"%d\":{", distance > 20 ? "," : "", distance);
        add_scores(text, gfla_evaluation_scores(e, method, distance, false));
        gfla_text_add(text, "}");
    }
    gfla_text_add(text, "},\"without_symmetric\":{");
    add_scores(text, gfla_evaluation_scores(e, method, 0, true));
    gfla_text_add(text, "}}");
}

void gfla_evaluation_json(const gfla_evaluation *e, const char *data, struct gfla_text *text)
{
    gfla_text_add(text, "{\"data\":");
    gfla_text_add_json(text, data);
    gfla_text_add(text, ",\"models\":%d,\"near_symmetric\":%d,", gfla_evaluation_n_items(e), gfla_evaluation_n_symmetric(e));
    gfla_text_add(text, "\"conventions\":{\"l1\":\"mean |d| over RGB in [0,1]\","
                        "\"l1_foreground\":\"l1 weighted by the target's alpha\","
                        "\"psnr\":\"data range 1, mean over pictures\","
                        "\"ssim\":\"Gaussian 11x11 sigma 1.5, valid, mean over RGB\","
                        "\"ssim_mv2nv\":\"grey, Gaussian 11x11 sigma 0.5, valid (Multiview2Novelview)\","
                        "\"epe\":\"pixels of the picture, visible pixels, mean over pictures\"},\"results\":[");
    for (int m = 0; m < gfla_evaluation_n_methods(e); m++) {
        gfla_text_add(text, "%s", m ? "," : "");
        add_method(text, e, m);
    }
    gfla_text_add(text, "]}");
}

static void add_row(struct gfla_text *text, const char *group, const char *method, struct gfla_scores s)
{
    gfla_text_add(text, "%-10s %-12s %7ld %8.4f %8.4f %7.2f %7.4f %7.4f", group, method, s.n, s.l1, s.l1_foreground, s.psnr,
                  s.ssim, s.ssim_mv2nv);
    if (s.n_epe)
        gfla_text_add(text, " %7.2f", s.epe);
    gfla_text_add(text, "\n");
}

void gfla_evaluation_table(const gfla_evaluation *e, struct gfla_text *text)
{
    char group[16];
    gfla_text_add(text, "%-10s %-12s %7s %8s %8s %7s %7s %7s %7s\n", "degrees", "method", "n", "L1", "L1 fore", "PSNR", "SSIM",
                  "SSIM.5g", "EPE px");
    for (int distance = 20; distance <= 200; distance += 20)
        for (int m = 0; m < gfla_evaluation_n_methods(e); m++) {
            bool all = distance > 180;
            snprintf(group, sizeof group, "%d", distance);
            add_row(text, all ? "all" : group, gfla_evaluation_method(e, m), gfla_evaluation_scores(e, m, all ? 0 : distance, false));
        }
    for (int m = 0; m < gfla_evaluation_n_methods(e); m++)
        add_row(text, "asymmetric", gfla_evaluation_method(e, m), gfla_evaluation_scores(e, m, 0, true));
    gfla_text_add(text,
                  "%d models; \"asymmetric\" leaves out %d that copying nearly solves. L1 mean |d| in [0,1]; fore: under the "
                  "target's alpha; SSIM Gaussian 11x11 sigma 1.5 per RGB channel; SSIM.5g grey, sigma 0.5 "
                  "(Multiview2Novelview); EPE over visible pixels.\n",
                  gfla_evaluation_n_items(e), gfla_evaluation_n_symmetric(e));
}
