// SPDX-License-Identifier: BSD-2-Clause
/* Specifiers of units (systemd.unit(5)), as the manager of the system resolves them. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/unit_exec.h"

/* Part of a text; not NUL-terminated. */
struct part {
	const char *text;
	size_t n;
};

/* "web-admin@1.service": type suffix, instance and prefix of it. */
static struct part without_type(const char *name)
{
	const char *dot = strrchr(name, '.');

	return (struct part){ name, dot ? (size_t)(dot - name) : strlen(name) };
}

static struct part instance(const char *name)
{
	struct part whole = without_type(name);
	const char *at = memchr(name, '@', whole.n);

	return at ? (struct part){ at + 1, (size_t)(name + whole.n - at - 1) } : (struct part){ "", 0 };
}

static struct part prefix(const char *name)
{
	struct part whole = without_type(name);
	const char *at = memchr(name, '@', whole.n);

	return at ? (struct part){ name, (size_t)(at - name) } : whole;
}

static struct part last_of_prefix(const char *name)
{
	struct part whole = prefix(name);

	for (size_t i = whole.n; i > 0; i--)
		if (whole.text[i - 1] == '-')
			return (struct part){ whole.text + i, whole.n - i };
	return whole;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* As systemd-escape(1) -u does: - is /, \xHH a byte. What is none stays. */
static void add_unescaped(struct part p, struct buf *out)
{
	for (size_t i = 0; i < p.n; i++) {
		int high, low;

		if (p.text[i] == '\\' && i + 3 < p.n && p.text[i + 1] == 'x' && (high = hex(p.text[i + 2])) >= 0 &&
		    (low = hex(p.text[i + 3])) >= 0 && (high || low)) {
			buf_add_bytes(out, (unsigned char[]){ (unsigned char)(high << 4 | low) }, 1);
			i += 3;
		} else {
			buf_add_bytes(out, p.text[i] == '-' ? "/" : &p.text[i], 1);
		}
	}
}

static void add_file(struct part of, struct buf *out)
{
	buf_add(out, "/");
	add_unescaped(of, out);
}

/* false: it is none of the name's. */
static bool add_of_name(char c, const char *name, struct buf *out)
{
	struct part p = c == 'N' ? without_type(name) : c == 'n' ? (struct part){ name, strlen(name) } :
			c == 'p' || c == 'P' ? prefix(name) : c == 'j' || c == 'J' ? last_of_prefix(name) :
			instance(name);

	if (!c || !strchr("nNpPjJiIf", c))
		return false;
	if (c == 'f')
		add_file(p.n ? p : prefix(name), out);
	else if (strchr("PJI", c))
		add_unescaped(p, out);
	else
		buf_add_bytes(out, p.text, p.n);
	return true;
}

/* Those that are the same on every system. */
static const char *fixed(char c)
{
	switch (c) {
	case '%':
		return "%";
	case 'u':
	case 'g':
		return "root";
	case 'U':
	case 'G':
		return "0";
	case 'h':
		return "/root";
	case 's':
		return "/bin/sh";
	case 't':
		return "/run";
	case 'S':
		return "/var/lib";
	case 'C':
		return "/var/cache";
	case 'L':
		return "/var/log";
	case 'E':
		return "/etc";
	case 'T':
		return "/tmp";
	case 'V':
		return "/var/tmp";
	case 'a':
		return "x86-64";
	default:
		return NULL;
	}
}

static struct part of_host(char c, const struct unit_host *host)
{
	const char *text = c == 'H' || c == 'l' ? host->hostname : c == 'm' ? host->machine_id :
			   c == 'b' ? host->boot_id : c == 'v' ? host->release :
			   c == 'y' || c == 'Y' ? host->path : NULL;
	const char *slash = text && c == 'Y' ? strrchr(text, '/') : NULL;

	if (!text)
		return (struct part){ 0 };
	if (c == 'l')
		return (struct part){ text, strcspn(text, ".") };
	return (struct part){ text, slash ? (size_t)(slash - text) : strlen(text) };
}

static int add_one(const struct unit *unit, const struct unit_host *host, const struct unit_setting *s, char c,
		   struct buf *out)
{
	const char *text = fixed(c);
	struct part p = of_host(c, host);

	if (text)
		buf_add(out, text);
	else if (p.text)
		buf_add_bytes(out, p.text, p.n);
	else if (!add_of_name(c, unit->name, out))
		return unit_refuse(s, "the specifier %%%c is not known here", c);
	return out->size > UNIT_COMMAND_MAX ? unit_refuse(s, "too long") : 0;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A % before anything else is one. */
int unit_specifiers(const struct unit *unit, const struct unit_host *host, const struct unit_setting *s,
		    const char *text, char **out)
{
	_buf_ struct buf b = BUF_INIT;
	int r = 0;

	for (; !r && *text; text++) {
		if (*text != '%' || !(text[1] == '%' || is_alnum(text[1])))
			buf_add_bytes(&b, text, 1);
		else
			r = add_one(unit, host, s, *++text, &b);
	}
	if (r)
		return r;
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}
