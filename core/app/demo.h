/* SPDX-License-Identifier: MPL-2.0 */
/* demo.h: fills an empty data directory with a demonstration centre: some weeks of a shop that never was. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/places.h"

int demo(const struct options *o, int argc);

#endif
