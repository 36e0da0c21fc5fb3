// SPDX-License-Identifier: BSD-2-Clause
/* Knows what Kubernetes calls objects. */
#include "emit/spo_name.h"

#include <stddef.h>
#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyz", capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* Whatever the locale. */
static char label_char(char c)
{
	const char *capital = c ? strchr(capitals, c) : NULL;

	if (capital)
		return letters[capital - capitals];
	return c && strchr("abcdefghijklmnopqrstuvwxyz0123456789", c) ? c : '-';
}

void spo_name(const char *name, char room[SPO_NAME_ROOM])
{
	size_t n = 0;

	for (; *name && n < SPO_NAME_ROOM - 1; name++) {
		char c = label_char(*name);

		if (n || c != '-')
			room[n++] = c;
	}
	while (n && room[n - 1] == '-')
		n--;
	room[n] = '\0';
	if (!n)
		strcpy(room, "profile");
}
