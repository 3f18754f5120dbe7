/* runtime/answers.h - several devices at once: which is which, and whether one is still there after a
 * command failed. */
#ifndef GFLA_RUNTIME_ANSWERS_H
#define GFLA_RUNTIME_ANSWERS_H

#include <stdbool.h>

#include <gfla/device.h>

/* Whether the device takes a few bytes and gives them back: then what failed was at fault itself, as an image too large
 * for it; else the device is lost, and whatever else it is asked for fails too. Waits for what is queued. Changes the
 * message of the thread. */
bool gfla_device_answers(gfla_device *device);

/* "device 1 (NAME)", its number in the list and its name: which of several alike. Valid as long as the device. */
const char *gfla_device_label(const gfla_device *device);

#endif
