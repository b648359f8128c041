/* SPDX-License-Identifier: MPL-2.0 */
/* Mails go out through libcurl, which is loaded at the first one: most centres never send any. */
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "challenge/letter.h"

enum { CONNECT_S = 15, ALL_S = 60 };

#define CALLS(X)                                                              \
	X(curl_global_init)                                                   \
	X(curl_easy_init)                                                     \
	X(curl_easy_setopt)                                                   \
	X(curl_easy_perform)                                                  \
	X(curl_easy_getinfo)                                                  \
	X(curl_easy_cleanup)                                                  \
	X(curl_easy_strerror)                                                 \
	X(curl_slist_append)                                                  \
	X(curl_slist_free_all)
/* curl.h wraps these two in macros that check types. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

static struct {
#define MEMBER(f) __typeof__(f) *f;
	CALLS(MEMBER)
#undef MEMBER
	int good;
} lib;

static void load(void)
{
	void *so = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL); /* stays */
	if (!so)
		return;
#define ADDRESS(f)                                                            \
	*(void **)&lib.f = dlsym(so, #f);                                     \
	if (!lib.f)                                                           \
		return;
	CALLS(ADDRESS)
#undef ADDRESS
	lib.good = lib.curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct sending {
	const struct bytes *all;
	size_t at;
	int (*stop)(void *arg);
	void *arg;
};

static size_t more(char *to, size_t size, size_t n, void *arg)
{
	struct sending *s = arg;
	size_t left = s->all->n - s->at, some = size * n < left ? size * n : left;
	memcpy(to, s->all->p + s->at, some);
	s->at += some;
	return some;
}

static int ask_stop(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct sending *s = arg;
	(void)a, (void)b, (void)c, (void)d;
	return s->stop && s->stop(s->arg);
}

/* To this machine nothing has to be encrypted; a name may be led astray, so only the address itself is believed. */
static int is_here(const char *url)
{
	return strncmp(url, "smtp://127.0.0.1", 16) == 0 && (!url[16] || url[16] == ':' || url[16] == '/');
}

/* Before the text began nothing was taken.  4xx: try again (RFC 5321, 4.2.1). */
static enum smtp_end judged(CURLcode rc, long answer, size_t given)
{
	switch (rc) {
	case CURLE_OK:
		return SMTP_SENT;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return SMTP_LATER;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_LOGIN_DENIED:
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
		return answer >= 400 && answer < 500 ? SMTP_LATER : SMTP_REFUSED;
	default:
		if (answer >= 500)
			return SMTP_REFUSED;
		return given && !(answer >= 400 && answer < 500) ? SMTP_UNKNOWN : SMTP_LATER;
	}
}

enum smtp_end smtp_send(const struct mailer *m, const struct letter *l, int (*stop)(void *arg), void *arg, char why[200])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, load);
	snprintf(why, 200, "%s", lib.good ? "out of memory" : "libcurl is not installed");
	if (!lib.good)
		return SMTP_NONE;
	struct bytes all = { 0 };
	letter_write(l, &all);
	CURL *curl = lib.curl_easy_init();
	struct curl_slist *to = lib.curl_slist_append(NULL, l->to);
	struct sending s = { &all, 0, stop, arg };
	enum smtp_end end = SMTP_LATER;
	if (curl && to && !all.failed) {
		char error[CURL_ERROR_SIZE] = "";
		long answer = 0;
		lib.curl_easy_setopt(curl, CURLOPT_URL, m->url);
		lib.curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
		lib.curl_easy_setopt(curl, CURLOPT_USE_SSL, is_here(m->url) ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
		if (m->login[0]) {
			lib.curl_easy_setopt(curl, CURLOPT_USERNAME, m->login);
			lib.curl_easy_setopt(curl, CURLOPT_PASSWORD, m->password);
		}
		lib.curl_easy_setopt(curl, CURLOPT_MAIL_FROM, l->from);
		lib.curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
		lib.curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		lib.curl_easy_setopt(curl, CURLOPT_READFUNCTION, more);
		lib.curl_easy_setopt(curl, CURLOPT_READDATA, &s);
		lib.curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
		lib.curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_stop);
		lib.curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &s);
		lib.curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
		lib.curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ALL_S);
		lib.curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
		lib.curl_easy_setopt(curl, CURLOPT_PROXY, "");
		lib.curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
		CURLcode rc = lib.curl_easy_perform(curl);
		lib.curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
		end = judged(rc, answer, s.at);
		snprintf(why, 200, "%s (%ld)", error[0] ? error : lib.curl_easy_strerror(rc), answer);
	}
	lib.curl_slist_free_all(to);
	if (curl)
		lib.curl_easy_cleanup(curl);
	bytes_fini(&all);
	return end;
}
