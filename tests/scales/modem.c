/* SPDX-License-Identifier: MPL-2.0 */
/* LD_PRELOAD for sigrok-cli: its library of serial lines asks for the wires of a modem, which a pseudo-terminal has not. */
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/ioctl.h>

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, ...);
	va_list ap;
	void *arg;
	int r;
	*(void **)&real = dlsym(RTLD_NEXT, "ioctl");
	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	r = real(fd, request, arg);
	if (r < 0 && request == TIOCMGET)
		*(int *)arg = 0;
	return r < 0 && (request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC) ? 0 : r;
}
