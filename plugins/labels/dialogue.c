/* SPDX-License-Identifier: MPL-2.0 */
/* The languages that answer, and the names of troubles. */
#include "labels/dialogue.h"

#include <string.h>

const char *const device_trouble_names[] = {
#define X(name, word) word,
	DEVICE_TROUBLES(X)
#undef X
};

static const struct dialogue *const dialogues[] = {
	&dialogue_brother, &dialogue_zpl, &dialogue_escpos, &dialogue_tspl, &dialogue_dymo, &dialogue_epl2,
};

const struct dialogue *dialogue_find(const char *language)
{
	for (size_t i = 0; i < sizeof(dialogues) / sizeof(dialogues[0]); i++)
		if (strcmp(dialogues[i]->language, language) == 0)
			return dialogues[i];
	return NULL;
}
