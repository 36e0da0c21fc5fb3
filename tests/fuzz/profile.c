// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the profile reader: whatever it accepts is clean, in order, and reads
 * back as it was written; whatever it refuses has a message.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "core/argument_name.h"
#include "core/bringer.h"
#include "core/owner.h"
#include "core/sysno.h"
#include "core/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s (%s)\n", what, fail_message() ?: "no message");
	abort();
}

static char *write_text(const struct profile *p)
{
	struct buf b = BUF_INIT;

	demand(profile_write(p, &b) == 0, "a profile can be written");
	return buf_take(&b);
}

static void check_programs(const struct profile *p)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program *program = &p->programs[i];
		const struct program *parent = profile_program(p, program->parent);

		demand(text_is_clean(program->exe) && text_is_clean(program->comm), "names are clean");
		demand(profile_program(p, program->id) == program, "ids are unique");
		demand(!program->owner || profile_owner(p, program->owner), "a program has its owner");
		demand(!program->parent || (parent && parent < program), "parents come first");
		for (size_t abi = 0; abi < LC_ABIS; abi++) {
			const struct sysset *s = &program->syscalls[abi];

			for (size_t j = 0; j < s->n; j++) {
				demand(!j || s->use[j - 1].nr < s->use[j].nr, "syscalls ascend");
				demand(s->use[j].failed < LC_ERROR_KILLED, "failures are errors");
			}
		}
	}
}

static void check_values(const struct profile *p)
{
	demand(p->nvalues <= PROFILE_MAX_VALUE_SETS, "arguments are few");
	for (size_t i = 0; i < p->nvalues; i++) {
		const struct value_set *s = &p->values[i];
		char room[32];

		demand(profile_program(p, s->program), "an argument has its program");
		demand(s->abi < LC_ABIS && s->index <= LC_ARGUMENT_OPCODE, "an argument is in range");
		demand(!i || values_compare(&s[-1], s) < 0, "arguments ascend");
		demand(profile_values(p, s->program, s->abi, s->nr, s->index) == s, "arguments are found");
		demand(s->n <= PROFILE_MAX_VALUES && (s->n || s->more), "values are few");
		for (size_t j = 0; j < s->n; j++) {
			_buf_ struct buf b = BUF_INIT;

			demand(!j || s->values[j - 1] < s->values[j], "values ascend");
			argument_value(sysno_name(s->abi, s->nr, room), s->index, s->values[j], &b);
			demand(b.size && text_is_clean(buf_text(&b)), "each value has a clean name");
		}
	}
}

static void check_checks(const struct profile *p)
{
	for (size_t i = 0; i < p->nchecks; i++) {
		const struct check *c = &p->checks[i];

		demand(profile_program(p, c->program), "a check has its program");
		demand(c->cap < 64 && c->abi < LC_ABIS, "a check is in range");
		demand(text_is_clean(c->site), "sites are clean");
		demand(c->phases == 0 || c->phases == 1u << PHASE_INIT || c->phases == 1u << PHASE_SERVING,
		       "a check is in one phase");
		demand(c->nresults <= PROFILE_MAX_RESULTS, "results are few");
		for (size_t j = 1; j < c->nresults; j++)
			demand(c->results[j - 1].error < c->results[j].error, "results ascend");
	}
}

static void check_owners(const struct profile *p)
{
	for (size_t i = 0; i < p->nowners; i++) {
		const struct owner *o = &p->owners[i];
		_buf_ struct buf b = BUF_INIT;

		demand(o->id && (!i || o[-1].id < o->id), "owners ascend");
		demand(text_is_clean(o->cgroup), "cgroups are clean");
		for (size_t kind = 0; kind < LC_LABELS; kind++)
			demand(!o->label[kind] || text_is_clean(o->label[kind]), "labels are clean");
		owner_title(o, &b);
		owner_pod(o, &b);
		demand(text_is_clean(buf_text(&b)), "titles are clean");
	}
}

/* Half of the owners, whatever they are. */
static bool is_odd(const struct owner *owner, void *ctx)
{
	(void)ctx;
	return owner->id & 1;
}

static void check_selection(struct profile *p)
{
	demand(owner_select(p, is_odd, NULL) == 0, "some can be selected");
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program *program = &p->programs[i];

		demand(program->owner & 1 || !program->syscalls[LC_ABI_X86_64].n, "what others did is gone");
		demand(!program->parent || profile_program(p, program->parent), "parents are left");
	}
	for (size_t i = 0; i < p->nchecks; i++)
		demand(profile_program(p, p->checks[i].program)->owner & 1, "their checks are gone");
	for (size_t i = 0; i < p->nvalues; i++)
		demand(profile_program(p, p->values[i].program)->owner & 1, "their arguments are gone");
}

