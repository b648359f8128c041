/* SPDX-License-Identifier: MPL-2.0 */
#include "vprinter/live.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "vprinter/live_parts.h"

enum { TALK_MS = 5, HUNG_MS = 5 };

int64_t live_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int live_has(const struct live *l, enum fault f)
{
	return l->faults.active[f].is;
}

int live_stopped(const struct live *l)
{
	int is = l->wrong_roll;
	for (int i = 0; i < FAULT_STOPS; i++)
		is |= l->faults.active[i].is;
	return is;
}

void live_kick(struct live *l)
{
	if (write(l->wake, &(uint64_t){ 1 }, 8) < 0)
		abort();
}

void live_asked(struct live *l)
{
	l->counts.asked++;
	pthread_cond_broadcast(&l->changed);
	live_kick(l);
}

void live_say(struct live *l, const void *p, size_t n)
{
	static const unsigned char others[] = { 0x02, '0', '3', '0', ',', '0', 0x12, 0x80, 0x20, 0x00, 'E', 'R', 0x7e };
	unsigned char noise[60];
	if (live_has(l, FAULT_SILENT))
		return;
	if (!live_has(l, FAULT_GARBAGE)) {
		line_say(l, p, n);
		return;
	}
	switch (l->faults.active[FAULT_GARBAGE].arg[0]) {
	case 0:
		for (size_t i = 0; i < sizeof(noise); i++)
			noise[i] = (unsigned char)faults_chance(&l->faults, 256);
		line_say(l, noise, 1 + faults_chance(&l->faults, sizeof(noise) - 1));
		break;
	case 1: line_say(l, p, n > 8 ? n - 3 : n > 1 ? n - 1 : n); break; /* its end is lost */
	case 2:
		line_say(l, p, n);
		line_say(l, p, n);
		break;
	case 3: line_say(l, others, sizeof(others)); break;
	default: line_say(l, "", 1);
	}
}

void live_cut(struct live *l)
{
	l->counts.cuts += line_is_up(l) != 0;
	line_cut(l);
	pthread_cond_broadcast(&l->changed);
}

/* --- what arrives ---------------------------------------------------------------------------------------------------- */
static void label_ends(struct live *l, int *ret_cut)
{
	l->faults.length = l->label_bytes;
	*ret_cut |= faults_at(l, BYTE_END);
	l->queue[l->queued++] = l->label;
	l->label = (struct bytes){ 0 };
	l->label_bytes = 0;
	l->label_number++;
	faults_next_label(l);
}

void live_finish(struct live *l)
{
	int cut = 0;
	if (l->setup.no_cutter && l->scan.drawn && !l->scan.skip && l->queued < QUEUE_MOST) {
		l->scan.drawn = 0;
		label_ends(l, &cut);
	}
}

static int begins_label(const struct live *l, unsigned char b)
{
	enum vprinter_language k = l->setup.language;
	return l->label.n || !((k == VPRINTER_ZPL || k == VPRINTER_TSPL || k == VPRINTER_EPL2) && (b == '\r' || b == '\n' || b == ' '));
}

/* Adds a byte to the label; questions are no part of it. */
static enum scan_what arrange(struct scan *s, struct bytes *label, unsigned char b, int begins)
{
	if (begins)
		bytes_add(label, &b, 1);
	enum scan_what what = scan_byte(s, b);
	if (what == SCAN_QUESTION && !s->order)
		label->n -= s->length < label->n ? s->length : label->n;
	return what;
}

static void taken(struct live *l, unsigned char b, int *ret_cut)
{
	int drawn = l->scan.drawn || l->scan.open;
	int begins = begins_label(l, b);
	l->counts.bytes++;
	enum scan_what what = arrange(&l->scan, &l->label, b, begins);
	l->counts.orders += l->scan.order != 0;
	if (begins)
		l->label_bytes++;
	if (l->scan.before) { /* no cutter: what came until now is a label */
		if (what == SCAN_RESET)
			l->label.n -= l->scan.length < l->label.n ? l->scan.length : l->label.n;
		label_ends(l, ret_cut);
	}
	if (what == SCAN_LABEL) {
		label_ends(l, ret_cut);
		return;
	}
	if (what == SCAN_RESET) {
		l->counts.torn += drawn != 0 && !l->scan.before;
		l->label.n = 0;
	}
	if (what == SCAN_QUESTION) {
		if (!l->scan.order && begins)
			l->label_bytes -= l->scan.length < l->label_bytes ? l->scan.length : l->label_bytes;
		l->counts.asked++;
		l->answers->asked(l, l->scan.have, l->scan.length);
		return;
	}
	if (l->label.n && !scan_may_ask(&l->scan))
		*ret_cut |= faults_at(l, (int32_t)l->label_bytes);
}

