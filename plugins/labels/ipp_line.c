/* SPDX-License-Identifier: MPL-2.0 */
/* libcups waits in slices of LOOK_S and asks between them whether to go on: that is when the spool's stop is seen.  Only its
 * connecting knows nothing of that, so port_open() tries first whether somebody answers. */
#include "labels/ipp_line.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "port/port.h"

enum { CONNECT_MS = 2000, IDLE_MS = 15000, PART = 8192 };
static const double LOOK_S = 0.1;

static struct ipp_lib loaded;
static int good;

static void load(void)
{
	void *so = dlopen("libcups.so.2", RTLD_NOW | RTLD_LOCAL); /* stays: the next label needs it again */
	if (!so)
		return;
#define X(f)                                                                  \
	*(void **)&loaded.f = dlsym(so, #f);                                  \
	if (!loaded.f)                                                        \
		return;
	IPP_CALLS(X)
#undef X
	good = 1;
}

const struct ipp_lib *ipp_lib(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, load);
	return good ? &loaded : NULL;
}

enum device_trouble ipp_trouble_of(int rc)
{
	switch (-rc) {
	case 0: return DEVICE_NONE;
	case EBUSY: return DEVICE_BUSY;
	case EKEYREJECTED: return DEVICE_CHANGED;
	case EACCES:
	case EPERM: return DEVICE_DENIED;
	case ECANCELED: return DEVICE_STOPPED;
	case ETIMEDOUT: return DEVICE_SLOW;
	case EINVAL:
	case ENOMEM:
	case ENOTSUP:
	case EPROTO: return DEVICE_FAULT;
	default: return DEVICE_ABSENT;
	}
}

void ipp_tell(struct ipp_line *l, const struct device_status *s, enum device_trouble trouble)
{
	struct device_status told = s ? *s : DEVICE_STATUS_INIT;
	if (trouble == l->told)
		return;
	l->told = trouble;
	told.trouble = trouble;
	if (l->w->trouble)
		l->w->trouble(l->w->arg, &told);
}

/* --- waiting --------------------------------------------------------------------------------------------------------- */
static int64_t idle_of(const struct ipp_line *l)
{
	return l->p->idle_ms ? l->p->idle_ms : IDLE_MS;
}

static void look(struct ipp_line *l, int64_t ms)
{
	int heeds = l->w->stopped && !l->deaf && !l->stopped;
	struct pollfd f = { .fd = heeds ? l->w->wake_fd : -1, .events = POLLIN };
	if (poll(&f, 1, (int)ms) > 0 && f.revents && l->w->stopped(l->w->arg))
		l->stopped = 1;
}

int ipp_pause(struct ipp_line *l, int64_t ms)
{
	for (int64_t now = port_now_ms(), until = now + ms; !(l->stopped && !l->deaf) && now < until; now = port_now_ms())
		look(l, until - now);
	return l->stopped && !l->deaf ? -ECANCELED : 0;
}

static int go_on(http_t *http, void *arg)
{
	struct ipp_line *l = arg;
	int64_t now = port_now_ms();
	(void)http;
	look(l, 0);
	if (now >= l->moved + l->idle)
		ipp_tell(l, NULL, DEVICE_SLOW);
	return !(l->stopped && !l->deaf) && now < l->until;
}

/* --- the connection -------------------------------------------------------------------------------------------------- */
int ipp_line_begin(struct ipp_line *l, const struct device_profile *p, const struct device_watch *w)
{
	char scheme[16], who[64];
	*l = (struct ipp_line){ .lib = ipp_lib(), .p = p, .w = w };
	if (!l->lib)
		return -ENOTSUP;
	if (l->lib->httpSeparateURI(HTTP_URI_CODING_ALL, p->port.at, scheme, sizeof(scheme), who, sizeof(who), l->host, sizeof(l->host), &l->number, l->path,
	                            sizeof(l->path)) < HTTP_URI_STATUS_OK)
		return -EINVAL;
	if (strcmp(l->path, "/") == 0) /* IPP Everywhere */
		snprintf(l->path, sizeof(l->path), "/ipp/print");
	l->secure = strcmp(scheme, "ipps") == 0;
	if (l->lib->httpAssembleURI(HTTP_URI_CODING_ALL, l->uri, sizeof(l->uri), scheme, NULL, l->host, l->number, l->path) < HTTP_URI_STATUS_OK)
		return -EINVAL;
	return 0;
}

