// SPDX-License-Identifier: BSD-2-Clause
/* ExecStart=: its prefixes, its words, and what variables in them stand for (systemd.service(5)). */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "core/unit_exec.h"

#define BLANKS " \t\n\r"

/* --- from the unit ------------------------------------------------------------- */

struct command {
	const struct unit *unit;
	const struct unit_host *host;
	const struct unit_setting *s;
	struct unit_exec *exec;
	bool named; /* @: the second word is argv[0] */
};

/* The prefixes before the program; *word is moved behind them. */
static int read_prefixes(struct command *c, const char **word)
{
	for (; **word && strchr("@-:+!|", **word); ++*word) {
		switch (**word) {
		case '@':
			c->named = true;
			break;
		case ':':
			c->exec->variables = false;
			break;
		case '+':
			c->exec->privileged = true;
			break;
		case '!':
			if ((*word)[1] == '!')
				++*word; /* only for kernels without ambient capabilities */
			else
				c->exec->keeps_ids = true;
			break;
		case '|': /* of systemd 258: in the user's shell */
			return unit_refuse(c->s, "the prefix | is not known here");
		default: /* -: how it ends is told as it is */
			break;
		}
	}
	return 0;
}

static int check_program(const struct command *c, const char *path)
{
	if (!*path)
		return unit_refuse(c->s, "no program");
	if (*path != '/' && strchr(path, '/'))
		return unit_refuse(c->s, "%s is neither an absolute path nor a mere name", path);
	for (const char *at = path; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return unit_refuse(c->s, "a control character in the path of the program");
	return 0;
}

/* The first word: prefixes and program. */
static int add_program(struct command *c, const char *word)
{
	_free_ char *path = NULL;
	int r = read_prefixes(c, &word);

	if (!r)
		r = unit_specifiers(c->unit, c->host, c->s, word, &path);
	if (!r)
		r = check_program(c, path);
	if (!r)
		r = unit_list_add(&c->exec->command, path);
	if (!r && !c->named)
		r = unit_list_add(&c->exec->command, path);
	return r;
}

static int add_argument(struct command *c, const char *word)
{
	char *text = NULL;
	int r = unit_specifiers(c->unit, c->host, c->s, word, &text);

	return r ? r : unit_list_take(&c->exec->command, text);
}

/* A word of its own: ";", which begins another command, or "\;", which stands for it. */
static bool takes(const char **at, const char *what)
{
	size_t n = strlen(what);

	if (strncmp(*at, what, n) || ((*at)[n] && !strchr(BLANKS, (*at)[n])))
		return false;
	*at += n;
	*at += strspn(*at, BLANKS);
	return true;
}

static int refuse_more(const struct command *c)
{
	fail_hint("record each from a copy of the unit that has only that one");
	return unit_refuse(c->s, "several commands: only one can be recorded at a time");
}

static int read_word(struct command *c, const char **at)
{
	_free_ char *word = NULL;
	int error;

	if (c->exec->command.n && takes(at, "\\;"))
		return unit_list_add(&c->exec->command, ";");
	word = unit_next_word(at, &error);
	if (error)
		return error == -EINVAL ? unit_refuse(c->s, "a quote that is not closed") : error;
	return c->exec->command.n ? add_argument(c, word) : add_program(c, word);
}

static int read_command(struct command *c)
{
	const char *at = c->s->value;
	int r = 0;

	c->exec->variables = true;
	while (!r && *at) {
		if (takes(&at, ";"))
			r = *at ? refuse_more(c) : 0;
		else
			r = read_word(c, &at);
	}
	if (!r && c->exec->command.n < 2)
		return unit_refuse(c->s, c->named ? "no argv[0] after the program, which @ asks for" : "no program");
	return r;
}

int unit_exec_command(const struct unit *unit, const struct unit_host *host, struct unit_exec *exec)
{
	struct command c = { unit, host, unit_get(unit, "Service", "ExecStart", 0), exec, false };
	const struct unit_setting *second = unit_get(unit, "Service", "ExecStart", 1);

	if (!c.s)
		return fail(-EINVAL, "%s: no ExecStart= in a section [Service]: there is nothing to run", unit->name);
	if (second) {
		c.s = second;
		return refuse_more(&c);
	}
	return read_command(&c);
}

/* --- variables ------------------------------------------------------------------ */

struct expansion {
	const struct unit_list *environment;
	struct unit_list *argv;
	size_t bytes;
};

/* Takes text over. */
static int add(struct expansion *x, char *text)
{
	_free_ char *own = text;

	x->bytes += text ? strlen(text) + 1 : 0;
	if (x->bytes <= UNIT_COMMAND_MAX)
		return unit_list_take(x->argv, TAKE(own));
	return fail(-EINVAL, "ExecStart=: longer than %u KiB with its variables", UNIT_COMMAND_MAX >> 10);
}

/* $NAME as a word of its own: none, one or several. */
static int add_split(struct expansion *x, const char *name)
{
	const char *value = unit_environment_get(x->environment, name, strlen(name));
	int r = 0;

	while (!r && value && *value) {
		char *word = unit_next_loose_word(&value, &r);

		if (!word)
			return r;
		r = add(x, word);
	}
	return r;
}

/* ${NAME} in a word; "$$" is a dollar, any other stays. */
static int add_replaced(struct expansion *x, const char *word)
{
	_buf_ struct buf b = BUF_INIT;

	while (*word && b.size <= UNIT_COMMAND_MAX) {
		const char *end = word[0] == '$' && word[1] == '{' ? strchr(word, '}') : NULL;
		const char *value;

		if (end) {
			value = unit_environment_get(x->environment, word + 2, (size_t)(end - word - 2));
			buf_add(&b, value ? value : "");
			word = end + 1;
			continue;
		}
		word += word[0] == '$' && word[1] == '$';
		buf_add_bytes(&b, word++, 1);
	}
	return add(x, buf_take(&b));
}

int unit_exec_arguments(const struct unit_exec *exec, const struct unit_list *environment, struct unit_list *argv)
{
	_unit_list_ struct unit_list list = { 0 };
	struct expansion x = { .environment = environment, .argv = &list };
	int r = 0;

	for (size_t i = 1; !r && i < exec->command.n; i++) {
		const char *word = exec->command.at[i];

		if (!exec->variables)
			r = add(&x, strdup(word));
		else if (word[0] == '$' && word[1] != '{' && word[1] != '$')
			r = add_split(&x, word + 1);
		else
			r = add_replaced(&x, word);
	}
	if (!r && !list.n)
		r = unit_list_add(&list, ""); /* argv[0] was a variable that is empty */
	if (r)
		return r;
	*argv = list;
	list = (struct unit_list){ 0 };
	return 0;
}
