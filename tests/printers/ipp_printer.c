/* SPDX-License-Identifier: MPL-2.0 */
#include "ipp_test.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

const char *ipp_folder;

void ipp_nap(void)
{
	poll(NULL, 0, 10);
}

const char *ipp_path(const char *name)
{
	static __thread char paths[4][160];
	static __thread unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof(paths[0]), "%s/%s", ipp_folder, name);
	return path;
}

static void put_word(const char *name, const char *word)
{
	FILE *f = fopen(ipp_path(name), "w");
	if (!f || fputs(word, f) < 0 || fclose(f))
		bail("%s", name);
}

int ipp_lines(const char *name)
{
	FILE *f = fopen(ipp_path(name), "r");
	int n = 0;
	for (int c; f && (c = getc(f)) != EOF;)
		n += c == '\n';
	if (f)
		fclose(f);
	return n;
}

int ipp_came_out(void)
{
	static int before;
	int n = ipp_lines("printed"), more = n - before;
	before = n;
	return more;
}

int ipp_wait_lines(const char *name, int n)
{
	int64_t until = port_now_ms() + LONG_MS;
	while (ipp_lines(name) < n && port_now_ms() < until)
		ipp_nap();
	return ipp_lines(name) >= n;
}

void ipp_mode(const char *mode)
{
	put_word("mode", mode);
}

void ipp_mend(void)
{
	put_word("mended", "");
}

static int connects(uint16_t number)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(number), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = connect(fd, (struct sockaddr *)&to, sizeof(to));
	close(fd);
	return rc == 0;
}

pid_t ipp_start(unsigned number, const char *attributes, int announced)
{
	pid_t printer = fork();
	if (printer == 0) {
		char spool[160], job[160], keys[160], file[300], port[8];
		int log = open(ipp_path("printer.log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(log, 1);
		dup2(log, 2);
		snprintf(spool, sizeof(spool), "%s/spool", ipp_folder);
		snprintf(job, sizeof(job), "%s/job", ipp_folder);
		snprintf(keys, sizeof(keys), "%s/keys", ipp_folder);
		snprintf(file, sizeof(file), "%s/%s", PRINTERS, attributes);
		snprintf(port, sizeof(port), "%u", number);
		execlp("ippeveprinter", "ippeveprinter", "-v", "-p", port, "-n", "localhost", "-d", spool, "-K", keys, "-c", job, "-a", file, "-r", announced ? "_print" : "off", "Essai",
		       NULL);
		_exit(127);
	}
	int64_t until = port_now_ms() + LONG_MS;
	while (!connects((uint16_t)number) && port_now_ms() < until)
		ipp_nap();
	return printer;
}

void ipp_kill(pid_t printer)
{
	kill(printer, SIGKILL);
	waitpid(printer, NULL, 0);
}