/* May a byte be taken now? */
static int hungry(const struct live *l)
{
	return !live_has(l, FAULT_DEAF) && l->queued < QUEUE_MOST && (!live_stopped(l) || l->beyond < l->faults.buffer);
}

/* Somebody has just opened the line: what begins with byte 0 of this label begins now. */
static void came_up(struct live *l)
{
	int up = line_is_up(l);
	if (up && !l->was_up) {
		l->counts.connections++;
		faults_at(l, (int32_t)l->label_bytes);
	}
	l->was_up = line_is_up(l);
}

static void eat(struct live *l, int64_t now)
{
	const struct faults *f = &l->faults;
	while (hungry(l) && (!f->slow_ms || now >= l->next_bite_ms)) {
		int cut = 0;
		size_t bite = f->slow_ms ? f->slow_bytes : RX_MOST;
		if (!l->rx_n || l->setup.on == LIVE_USB)
			line_read(l, bite);
		came_up(l);
		if (!l->rx_n)
			return;
		for (size_t i = 0; i < bite && l->rx_at < l->rx_n && hungry(l) && !cut; i++) {
			l->beyond += live_stopped(l) != 0;
			taken(l, l->rx[l->rx_at++], &cut);
		}
		if (!cut && l->rx_at == l->rx_n) {
			l->rx_n = l->rx_at = 0;
			if (l->setup.on == LIVE_USB)
				usb_taken(l);
		}
		if (f->slow_ms)
			l->next_bite_ms = now + f->slow_ms;
	}
}

/* --- what comes out -------------------------------------------------------------------------------------------------- */
static int is_other_roll(const struct live *l, const struct vprinter_job *j)
{
	if (l->setup.language != VPRINTER_BROTHER || !l->w_mm || !j->count)
		return 0;
	const struct vprinter_label *k = &j->labels[0];
	return k->w_mm != l->w_mm || (k->h_named && k->h_mm != l->h_mm) || (l->red && !k->red.w);
}

/* A label whose picture has a wrong check is not printed (ZPL). */
static int is_refused(const struct live *l, const struct vprinter_job *j)
{
	return l->setup.language == VPRINTER_ZPL && (strstr(vprinter_errors(j), "is right") || strstr(vprinter_errors(j), "four small digits"));
}

static void come_out(struct live *l, const struct bytes *raw)
{
	struct vprinter_job job;
	int wrong = vprinter_decode(l->setup.language, &l->setup.device, raw->p, raw->n, &job);
	if (is_other_roll(l, &job)) {
		l->counts.refused++;
		l->wrong_roll = 1;
		l->answers->event(l, EVENT_TROUBLE);
	} else if (live_has(l, FAULT_LOSE)) {
		l->counts.lost++;
	} else if (is_refused(l, &job)) {
		l->counts.refused++;
	} else if (job.count) {
		if (wrong || job.count > 1)
			l->counts.spoiled++;
		else
			l->counts.out++;
		bytes_fini(&l->last);
		bytes_add(&l->last, raw->p, raw->n);
		if (l->setup.came_out)
			l->setup.came_out(l->setup.arg, &(struct live_label){ l->counts.out + l->counts.spoiled, raw, &job });
	}
	vprinter_fini(&job);
}

static void say_echoes(struct live *l)
{
	for (uint32_t i = 0; i < l->echo_count && !l->queued; i++) {
		const unsigned char *e = l->echoes[i];
		live_say(l, (unsigned char[]){ 0x37, 0x22, e[0], e[1], e[2], e[3], 0 }, 7);
	}
	if (!l->queued)
		l->echo_count = 0;
}