void ipp_line_close(struct ipp_line *l)
{
	if (l->http)
		l->lib->httpClose(l->http);
	l->http = NULL;
}

static int is_there(struct ipp_line *l)
{
	struct port_address a = { .kind = PORT_TCP, .number = (uint16_t)l->number };
	struct port port;
	int rc;
	snprintf(a.at, sizeof(a.at), "%s", l->host);
	do {
		int heeds = l->w->stopped && !l->deaf;
		rc = port_open(&a, heeds ? l->w->wake_fd : -1, &port);
		if (rc == -EINTR)
			look(l, 0);
	} while (rc == -EINTR && !l->stopped);
	if (rc == 0)
		port.ops->close(&port);
	return rc == -EINTR ? -ECANCELED : rc == -ETIMEDOUT || rc == -ENOENT ? -EHOSTUNREACH : rc;
}

/* Printers sign their own certificates, so who signed one is not looked at: that it is the one that the printer had when it was added, is. */
static int know(struct ipp_line *l)
{
	cups_array_t *chain = NULL;
	unsigned char hash[32];
	int rc = l->lib->httpCopyCredentials(l->http, &chain) ? -ECONNRESET : 0;
	const http_credential_t *own = rc ? NULL : l->lib->cupsArrayFirst(chain);
	if (!own || l->lib->cupsHashData("sha2-256", own->data, own->datalen, hash, sizeof(hash)) != (ssize_t)sizeof(hash))
		rc = -ECONNRESET;
	for (size_t i = 0; rc == 0 && i < sizeof(hash); i++)
		snprintf(l->certificate + 2 * i, 3, "%02x", hash[i]);
	l->lib->httpFreeCredentials(chain);
	const char *kept = l->p->certificate;
	return rc == 0 && kept && *kept && strcmp(kept, l->certificate) ? -EKEYREJECTED : rc;
}

static int connect_to(struct ipp_line *l)
{
	int rc = is_there(l);
	if (rc)
		return rc;
	l->http = l->lib->httpConnect2(l->host, l->number, NULL, AF_UNSPEC, l->secure ? HTTP_ENCRYPTION_NEVER : HTTP_ENCRYPTION_IF_REQUESTED, 1, CONNECT_MS, NULL);
	if (!l->http)
		return -EHOSTUNREACH;
	l->lib->httpSetTimeout(l->http, LOOK_S, go_on, l);
	if (!l->secure)
		return 0;
	return l->lib->httpEncryption(l->http, HTTP_ENCRYPTION_ALWAYS) ? -ECONNRESET : know(l);
}

/* --- one request ----------------------------------------------------------------------------------------------------- */
ipp_t *ipp_request(struct ipp_line *l, ipp_op_t op)
{
	const struct ipp_lib *lib = l->lib;
	ipp_t *r = lib->ippNew();
	if (!r)
		return NULL;
	lib->ippSetVersion(r, 2, 0);
	lib->ippSetOperation(r, op);
	lib->ippSetRequestId(r, ++l->requests);
	lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_CHARSET, "attributes-charset", NULL, "utf-8");
	lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_LANGUAGE, "attributes-natural-language", NULL, "en");
	lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, l->uri);
	lib->ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, "glane");
	return r;
}

static void has_moved(struct ipp_line *l, int64_t limit)
{
	l->moved = port_now_ms();
	l->until = l->moved + limit;
	if (l->told == DEVICE_SLOW)
		ipp_tell(l, NULL, DEVICE_NONE);
}

/* 0: all of it is out. */
static int put(struct ipp_line *l, ipp_t *request, const char *doc, size_t n, int64_t limit, size_t *accepted)
{
	const struct ipp_lib *lib = l->lib;
	ipp_state_t state;
	lib->ippSetState(request, IPP_STATE_IDLE); /* it may be the second time */
	lib->httpClearFields(l->http);
	lib->httpSetField(l->http, HTTP_FIELD_CONTENT_TYPE, "application/ipp");
	lib->httpSetLength(l->http, lib->ippLength(request) + n);
	if (lib->httpPost(l->http, l->path))
		return -ECONNRESET;
	while ((state = lib->ippWrite(l->http, request)) != IPP_STATE_DATA)
		if (state == IPP_STATE_ERROR)
			return -ECONNRESET;
	for (size_t off = 0, part; off < n; off += part) {
		part = n - off < PART ? n - off : PART;
		*accepted = off + 1; /* some of it may leave, whatever becomes of the rest */
		if (lib->httpWrite2(l->http, doc + off, part) < 0)
			return -ECONNRESET;
		*accepted = off + part;
		has_moved(l, limit);
	}
	return lib->httpFlushWrite(l->http) < 0 ? -ECONNRESET : 0;
}

