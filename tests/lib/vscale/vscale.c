/* SPDX-License-Identifier: MPL-2.0 */
#include "vscale/vscale.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "vscale: %s: %s\n", what, strerror(errno));
	exit(1);
}

static const struct vscale_language *language_find(const char *name)
{
	for (const struct vscale_language *l = vscale_languages; l->name; l++)
		if (!strcmp(l->name, name))
			return l;
	errno = EINVAL;
	give_up(name);
}

static void plug_terminal(struct vscale *v)
{
	char node[64];
	struct termios t;
	int slave;
	v->fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (v->fd < 0 || grantpt(v->fd) || unlockpt(v->fd) || ptsname_r(v->fd, node, sizeof node))
		give_up("terminal");
	slave = open(node, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || tcgetattr(slave, &t))
		give_up(node);
	cfmakeraw(&t); /* nothing comes back as an echo before somebody opens it */
	if (tcsetattr(slave, TCSANOW, &t))
		give_up(node);
	close(slave);
	if (symlink(node, v->link))
		give_up(v->link);
}

void vscale_plug(struct vscale *v)
{
	int pair[2];
	if (v->fd >= 0)
		return;
	v->in_n = v->out_n = 0;
	v->heard_mg = 0;
	if (v->link[0]) {
		plug_terminal(v);
		return;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair))
		give_up("sockets");
	v->fd = pair[0];
	v->packets = pair[1];
}

void vscale_unplug(struct vscale *v)
{
	if (v->fd < 0)
		return;
	close(v->fd);
	if (v->packets >= 0)
		close(v->packets);
	v->fd = v->packets = -1;
	if (v->link[0])
		unlink(v->link);
}

void vscale_init(struct vscale *v, const char *language, const char *link, int64_t now_ms)
{
	*v = (struct vscale){ .language = language_find(language), .fd = -1, .packets = -1, .since_ms = now_ms - VSCALE_SETTLES_MS, .noise = 88172645463325252u };
	v->every_ms = v->language->every_ms;
	v->sent_ms = now_ms - v->every_ms;
	snprintf(v->link, sizeof v->link, "%s", link);
	vscale_plug(v);
}

void vscale_fini(struct vscale *v)
{
	vscale_unplug(v);
}

static int64_t lies(const struct vscale *v, int64_t now_ms)
{
	int64_t gone = now_ms - v->since_ms;
	return gone >= VSCALE_SETTLES_MS ? v->to_mg : v->from_mg + (v->to_mg - v->from_mg) * gone / VSCALE_SETTLES_MS;
}

void vscale_put(struct vscale *v, int64_t mg, int64_t now_ms)
{
	v->from_mg = lies(v, now_ms);
	v->to_mg = mg;
	v->since_ms = now_ms;
}

static uint64_t noise(struct vscale *v)
{
	v->noise ^= v->noise << 13;
	v->noise ^= v->noise >> 7;
	v->noise ^= v->noise << 17;
	return v->noise;
}

static int64_t rounded(int64_t num, int64_t den)
{
	return num < 0 ? -((-num + den / 2) / den) : (num + den / 2) / den;
}

/* Into digits of the unit, and back into what these digits weigh.  A pound is 453592.37 mg, an ounce a sixteenth. */
static void show(struct vscale_display *d, int64_t mg)
{
	switch (d->unit) {
	case VSCALE_KG:
		d->decimals = 3;
		d->digits = rounded(mg, 1000);
		d->mg = d->digits * 1000;
		break;
	case VSCALE_G:
		d->decimals = 0;
		d->digits = rounded(mg, 1000);
		d->mg = d->digits * 1000;
		break;
	case VSCALE_LB:
		d->decimals = 2;
		d->digits = rounded(mg * 10000, 45359237);
		d->mg = rounded(d->digits * 45359237, 10000);
		break;
	default:
		d->decimals = 1;
		d->digits = rounded(mg * 16000, 45359237);
		d->mg = rounded(d->digits * 45359237, 16000);
	}
}

static struct vscale_display look(struct vscale *v, int64_t now_ms)
{
	struct vscale_display d = { .says = v->says, .unit = v->unit, .stable = !v->shakes && now_ms - v->since_ms >= VSCALE_SETTLES_MS };
	show(&d, lies(v, now_ms) + (v->shakes ? (int64_t)(noise(v) % 41 - 20) * 1000 : 0));
	return d;
}

int vscale_can(const struct vscale *v, enum vscale_says says)
{
	unsigned char out[128];
	struct vscale_display d = { .says = says, .stable = 1, .decimals = 3 };
	return v->language->frame(v, &d, out) > 0;
}

static uint32_t said_index(const struct vscale *v, int64_t mg, int stable)
{
	uint32_t i = 0, n = v->said_count < VSCALE_SAID_MAX ? v->said_count : VSCALE_SAID_MAX;
	while (i < n && (v->said[i].mg != mg || v->said[i].stable != stable))
		i++;
	return i < n ? i : VSCALE_SAID_MAX;
}

int64_t vscale_said_at(const struct vscale *v, int64_t mg, int stable)
{
	uint32_t i = said_index(v, mg, stable);
	return i < VSCALE_SAID_MAX ? v->said[i].at_ms : -1;
}

void vscale_send(struct vscale *v, const void *p, size_t n)
{
	if (!v->link[0]) { /* one packet each */
		if (v->fd >= 0 && write(v->fd, p, n) > 0)
			v->left += n;
		return;
	}
	if (v->out_n + n > sizeof v->out) /* nobody reads: a line loses it */
		return;
	memcpy(v->out + v->out_n, p, n);
	for (size_t i = v->out_n; v->parity && i < v->out_n + n; i++)
		v->out[i] |= (unsigned char)(__builtin_parity(v->out[i] & 0x7f) << 7);
	v->out_n += n;
}

