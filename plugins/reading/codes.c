/* SPDX-License-Identifier: MPL-2.0 */
#include "reading/codes.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <zbar.h>


/* What is called.  The addresses come from dlsym, the types from the header. */
#define CALLS(X)                                                                                                         \
	X(zbar_image_create) X(zbar_image_destroy) X(zbar_image_first_symbol) X(zbar_image_scanner_create)               \
	X(zbar_image_scanner_destroy) X(zbar_image_scanner_set_config) X(zbar_image_set_data) X(zbar_image_set_format)   \
	X(zbar_image_set_size) X(zbar_scan_image) X(zbar_symbol_get_data) X(zbar_symbol_get_data_length) X(zbar_symbol_next)

struct code_reader {
	pthread_mutex_t lock; /* over loading */
	int loaded;
#define MEMBER(f) __typeof__(f) *f;
	CALLS(MEMBER)
#undef MEMBER
};

struct code_reader *code_reader_new(void)
{
	struct code_reader *r = calloc(1, sizeof(*r));
	if (r)
		pthread_mutex_init(&r->lock, NULL);
	return r;
}

void code_reader_free(struct code_reader *r)
{
	if (r)
		pthread_mutex_destroy(&r->lock);
	free(r);
}

static int load(struct code_reader *r)
{
	if (r->loaded)
		return 0;
	void *library = dlopen("libzbar.so.0", RTLD_NOW | RTLD_LOCAL); /* never closed: it brings half a desktop along */
	if (!library)
		return -1;
#define ADDRESS(f)                                                            \
	*(void **)&r->f = dlsym(library, #f);                                 \
	if (!r->f)                                                            \
		return -1;
	CALLS(ADDRESS)
#undef ADDRESS
	r->loaded = 1;
	return 0;
}

static void keep(struct codes *c, const char *p, size_t n)
{
	char text[CODE_TEXT_MAX + 1] = { 0 };
	if (n > CODE_TEXT_MAX || c->count == CODES_MAX)
		return;
	for (size_t i = 0; i < n; i++)
		text[i] = p[i] >= ' ' && p[i] <= '~' ? p[i] : '?';
	for (uint32_t i = 0; i < c->count; i++)
		if (c->found[i].n == n && memcmp(c->found[i].text, text, n) == 0)
			return;
	memcpy(c->found[c->count].text, text, sizeof(text));
	c->found[c->count++].n = n;
}

static void search(struct code_reader *r, const struct pixels *grey, struct codes *into)
{
	zbar_image_scanner_t *scanner = r->zbar_image_scanner_create();
	zbar_image_t *image = r->zbar_image_create();
	r->zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	r->zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	r->zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	r->zbar_image_set_size(image, grey->w, grey->h);
	r->zbar_image_set_data(image, grey->p, (unsigned long)grey->w * grey->h, NULL); /* stays ours */
	r->zbar_scan_image(scanner, image);
	for (const zbar_symbol_t *s = r->zbar_image_first_symbol(image); s; s = r->zbar_symbol_next(s))
		keep(into, r->zbar_symbol_get_data(s), r->zbar_symbol_get_data_length(s));
	r->zbar_image_destroy(image);
	r->zbar_image_scanner_destroy(scanner);
}

int codes_read(struct code_reader *r, const struct pixels *grey, struct codes *ret)
{
	*ret = (struct codes){ 0 };
	pthread_mutex_lock(&r->lock);
	int rc = load(r);
	pthread_mutex_unlock(&r->lock);
	if (rc < 0)
		return rc;
	search(r, grey, ret);
	/* A code that fills the picture and stands aslant is found when it is smaller: the library draws its lines too densely. */
	for (uint32_t side = CODES_SIDE / 2; !ret->count && side >= CODES_SIDE / 8; side /= 2) {
		struct pixels smaller;
		if (pixels_shrink(grey, side, &smaller) != PICTURE_GOOD)
			break;
		search(r, &smaller, ret);
		pixels_fini(&smaller);
	}
	return 0;
}
