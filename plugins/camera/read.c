/* SPDX-License-Identifier: MPL-2.0 */
/* The item that is meant, and QR codes in a picture. */
#include "camera/internal.h"

int item_find(struct glane_self *s, struct glane_call *c, struct glane_str *ret_code, int64_t *ret_item, uint32_t *ret_state)
{
	const struct glane_host *h = s->host;
	int64_t item, state = GLANE_STATE_VOID;
	int rc = h->inventory->code_find(c, host_text(h, c, "code"), ret_code, &item);
	if (rc == GLANE_OK && item == 0)
		rc = GLANE_ENOENT;
	if (rc == GLANE_OK)
		rc = host_first_int(h, c, SQL_ITEM, (struct glane_val[]){ glane_int(item) }, 1, &state);
	if (rc == GLANE_EINVAL || rc == GLANE_ENOENT)
		return h->call->refuse(c, GLANE_ENOENT, "bad.item", NULL);
	if (rc == GLANE_EGONE || (rc >= 0 && state == GLANE_STATE_VOID))
		return h->call->refuse(c, GLANE_EGONE, "bad.void", NULL);
	if (rc < 0)
		return rc;
	*ret_item = item;
	*ret_state = (uint32_t)state;
	return GLANE_OK;
}

int item_visible(struct glane_self *s, struct glane_call *c, uint32_t state)
{
	if (state == GLANE_STATE_RECYCLED || state == GLANE_STATE_SCRAPPED)
		return s->host->call->may(c, "items.see");
	return state != GLANE_STATE_VOID;
}

int refuse_picture(struct glane_self *s, struct glane_call *c, int result)
{
	static const char *const words[] = {
		[PICTURE_NONE] = "bad.not_jpeg", [PICTURE_DAMAGED] = "bad.damaged", [PICTURE_TOO_LARGE] = "bad.too_large", [PHOTO_TINY] = "bad.tiny",
	};
	if (result == PICTURE_GOOD)
		return GLANE_OK;
	if (result == PICTURE_NO_MEMORY)
		return s->host->call->fail(c, GLANE_ENOMEM, "no memory for a picture");
	return s->host->call->refuse(c, result == PICTURE_TOO_LARGE ? GLANE_ETOOBIG : GLANE_EINVAL, words[result], NULL);
}

int read_codes(struct glane_self *s, struct glane_call *c)
{
	const struct glane_host *h = s->host;
	struct glane_str body = h->call->body(c);
	struct pixels grey = { 0 };
	struct codes codes;
	int orientation; /* a code is read whichever way up */
	int rc = refuse_picture(s, c, jpeg_read(body.p, body.n, 1, CODES_SIDE, &grey, &orientation));
	if (rc < 0)
		return rc;
	rc = codes_read(s->reader, &grey, &codes);
	pixels_fini(&grey);
	if (rc < 0)
		return h->call->fail(c, GLANE_EIO, "the library libzbar.so.0 cannot be loaded");
	struct glane_value *list = h->value->array(h->reply->root(c), "codes");
	for (uint32_t i = 0; i < codes.count; i++)
		h->value->text(list, NULL, (struct glane_str){ codes.found[i].text, codes.found[i].n });
	return GLANE_OK;
}
