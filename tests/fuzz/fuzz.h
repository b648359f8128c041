/* SPDX-License-Identifier: MPL-2.0 */
/* fuzz.h: what a target defines.  libFuzzer calls it with inputs that it invents, replay.c with those of a folder. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0; says that something is wrong by ending the process (REQUIRE). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
