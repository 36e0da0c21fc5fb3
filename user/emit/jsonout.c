// SPDX-License-Identifier: BSD-2-Clause
/* Knows how JSON values are written. */
#include "emit/jsonout.h"

#include <string.h>

#include "base/text.h"
#include "core/cap.h"

json_t *jsonout_caps(uint64_t set)
{
	_json_ json_t *names = json_array();
	char room[32];
	int r = 0;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (set >> cap & 1)
			r |= json_array_append_new(names, json_string(cap_name(cap, room)));
	}
	return r < 0 ? NULL : TAKE(names);
}

json_t *jsonout_number(uint64_t n)
{
	return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

json_t *jsonout_counted(uint64_t n)
{
	return n ? jsonout_number(n) : json_null();
}

json_t *jsonout_text(const char *text)
{
	_buf_ struct buf clean = BUF_INIT;

	text_print(&clean, text);
	return buf_error(&clean) < 0 ? NULL : json_string(buf_text(&clean));
}

json_t *jsonout_text_or_null(const char *text)
{
	return text && text[0] ? jsonout_text(text) : json_null();
}

json_t *jsonout_buf(const struct buf *text)
{
	return buf_error(text) < 0 ? NULL : jsonout_text(buf_text(text));
}

static int add_bytes(const char *bytes, size_t n, void *out)
{
	buf_add_bytes(out, bytes, n);
	return buf_error(out);
}

json_t *jsonout_list(const char *text)
{
	_json_ json_t *list = json_array();
	int r = list ? 0 : -1;

	while (*text) {
		size_t n = strcspn(text, ",");

		r |= json_array_append_new(list, json_stringn(text, n));
		text += n + strspn(text + n, ", ");
	}
	return r < 0 ? NULL : TAKE(list);
}

json_t *jsonout_names(const char *const *names)
{
	_json_ json_t *list = json_array();
	int r = list ? 0 : -1;

	for (; *names; names++)
		r |= json_array_append_new(list, json_string(*names));
	return r < 0 ? NULL : TAKE(list);
}

int jsonout_write(json_t *value, struct buf *out)
{
	if (!value || json_dump_callback(value, add_bytes, out, JSON_INDENT(2)) < 0)
		out->failed = true;
	json_decref(value);
	buf_add(out, "\n");
	return buf_error(out);
}