void vscale_say(struct vscale *v, int64_t now_ms)
{
	unsigned char out[128];
	struct vscale_display d = look(v, now_ms);
	size_t n = v->silent ? 0 : v->language->frame(v, &d, out);
	if (!n)
		return;
	v->shown = d;
	if (d.says == VSCALE_WEIGHT) {
		uint32_t i = said_index(v, d.mg, d.stable);
		v->said[i < VSCALE_SAID_MAX ? i : v->said_count++ % VSCALE_SAID_MAX] = (struct vscale_said){ d.mg, now_ms, d.stable };
	}
	v->frames++;
	vscale_send(v, out, n);
}

static void answer(struct vscale *v, const char *question, int64_t now_ms)
{
	if (v->silent)
		return;
	if (question[0] == '!') {
		vscale_send(v, "\x06", 1);
		return;
	}
	if (v->language->once) { /* only something else than before, and never nothing */
		struct vscale_display d = look(v, now_ms);
		if (!d.digits || (d.mg == v->heard_mg && d.stable))
			return;
		v->heard_mg = d.mg;
	}
	vscale_say(v, now_ms);
}

/* What was asked, off the front; a line that is no question is answered so; anything else is dropped byte by byte. */
static void understand(struct vscale *v, int64_t now_ms)
{
	while (v->in_n) {
		size_t take = 1, partial = 0;
		for (size_t i = 0; i < 3 && v->language->asks[i]; i++) {
			const char *ask = v->language->asks[i] + (v->language->asks[i][0] == '!');
			size_t n = strlen(ask);
			if (v->in_n >= n && !memcmp(v->in, ask, n)) {
				answer(v, v->language->asks[i], now_ms);
				take = n;
				partial = 0;
				break;
			}
			partial |= v->in_n < n && !memcmp(v->in, ask, v->in_n);
		}
		if (partial)
			return;
		if (take == 1 && v->in[0] == '\n' && v->language->wrong)
			vscale_send(v, v->language->wrong, strlen(v->language->wrong));
		memmove(v->in, v->in + take, v->in_n - take);
		v->in_n -= take;
	}
}

static void hear(struct vscale *v, int64_t now_ms)
{
	long n;
	while (v->fd >= 0 && (n = read(v->fd, v->in + v->in_n, sizeof v->in - v->in_n)) > 0) {
		v->in_n += (size_t)n;
		understand(v, now_ms);
	}
}

static void talk(struct vscale *v)
{
	size_t most = v->split ? v->split : sizeof v->out;
	long n;
	if (v->fd < 0)
		v->out_n = 0;
	if (v->out_n < most)
		most = v->out_n;
	n = most ? write(v->fd, v->out, most) : 0;
	if (n <= 0)
		return;
	v->left += (size_t)n;
	memmove(v->out, v->out + n, v->out_n - (size_t)n);
	v->out_n -= (size_t)n;
}

void vscale_step(struct vscale *v, int64_t now_ms)
{
	if (!lies(v, now_ms)) /* after that the same weight is another one */
		v->heard_mg = 0;
	hear(v, now_ms);
	if (v->every_ms && now_ms - v->sent_ms >= v->every_ms) {
		v->sent_ms = now_ms - v->sent_ms < 2 * (int64_t)v->every_ms ? v->sent_ms + v->every_ms : now_ms;
		vscale_say(v, now_ms);
	}
	talk(v);
}

int vscale_order(struct vscale *v, const char *order, int64_t now_ms)
{
	static const char *const UNITS[] = { "kg", "g", "lb", "oz" }, *const ENDS[] = { "crlf", "cr", "lf" };
	char word[16] = "", what[16] = "";
	int n = sscanf(order, "%15s %15s", word, what);
	if (n < 1)
		return -1;
	if (!strcmp(word, "put"))
		vscale_put(v, strtoll(what, NULL, 10) * 1000, now_ms);
	else if (!strcmp(word, "over"))
		v->says = VSCALE_OVER;
	else if (!strcmp(word, "under"))
		v->says = VSCALE_UNDER;
	else if (!strcmp(word, "error"))
		v->says = VSCALE_ERROR;
	else if (!strcmp(word, "well"))
		v->says = VSCALE_WEIGHT;
	else if (!strcmp(word, "shake") || !strcmp(word, "still"))
		v->shakes = word[1] == 'h';
	else if (!strcmp(word, "silent") || !strcmp(word, "talk"))
		v->silent = word[0] == 's';
	else if (!strcmp(word, "tare") || !strcmp(word, "gross"))
		v->net = word[0] == 't';
	else if (!strcmp(word, "comma") || !strcmp(word, "point"))
		v->comma = word[0] == 'c';
	else if (!strcmp(word, "parity"))
		v->parity = !v->parity;
	else if (!strcmp(word, "unplug"))
		vscale_unplug(v);
	else if (!strcmp(word, "plug"))
		vscale_plug(v);
	else if (!strcmp(word, "every"))
		v->every_ms = (uint32_t)strtoul(what, NULL, 10);
	else if (!strcmp(word, "noise"))
		for (int i = 0; i < 40; i++)
			vscale_send(v, &(unsigned char){ (unsigned char)(noise(v) >> 11) }, 1);
	else if (!strcmp(word, "unit")) {
		for (int i = 0; i < VSCALE_UNITS; i++)
			if (!strcmp(what, UNITS[i])) {
				v->unit = (enum vscale_unit)i;
				return 0;
			}
		return -1;
	} else if (!strcmp(word, "ends")) {
		for (int i = 0; i < 3; i++)
			if (!strcmp(what, ENDS[i])) {
				v->ends = (enum vscale_ends)i;
				return 0;
			}
		return -1;
	} else
		return -1;
	return 0;
}
