/* SPDX-License-Identifier: MPL-2.0 */
/* kiosk.h: `glane kiosk`: a browser over the whole screen, watched over. */
#ifndef APP_KIOSK_H
#define APP_KIOSK_H

#include "app/places.h"

/* argv: its own arguments; the browser's come after "--".  Returns the exit status. */
int kiosk(const struct options *o, int argc, char **argv);

#endif
