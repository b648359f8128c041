/* SPDX-License-Identifier: MPL-2.0 */
/* log.h: one line per event on standard error: time, level, who, what.  Lower layers only log at debug. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attr.h"
#include "glane/plugin.h"

void log_level_set(int level); /* GLANE_LOG_*; the default is INFO */
/* Any thread; one write(2) per line; control characters are escaped. */
void log_write(int level, const char *who, const char *fmt, ...) PRINTF(3, 4);
#define log_debug(...) log_write(GLANE_LOG_DEBUG, "core", __VA_ARGS__)
#define log_info(...) log_write(GLANE_LOG_INFO, "core", __VA_ARGS__)
#define log_warning(...) log_write(GLANE_LOG_WARNING, "core", __VA_ARGS__)
#define log_error(...) log_write(GLANE_LOG_ERROR, "core", __VA_ARGS__)

#endif
