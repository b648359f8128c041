/* SPDX-License-Identifier: MPL-2.0 */
/* vprinter LANGUAGE tcp|tty: a label printer to try things with, by hand or from another test.
 *
 *   --port N          TCP; without it the kernel chooses
 *   --media WxH       the roll in it, mm; 62x0: endless; "62x0r": black and red
 *   --dpi N, --head N dots an inch; dots of the head (0: as many as are asked for)
 *   --model NAME      as it calls itself
 *   --no-cutter       ESC/POS: a label ends where the next one begins
 *   --script FILE     its faults, see tests/lib/vprinter/live.h; --fault LINE: one of them
 *   --pictures DIR    each label as DIR/NUMBER.png
 *   --raw FILE        the bytes of all labels
 *
 * The first line of its output says where it is, "port N" or "node PATH" (Brother on TCP: also "snmp N").  Then a line for each label that came
 * out, "label NUMBER good|bad CODES...", the codes as zbar reads them.  On its input it takes lines of scripts, which hold at once
 * ("paper until told"), "mend", "counts" and "quit".  Before it ends, on SIGTERM too, it writes "counts out N spoiled N ...". */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reading/codes.h"
#include "vprinter/live.h"

static const char *const languages[] = { [VPRINTER_BROTHER] = "brother-ql", [VPRINTER_ZPL] = "zpl",   [VPRINTER_ESCPOS] = "escpos",
	                                 [VPRINTER_TSPL] = "tspl",          [VPRINTER_DYMO] = "dymo", [VPRINTER_EPL2] = "epl2" };
static volatile sig_atomic_t told_to_end;
static const char *pictures;
static FILE *raw;
static struct code_reader *reader;

static void on_signal(int number)
{
	(void)number;
	told_to_end = 1;
}

/* The codes on it, each with a space in front. */
static void say_codes(const struct bitmap *b)
{
	struct pixels grey = { .w = b->w, .h = b->h, .channels = 1, .p = malloc((size_t)b->w * b->h) };
	struct codes codes;
	for (uint32_t y = 0; grey.p && y < b->h; y++)
		for (uint32_t x = 0; x < b->w; x++)
			grey.p[(size_t)y * b->w + x] = bitmap_get(b, (int32_t)x, (int32_t)y) ? 0 : 255;
	if (grey.p && codes_read(reader, &grey, &codes) == 0)
		for (uint32_t i = 0; i < codes.count; i++)
			printf(" %s", codes.found[i].text);
	free(grey.p);
}

static void save(const struct bitmap *b, uint32_t dpi, uint64_t number)
{
	char path[300];
	struct bytes png = { 0 };
	snprintf(path, sizeof(path), "%s/%llu.png", pictures, (unsigned long long)number);
	FILE *f = bitmap_png(b, dpi, 1, &png) == 0 ? fopen(path, "wb") : NULL;
	if (!f || fwrite(png.p, 1, png.n, f) != png.n)
		fprintf(stderr, "vprinter: cannot write %s\n", path);
	if (f)
		fclose(f);
	bytes_fini(&png);
}

static void came_out(void *arg, const struct live_label *l)
{
	(void)arg;
	const char *errors = vprinter_errors(l->job);
	if (raw && (fwrite(l->raw->p, 1, l->raw->n, raw) != l->raw->n || fflush(raw)))
		fprintf(stderr, "vprinter: cannot write the bytes\n");
	printf("label %llu %s", (unsigned long long)l->number, *errors || l->job->count != 1 ? "bad" : "good");
	if (l->job->count) {
		say_codes(&l->job->labels[0].black);
		if (pictures)
			save(&l->job->labels[0].black, l->job->labels[0].x_dpi, l->number);
	}
	putchar('\n');
	if (*errors)
		fprintf(stderr, "vprinter: label %llu: %s", (unsigned long long)l->number, errors);
	fflush(stdout);
}

static void say_counts(struct live *l)
{
	struct live_counts c = live_counts(l);
	printf("counts out %llu spoiled %llu refused %llu lost %llu torn %llu bytes %llu asked %llu connections %llu cuts %llu resets %llu orders %llu\n", (unsigned long long)c.out,
	       (unsigned long long)c.spoiled, (unsigned long long)c.refused, (unsigned long long)c.lost, (unsigned long long)c.torn, (unsigned long long)c.bytes,
	       (unsigned long long)c.asked, (unsigned long long)c.connections, (unsigned long long)c.cuts, (unsigned long long)c.resets, (unsigned long long)c.orders);
	fflush(stdout);
}

/* A line from the person, or from the test; 1: the end. */
static int obey(struct live *l, const char *line)
{
	if (strcmp(line, "quit") == 0)
		return 1;
	if (strcmp(line, "mend") == 0)
		live_mend(l);
	else if (strcmp(line, "counts") == 0)
		say_counts(l);
	else
		(void)live_do(l, line); /* says itself what is wrong */
	return 0;
}