static int status_of_http(http_status_t status)
{
	switch (status) {
	case HTTP_STATUS_OK: return 0;
	case HTTP_STATUS_UNAUTHORIZED:
	case HTTP_STATUS_FORBIDDEN:
	case HTTP_STATUS_UPGRADE_REQUIRED: return -EACCES;
	case HTTP_STATUS_NOT_FOUND: return -ENOENT;
	case HTTP_STATUS_SERVICE_UNAVAILABLE: return -EBUSY;
	case HTTP_STATUS_ERROR: return -ECONNRESET;
	default: return -EPROTO;
	}
}

static int status_of_ipp(ipp_status_t status)
{
	if (status < IPP_STATUS_ERROR_BAD_REQUEST)
		return 0;
	switch ((int)status) {
	case IPP_STATUS_ERROR_NOT_FOUND:
	case IPP_STATUS_ERROR_GONE: return -ENOENT;
	case IPP_STATUS_ERROR_FORBIDDEN:
	case IPP_STATUS_ERROR_NOT_AUTHENTICATED:
	case IPP_STATUS_ERROR_NOT_AUTHORIZED: return -EACCES;
	case IPP_STATUS_ERROR_SERVICE_UNAVAILABLE:
	case IPP_STATUS_ERROR_TEMPORARY:
	case IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS:
	case IPP_STATUS_ERROR_BUSY:
	case IPP_STATUS_ERROR_TOO_MANY_JOBS: return -EBUSY;
	default: return -EPROTO;
	}
}

static int get(struct ipp_line *l, ipp_t **ret)
{
	const struct ipp_lib *lib = l->lib;
	http_status_t status;
	ipp_state_t state = IPP_STATE_ERROR;
	while ((status = lib->httpUpdate(l->http)) == HTTP_STATUS_CONTINUE)
		;
	int rc = status_of_http(status);
	ipp_t *answer = rc ? NULL : lib->ippNew();
	while (answer && (state = lib->ippRead(l->http, answer)) != IPP_STATE_DATA && state != IPP_STATE_ERROR)
		;
	if (rc == 0 && state == IPP_STATE_ERROR)
		rc = answer ? -ECONNRESET : -ENOMEM;
	if (rc == 0)
		rc = status_of_ipp(lib->ippGetStatusCode(answer));
	if (rc)
		lib->ippDelete(answer);
	else
		*ret = answer;
	lib->httpFlush(l->http);
	return rc;
}

static int once(struct ipp_line *l, ipp_t *request, const void *doc, size_t n, int64_t limit, size_t *accepted, ipp_t **ret)
{
	int rc = l->http ? 0 : connect_to(l);
	if (rc == 0)
		rc = put(l, request, doc, n, limit, accepted);
	if (rc == -ECONNRESET && l->http && !l->stopped && l->lib->httpCheck(l->http)) /* it says why it does not want more */
		rc = 0;
	if (rc == 0)
		rc = get(l, ret);
	if (rc == -ECONNRESET || rc == -EKEYREJECTED || !l->http || l->lib->httpGetFd(l->http) < 0 || l->lib->httpGetKeepAlive(l->http) == HTTP_KEEPALIVE_OFF)
		ipp_line_close(l); /* libcups would connect again by itself, and wait */
	if (rc == -ECONNRESET && l->stopped && !l->deaf)
		rc = -ECANCELED;
	if (rc == -ECONNRESET && port_now_ms() >= l->until)
		rc = -ETIMEDOUT;
	return rc;
}

int ipp_do(struct ipp_line *l, ipp_t *request, const void *doc, size_t n, int64_t limit, size_t *accepted, ipp_t **ret)
{
	size_t none = 0;
	int kept = l->http != NULL, rc = -ENOMEM;
	*ret = NULL;
	if (!request)
		return rc;
	l->idle = idle_of(l);
	has_moved(l, limit);
	rc = once(l, request, doc, n, limit, accepted ? accepted : &none, ret);
	if (rc == -ECONNRESET && kept && !n) { /* it had ended the connection meanwhile: once more, on a new one */
		has_moved(l, limit);
		rc = once(l, request, doc, n, limit, accepted ? accepted : &none, ret);
	}
	l->lib->ippDelete(request);
	return rc;
}
