/* SPDX-License-Identifier: MPL-2.0 */
/* Preloaded into a daemon: its clock that counts while the machine sleeps, and the one on its wall, are ahead by what the
 * file named by SKIP_FILE says, two numbers of milliseconds.  So half an hour passes at once, and nobody waits. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead; /* boot, wall */

__attribute__((constructor)) static void map_file(void)
{
	const char *path = getenv("SKIP_FILE");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *p = fd >= 0 ? mmap(NULL, 16, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
	if (fd >= 0)
		close(fd);
	if (p != MAP_FAILED)
		ahead = p;
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t id, struct timespec *ret)
{
	static int (*real)(clockid_t, struct timespec *);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	int rc = real(id, ret);
	int64_t ms = !ahead ? 0 : id == CLOCK_BOOTTIME ? ahead[0] : id == CLOCK_REALTIME ? ahead[1] : 0;
	if (rc == 0 && ms) {
		int64_t ns = ret->tv_nsec + ms % 1000 * 1000000;
		ret->tv_sec += ms / 1000 + (ns >= 1000000000 ? 1 : ns < 0 ? -1 : 0);
		ret->tv_nsec = ns >= 1000000000 ? ns - 1000000000 : ns < 0 ? ns + 1000000000 : ns;
	}
	return rc;
}
