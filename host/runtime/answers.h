/* runtime/answers.h - whether a device is still there after one of its commands failed. */
#ifndef GFLA_RUNTIME_ANSWERS_H
#define GFLA_RUNTIME_ANSWERS_H

#include <stdbool.h>

#include <gfla/device.h>

/* Whether the device takes a few bytes and gives them back: then what failed was at fault itself, as an image too large
 * for it; else the device is lost, and whatever else it is asked for fails too. Waits for what is queued. Changes the
 * message of the thread. */
bool gfla_device_answers(gfla_device *device);

#endif
