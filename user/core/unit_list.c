// SPDX-License-Identifier: BSD-2-Clause
/* Knows how lists grow and what a variable's name may be. */
#include "core/unit_list.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"

int unit_list_take(struct unit_list *list, char *text)
{
	_free_ char *own = text;

	if (text && list->n + 1 >= list->room) {
		size_t room = list->room ? list->room * 2 : 8;
		char **grown = reallocarray(list->at, room, sizeof(*grown));

		if (grown) {
			list->at = grown;
			list->room = room;
		}
	}
	if (!text || list->n + 1 >= list->room)
		return -ENOMEM;
	list->at[list->n++] = TAKE(own);
	list->at[list->n] = NULL;
	return 0;
}

int unit_list_add(struct unit_list *list, const char *text)
{
	return unit_list_take(list, strdup(text));
}

bool unit_list_has(const struct unit_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->at[i], text))
			return true;
	return false;
}

void unit_list_free(struct unit_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->at[i]);
	free(list->at);
	*list = (struct unit_list){ 0 };
}

static bool is_name_byte(char c, bool first)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (!first && c >= '0' && c <= '9');
}

bool unit_is_assignment(const char *text)
{
	size_t n = 0;

	while (is_name_byte(text[n], !n))
		n++;
	return n && text[n] == '=';
}

/* Index of the variable; .n if there is none. */
static size_t find(const struct unit_list *environment, const char *name, size_t n)
{
	size_t i = 0;

	while (i < environment->n && (strncmp(environment->at[i], name, n) || environment->at[i][n] != '='))
		i++;
	return i;
}

int unit_environment_set(struct unit_list *environment, const char *assignment)
{
	size_t i = find(environment, assignment, strcspn(assignment, "="));
	_free_ char *copy = NULL, *was = NULL;

	if (i == UNIT_VARIABLES_MAX)
		return fail(-EINVAL, "more than %d variables in one environment", UNIT_VARIABLES_MAX);
	if (i == environment->n)
		return unit_list_add(environment, assignment);
	copy = strdup(assignment);
	if (!copy)
		return -ENOMEM;
	was = environment->at[i];
	environment->at[i] = TAKE(copy);
	return 0;
}

const char *unit_environment_get(const struct unit_list *environment, const char *name, size_t n)
{
	size_t i = find(environment, name, n);

	return i < environment->n ? environment->at[i] + n + 1 : NULL;
}

void unit_environment_unset(struct unit_list *environment, const char *what)
{
	size_t i = find(environment, what, strcspn(what, "="));
	_free_ char *was = NULL;

	if (i == environment->n || (strchr(what, '=') && strcmp(environment->at[i], what)))
		return;
	was = environment->at[i];
	memmove(&environment->at[i], &environment->at[i + 1], (environment->n - i) * sizeof(*environment->at));
	environment->n--;
}
