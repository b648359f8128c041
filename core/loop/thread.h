/* SPDX-License-Identifier: MPL-2.0 */
/* thread.h: how this folder starts its threads: small stacks, a name, no signals. */
#ifndef LOOP_THREAD_H
#define LOOP_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

enum { THREAD_STACK = 512 << 10, THREAD_STACK_POOL = 2 << 20 }; /* bytes; argon2id, drawing and photos need more */

/* 0 or GLANE_EIO. */
int thread_start(pthread_t *thread, size_t stack, void *(*fn)(void *), void *arg) NODISCARD;
void thread_set_name(const char *name); /* of the calling thread; cut to 15 bytes */

/* A condition that counts in clock_monotonic_ms(). */
void thread_cond_init(pthread_cond_t *c);
/* Waits until signalled or until that moment; false when it has passed. */
bool thread_cond_wait_until(pthread_cond_t *c, pthread_mutex_t *lock, int64_t monotonic_ms);

#endif
