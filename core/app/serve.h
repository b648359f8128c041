/* SPDX-License-Identifier: MPL-2.0 */
/* serve.h: the daemon: loop, host, server, wired together in one readable function. */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "app/places.h"

int serve(const struct options *o); /* the exit status */

#endif
