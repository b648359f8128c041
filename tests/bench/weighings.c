/* SPDX-License-Identifier: MPL-2.0 */
#include "weighings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

enum { CATEGORY = 30 };

size_t weighings_request(void *arg, uint64_t n, char *out, size_t cap)
{
	const struct weighings *w = arg;
	char body[200];
	int body_n = snprintf(body, sizeof(body), "{\"category\":%lld,\"gross\":%llu,\"channel\":\"drop_off\"}", (long long)w->category,
	                      (unsigned long long)(4000 + n % 9000));
	return (size_t)snprintf(out, cap,
	                        "POST /p/intake/weighings HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
	                        "Idempotency-Key: %08x-0000-4000-8000-%012llx\r\nContent-Length: %d\r\n\r\n%s",
	                        (unsigned)getpid(), (unsigned long long)n, body_n, body);
}

void weighings_init(struct weighings *w, int port)
{
	struct answer a;
	char request[1024];
	*w = (struct weighings){ .category = CATEGORY, .next = (uint64_t)(now_ns() / 1000) }; /* other keys than an earlier run's */
	request[weighings_request(w, w->next++, request, sizeof(request) - 1)] = 0;
	ask(port, request, &a);
	if (a.status != 201)
		die("a weighing answers %d: %.300s", a.status, a.body);
	snprintf(w->answer, sizeof(w->answer), "%.*s", (int)a.body_n, a.body);
	answer_free(&a);
}
