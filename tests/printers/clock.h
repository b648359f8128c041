/* SPDX-License-Identifier: MPL-2.0 */
/* clock.h: a clock of the wall that is a day ahead, an hour back, and so on each time it is asked; the monotonic one is right. */
#ifndef TESTS_PRINTERS_CLOCK_H
#define TESTS_PRINTERS_CLOCK_H

void clock_jumps(int on);
int clock_is_jumping(void); /* 1: it was asked, and it does */

#endif