static void check_context(const struct profile *p)
{
	const struct boundary *b = &p->boundary;

	for (size_t i = 0; i < p->nrefusals; i++) {
		const struct refusal *r = &p->refusals[i];

		demand(profile_program(p, r->program), "a refusal has its program");
		demand(r->abi < LC_ABIS && r->by == LC_REFUSER_SECCOMP && r->error < 4096, "a refusal is in range");
	}
	for (size_t i = 0; i < p->nsettings; i++) {
		const struct setting *s = &p->settings[i];

		demand(text_is_clean(s->name) && text_is_clean(s->value), "settings are clean");
		demand(!i || strcmp(s[-1].name, s->name) < 0, "settings ascend");
		demand(profile_setting(p, s->name) == s->value, "settings are found");
	}
	demand(b->sign <= LC_BOUNDARY_MARK, "a boundary is in range");
	demand(!b->program || profile_program(p, b->program), "a boundary has its program");
	demand(!b->drop_program || profile_program(p, b->drop_program), "a drop has its program");
	demand(p->outcome.status < 256 && p->outcome.drive_status < 256, "an outcome is in range");
}

static void check_privileges(const struct profile *p)
{
	_bringer_ struct bringer *b = NULL;

	demand(p->nprivileges <= PROFILE_MAX_PRIVILEGES, "privileges are few");
	demand(bringer_new(p, &b) == 0, "there is memory");
	for (size_t i = 0; i < p->nprivileges; i++) {
		const struct privilege *e = &p->privileges[i];
		const struct change change = change_of(p, e);
		_buf_ struct buf text = BUF_INIT;

		demand(profile_program(p, e->program), "a change has its program");
		demand(e->abi < LC_ABIS && e->phases < 1u << PHASES, "a change is in range");
		change_text(&change, &text);
		demand(text.size && text_is_clean(buf_text(&text)), "a change has a clean sentence");
	}
	for (unsigned int cap = 0; cap < 64; cap += 13) {
		_free_ struct bringing *ways = NULL;
		size_t n = 0;

		demand(bringer_find(b, cap, &ways, &n) == 0, "there is memory");
		for (size_t i = 0; i < n; i++) {
			_buf_ struct buf text = BUF_INIT;

			bringer_text(b, &ways[i], cap, &text);
			demand(text.size && text_is_clean(buf_text(&text)), "each way has a clean sentence");
		}
	}
}

static void check_proof(const struct proof *proof)
{
	if (!proof)
		return;
	demand(proof->kind < PROOF_KINDS, "a proof is of a kind");
	demand(text_is_clean(proof->oracle) && text_is_clean(proof->release), "a proof is clean");
	for (size_t i = 0; i < proof->nmembers; i++) {
		const struct proof_member *m = &proof->members[i];

		demand(m->cap < 64 && m->verdict < MEMBER_VERDICTS, "a member is in range");
		demand(text_is_clean(m->without), "members are clean");
		demand(!i || m[-1].cap < m->cap, "members ascend");
	}
	for (size_t abi = 0; abi < LC_ABIS; abi++) {
		const struct sysset *s = &proof->needless[abi];

		for (size_t i = 1; i < s->n; i++)
			demand(s->use[i - 1].nr < s->use[i].nr, "needless calls ascend");
	}
}

static void check_reasons(const struct profile *p)
{
	unsigned int reasons = profile_incomplete(p);

	for (unsigned int i = 0; i < INCOMPLETE_REASONS; i++) {
		_buf_ struct buf b = BUF_INIT;

		if (!(reasons >> i & 1))
			continue;
		profile_reason_text(p, 1u << i, &b);
		demand(*buf_text(&b), "each reason has a sentence");
		demand(text_is_clean(buf_text(&b)), "each sentence is clean");
	}
}

/* The only bytes of a file that do anything are the ends of its lines. */
static void check_lines(const char *text)
{
	_free_ char *lines = strdup(text);

	for (char *c = lines; *c; c++) {
		if (*c == '\n')
			*c = ' ';
	}
	demand(text_is_clean(lines), "a file is clean");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_profile_ struct profile *first = NULL, *second = NULL;
	_free_ char *one = NULL, *two = NULL;
	int r;

	fail_clear();
	r = profile_parse(data, size, &first);
	if (r) {
		demand(!first, "a failure leaves nothing");
		demand(r == -EINVAL || r == -ENOTSUP || r == -EFBIG, "a failure is one of these");
		demand(fail_message() && text_is_clean(fail_message()), "a failure says why");
		return 0;
	}
	check_programs(first);
	check_owners(first);
	check_checks(first);
	check_values(first);
	check_context(first);
	check_privileges(first);
	check_proof(first->proof);
	check_reasons(first);
	one = write_text(first);
	check_lines(one);
	demand(profile_parse(one, strlen(one), &second) == 0, "what was written can be read");
	two = write_text(second);
	demand(!strcmp(one, two), "it is the same when it is written again");
	check_selection(second);
	return 0;
}