static void print(struct live *l, int64_t now)
{
	while (l->queued && !live_stopped(l)) {
		if (!l->printed_ms) {
			l->printed_ms = now + l->faults.print_ms;
			l->answers->event(l, EVENT_PRINTING);
		}
		if (now < l->printed_ms)
			break;
		struct bytes raw = l->queue[0];
		memmove(l->queue, l->queue + 1, --l->queued * sizeof(raw));
		l->printed_ms = 0;
		uint64_t refused = l->counts.refused;
		come_out(l, &raw);
		bytes_fini(&raw);
		if (!faults_at(l, BYTE_OUT) && l->counts.refused == refused)
			l->answers->event(l, EVENT_DONE);
		l->print_number++;
		if (!l->queued)
			faults_at(l, (int32_t)l->label_bytes);
		pthread_cond_broadcast(&l->changed);
	}
	if (!l->queued)
		say_echoes(l);
}

/* --- its thread ------------------------------------------------------------------------------------------------------ */
static void answer_snmp(struct live *l)
{
	unsigned char q[512], out[512];
	struct sockaddr_storage from;
	socklen_t size = sizeof(from);
	ssize_t n;
	while ((n = recvfrom(l->snmp, q, sizeof(q), MSG_DONTWAIT, (struct sockaddr *)&from, &size)) > 0) {
		size_t made = live_has(l, FAULT_SILENT) || live_has(l, FAULT_GONE) ? 0 : snmp_answer(l, q, (size_t)n, out, sizeof(out));
		live_asked(l);
		if (made && sendto(l->snmp, out, made, MSG_DONTWAIT, (struct sockaddr *)&from, size) < 0)
			l->counts.unread++;
	}
}

static void work(struct live *l, int64_t now)
{
	faults_end(l, 0);
	if (l->setup.on == LIVE_TCP)
		line_accept(l);
	came_up(l);
	if (live_has(l, FAULT_TALK) && now >= l->next_talk_ms) {
		l->answers->event(l, EVENT_TALK);
		if (l->setup.on == LIVE_USB)
			usb_say(l, "", 0); /* a transfer of no bytes */
		l->next_talk_ms = now + TALK_MS;
	}
	line_write(l);
	eat(l, now);
	print(l, now);
	if (l->setup.on == LIVE_USB)
		usb_ended(l);
	if (l->saw_end && !l->rx_n && !l->queued && !l->tx.n) {
		line_ended(l);
		print(l, now);
	}
	if (l->snmp >= 0)
		answer_snmp(l);
	pthread_cond_broadcast(&l->changed);
}

static int until(int64_t now, int64_t at, int timeout)
{
	int64_t left = at > now ? at - now : 0;
	return timeout < 0 || left < timeout ? (int)left : timeout;
}

static int timeout_of(struct live *l, int64_t now)
{
	int ms = -1;
	if (l->printed_ms && !live_stopped(l))
		ms = until(now, l->printed_ms, ms);
	if (l->faults.slow_ms && l->next_bite_ms > now && hungry(l))
		ms = until(now, l->next_bite_ms, ms);
	if (live_has(l, FAULT_TALK))
		ms = until(now, l->next_talk_ms, ms);
	if (l->tty_hung) /* no event tells that it is opened again */
		ms = until(now, now + HUNG_MS, ms);
	int64_t fault = faults_next_ms(l);
	return fault >= 0 ? until(now, fault, ms) : ms;
}