static void serve(struct live *l, const sigset_t *unblocked)
{
	char text[1000];
	size_t n = 0;
	int open = 1;
	while (!told_to_end) {
		struct pollfd f = { open ? STDIN_FILENO : -1, POLLIN, 0 };
		if (ppoll(&f, 1, NULL, unblocked) < 0 && errno != EINTR)
			return;
		if (!f.revents)
			continue;
		ssize_t got = read(STDIN_FILENO, text + n, sizeof(text) - 1 - n);
		if (got <= 0) {
			open = 0; /* started without a person; ended by a signal */
			continue;
		}
		n += (size_t)got;
		text[n] = 0;
		char *at = text;
		for (char *end; (end = strchr(at, '\n')); at = end + 1) {
			*end = 0;
			if (obey(l, at))
				return;
		}
		n -= (size_t)(at - text);
		memmove(text, at, n);
		n = n == sizeof(text) - 1 ? 0 : n;
	}
}

static void add_file(struct bytes *to, const char *path)
{
	FILE *f = fopen(path, "r");
	char part[500];
	if (!f) {
		fprintf(stderr, "vprinter: cannot read %s\n", path);
		exit(2);
	}
	for (size_t n; (n = fread(part, 1, sizeof(part), f));)
		bytes_add(to, part, n);
	fclose(f);
	bytes_text(to, "\n");
}

static _Noreturn void usage(void)
{
	fprintf(stderr, "vprinter brother-ql|zpl|escpos|tspl|dymo|epl2 tcp|tty [--port N] [--media WxH[r]] [--dpi N] [--head N] [--model NAME] [--no-cutter] [--script FILE] "
	                "[--fault LINE] [--pictures DIR] [--raw FILE]\n");
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "port", 1, NULL, 'p' },  { "media", 1, NULL, 'm' }, { "dpi", 1, NULL, 'd' },      { "head", 1, NULL, 'h' },   { "script", 1, NULL, 's' },
		                                 { "fault", 1, NULL, 'f' }, { "model", 1, NULL, 'M' }, { "no-cutter", 0, NULL, 'n' }, { "pictures", 1, NULL, 'P' }, { "raw", 1, NULL, 'r' }, { 0 } };
	struct live_setup setup = { .came_out = came_out };
	struct bytes script = { 0 };
	unsigned w, h;
	char red = 0;
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'p': setup.port = (uint16_t)strtoul(optarg, NULL, 10); break;
		case 'd': setup.device.dpi = (uint32_t)strtoul(optarg, NULL, 10); break;
		case 'h': setup.device.head = (uint32_t)strtoul(optarg, NULL, 10); break;
		case 'M': setup.model = optarg; break;
		case 'n': setup.no_cutter = 1; break;
		case 'P': pictures = optarg; break;
		case 'r':
			raw = fopen(optarg, "wb");
			if (!raw) {
				fprintf(stderr, "vprinter: cannot write %s\n", optarg);
				return 2;
			}
			break;
		case 's': add_file(&script, optarg); break;
		case 'f':
			bytes_text(&script, optarg);
			bytes_text(&script, "\n");
			break;
		case 'm':
			if (sscanf(optarg, "%ux%u%c", &w, &h, &red) < 2 || (red && red != 'r'))
				usage();
			setup.media_w_mm = (uint16_t)w;
			setup.media_h_mm = (uint16_t)h;
			setup.media_red = red == 'r';
			break;
		default: usage();
		}
	}
	if (argc - optind != 2)
		usage();
	unsigned language = 0, count = sizeof(languages) / sizeof(languages[0]);
	while (language < count && strcmp(languages[language], argv[optind]))
		language++;
	int tty = strcmp(argv[optind + 1], "tty") == 0;
	if (language == count || (!tty && strcmp(argv[optind + 1], "tcp")))
		usage();
	setup.language = (enum vprinter_language)language;
	setup.on = tty ? LIVE_TTY : LIVE_TCP;
	if (!setup.device.dpi)
		setup.device.dpi = language == VPRINTER_BROTHER || language == VPRINTER_DYMO ? 300 : 203;
	if (!setup.device.head && language == VPRINTER_BROTHER)
		setup.device.head = 720;
	if (!setup.device.head && language == VPRINTER_DYMO)
		setup.device.head = 672;
	bytes_add(&script, "", 1);
	setup.script = (const char *)script.p;
	struct sigaction ends = { .sa_handler = on_signal };
	sigset_t both, before;
	sigemptyset(&both);
	sigaddset(&both, SIGTERM);
	sigaddset(&both, SIGINT);
	sigprocmask(SIG_BLOCK, &both, &before); /* taken in ppoll only */
	sigaction(SIGTERM, &ends, NULL);
	sigaction(SIGINT, &ends, NULL);
	reader = code_reader_new();
	struct live *l = reader ? live_start(&setup) : NULL;
	if (!l)
		return 1;
	if (tty)
		printf("node %s\n", live_node(l));
	else
		printf("port %u\n", live_number(l));
	if (!tty && language == VPRINTER_BROTHER)
		printf("snmp %u\n", live_snmp(l));
	fflush(stdout);
	serve(l, &before);
	say_counts(l);
	live_stop(l);
	code_reader_free(reader);
	bytes_fini(&script);
	if (raw)
		fclose(raw);
	return 0;
}