static void *run(void *arg)
{
	struct live *l = arg;
	pthread_mutex_lock(&l->lock);
	while (!l->stop) {
		int64_t now = live_ms();
		l->tty_hung = 0;
		work(l, now);
		/* When it may take nothing, only the end of the sender is waited for. */
		short events = (short)((hungry(l) && !l->saw_end && now >= l->next_bite_ms ? POLLIN : 0) | (l->tx.n ? POLLOUT : 0));
		int line = l->setup.on == LIVE_USB ? usb_fd(l) : l->tty_hung ? -1 : l->conn;
		if (l->setup.on == LIVE_USB && l->rx_n)
			events = 0; /* it was looked at already */
		struct pollfd f[4] = { { l->wake, POLLIN, 0 }, { l->conn < 0 ? l->listener : -1, POLLIN, 0 }, { events || l->setup.on == LIVE_USB ? line : -1, events, 0 }, { l->snmp, POLLIN, 0 } };
		int ms = timeout_of(l, now);
		pthread_mutex_unlock(&l->lock);
		poll(f, 4, ms);
		uint64_t kicks;
		if (f[0].revents && read(l->wake, &kicks, 8) < 0)
			abort();
		pthread_mutex_lock(&l->lock);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

/* --- for its owner --------------------------------------------------------------------------------------------------- */
struct live *live_start(const struct live_setup *setup)
{
	static const struct answers *const answers[VPRINTER_LANGUAGES] = {
		[VPRINTER_BROTHER] = &answers_brother, [VPRINTER_ZPL] = &answers_zpl,   [VPRINTER_ESCPOS] = &answers_escpos,
		[VPRINTER_TSPL] = &answers_tspl,       [VPRINTER_DYMO] = &answers_dymo, [VPRINTER_EPL2] = &answers_epl2,
	};
	struct live *l = calloc(1, sizeof(*l));
	pthread_condattr_t monotonic;
	if (!l)
		return NULL;
	l->setup = *setup;
	l->answers = answers[setup->language];
	l->scan = (struct scan){ .language = setup->language, .no_cutter = setup->no_cutter };
	l->w_mm = setup->media_w_mm;
	l->h_mm = setup->media_h_mm;
	l->red = setup->media_red;
	l->label_number = l->print_number = 1;
	pthread_mutex_init(&l->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&l->changed, &monotonic);
	l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (faults_read(&l->faults, setup->script) || line_open(l)) {
		fprintf(stderr, "vprinter: cannot start\n");
		live_stop(l);
		return NULL;
	}
	faults_next_label(l);
	faults_at(l, 0);
	sigset_t all, old; /* signals are the program's */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	l->runs = pthread_create(&l->thread, NULL, run, l) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return l;
}

void live_stop(struct live *l)
{
	if (!l)
		return;
	if (l->runs) {
		pthread_mutex_lock(&l->lock);
		l->stop = 1;
		pthread_mutex_unlock(&l->lock);
		live_kick(l);
		pthread_join(l->thread, NULL);
	}
	line_close(l);
	close(l->wake);
	for (uint32_t i = 0; i < l->queued; i++)
		bytes_fini(&l->queue[i]);
	bytes_fini(&l->label);
	bytes_fini(&l->last);
	pthread_mutex_destroy(&l->lock);
	pthread_cond_destroy(&l->changed);
	free(l);
}

uint16_t live_number(const struct live *l)
{
	return l->number;
}

uint16_t live_snmp(const struct live *l)
{
	return l->snmp_number;
}

const char *live_node(const struct live *l)
{
	return l->node;
}

struct live_counts live_counts(struct live *l)
{
	pthread_mutex_lock(&l->lock);
	struct live_counts c = l->counts;
	pthread_mutex_unlock(&l->lock);
	return c;
}

int live_wait(struct live *l, int (*condition)(const struct live_counts *, void *arg), void *arg, unsigned ms)
{
	struct timespec t;
	int late = 0, is;
	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&l->lock);
	while (!(is = condition(&l->counts, arg)) && !late)
		late = pthread_cond_timedwait(&l->changed, &l->lock, &t) != 0;
	pthread_mutex_unlock(&l->lock);
	return is;
}

void live_mend(struct live *l)
{
	pthread_mutex_lock(&l->lock);
	faults_end(l, 1);
	pthread_mutex_unlock(&l->lock);
	live_kick(l);
}

int live_do(struct live *l, const char *line)
{
	pthread_mutex_lock(&l->lock);
	int rc = faults_add(l, line);
	pthread_mutex_unlock(&l->lock);
	live_kick(l);
	return rc;
}

struct bytes live_last(struct live *l)
{
	struct bytes copy = { 0 };
	pthread_mutex_lock(&l->lock);
	bytes_add(&copy, l->last.p, l->last.n);
	pthread_mutex_unlock(&l->lock);
	return copy;
}

struct bytes live_label_of(const struct live_setup *setup, const unsigned char *p, size_t n)
{
	struct live l = { .setup = *setup, .scan = { .language = setup->language, .no_cutter = setup->no_cutter } };
	for (size_t i = 0; i < n; i++) {
		enum scan_what what = arrange(&l.scan, &l.label, p[i], begins_label(&l, p[i]));
		if (what == SCAN_LABEL || l.scan.before)
			break;
		if (what == SCAN_RESET)
			l.label.n = 0;
	}
	return l.label;
}
