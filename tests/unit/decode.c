// SPDX-License-Identifier: BSD-2-Clause
/* The wire: each field at its last good and its first bad value. */
#include "sample.h"

#include <errno.h>

static int decode(const union record *r, union record *out)
{
	_free_ void *exact = malloc(r->head.len); /* no byte more, for the sanitizer */

	memcpy(exact, r, r->head.len);
	return decode_record(exact, r->head.len, out);
}

static void test_each_kind_passes(void **state)
{
	struct sample s;
	union record out;
	bool seen[LC_KINDS] = { false };

	(void)state;
	sample_recording(&s);
	sample_serving(&s);
	sample_live(&s);
	sample_owned(&s);
	sample_called(&s);
	sample_loss(&s, LC_LOST_RING, 1);
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(decode(&s.records[i], &out), 0);
		assert_memory_equal(&out, &s.records[i], s.records[i].head.len);
		seen[s.records[i].head.kind] = true;
	}
	for (int kind = LC_PROGRAM; kind < LC_KINDS; kind++)
		assert_true(seen[kind]);
}

/* What must not be 0 in a record. */
static void fill_in(union record *r)
{
	if (r->head.kind == LC_SESSION)
		r->session.scope = LC_SCOPE_ALL;
	else if (r->head.kind == LC_RESULT)
		r->result.check = 1;
	else if (r->head.kind == LC_LAST)
		r->last.check = 1;
	else if (r->head.kind == LC_REFUSAL)
		r->refusal.by = LC_REFUSER_SECCOMP;
	else if (r->head.kind == LC_SETTING)
		r->setting.name[0] = 'x';
	else if (r->head.kind == LC_BOUNDARY)
		r->boundary.sign = r->boundary.chapter = 1;
	else if (r->head.kind == LC_DENIAL)
		r->denial.id = r->denial.by = 1;
	else if (r->head.kind == LC_OBJECT)
		r->object.denial = 1;
	else if (r->head.kind == LC_SEEN)
		r->seen.check = 1;
	else if (r->head.kind == LC_STACK)
		r->stack.check = 1;
	else if (r->head.kind == LC_ADDRESSES)
		r->addresses.check = 1;
	else if (r->head.kind == LC_OWNER)
		r->owner.id = 1;
	else if (r->head.kind == LC_LABEL)
		r->label.owner = r->label.kind = 1;
	else if (r->head.kind == LC_HOLDER)
		r->holder.pid = 1;
	else if (r->head.kind == LC_FILE)
		r->file.path_size = 1;
	else if (r->head.kind == LC_FAILED)
		r->failed.error = 1;
}

static void test_each_size_but_its_own_fails(void **state)
{
	static char bytes[sizeof(union record)];
	union record out;

	(void)state;
	for (uint16_t kind = 0; kind < LC_KINDS + 2; kind++) {
		size_t good = kind && kind < LC_KINDS ? sample_sizes[kind] : 0;

		for (size_t n = 0; n < sizeof(bytes); n++) {
			struct lc_head head = { .kind = kind, .len = n, .slot = 1 };

			memset(bytes, 0, sizeof(bytes));
			memcpy(bytes, &head, sizeof(head));
			fill_in((union record *)bytes);
			assert_int_equal(decode_record(bytes, n, &out), n && n == good ? 0 : -EBADMSG);
			if (!good || n != good)
				continue;
			/* The length it says and the length it has must agree. */
			assert_int_equal(decode_record(bytes, n - 1, &out), -EBADMSG);
			if (n + 1 < sizeof(bytes))
				assert_int_equal(decode_record(bytes, n + 1, &out), -EBADMSG);
		}
	}
}

static void test_any_alignment(void **state)
{
	static char bytes[sizeof(union record) + 16];
	struct sample s;
	union record out;

	(void)state;
	sample_recording(&s);
	for (size_t shift = 0; shift < 16; shift++) {
		memcpy(bytes + shift, &s.records[7], s.records[7].head.len);
		assert_int_equal(decode_record(bytes + shift, s.records[7].head.len, &out), 0);
		assert_memory_equal(&out, &s.records[7], s.records[7].head.len);
	}
}

/* One good record of a kind, to be changed. Of static storage: many on the stack of one test are too much for it. */
static union record *good_record(uint16_t kind)
{
	static struct sample s;

	s.n = 0;
	fill_in(sample_add(&s, kind, 1, 0));
	return &s.records[0];
}

static int decode_once(const union record *record)
{
	static union record out;

	return decode(record, &out);
}

/* Changes one good record and expects it to be refused. */
#define REFUSED(kind_, field, value)                                    \
	do {                                                            \
		union record *r_ = good_record(kind_);                  \
									\
		assert_int_equal(decode_once(r_), 0);                   \
		r_->field = (value);                                    \
		if (decode_once(r_) != -EBADMSG)                        \
			fail_msg("%s = %s passed", #field, #value);     \
	} while (0)

#define PASSES(kind_, field, value)                                     \
	do {                                                            \
		union record *r_ = good_record(kind_);                  \
									\
		r_->field = (value);                                    \
		if (decode_once(r_) != 0)                               \
			fail_msg("%s = %s was refused", #field, #value); \
	} while (0)

static void test_bounds(void **state)
{
	(void)state;
	PASSES(LC_SYSCALL, head.slot, LC_MAX_PROGRAMS);
	REFUSED(LC_SYSCALL, head.slot, LC_MAX_PROGRAMS + 1);
	PASSES(LC_SYSCALL, head.slot, 0);
	REFUSED(LC_PROGRAM, head.slot, 0);
	PASSES(LC_PROGRAM, program.parent, LC_MAX_PROGRAMS);
	REFUSED(LC_PROGRAM, program.parent, LC_MAX_PROGRAMS + 1);
	PASSES(LC_PROGRAM, program.flags, 0xfff);
	REFUSED(LC_PROGRAM, program.flags, 0x1000);
	REFUSED(LC_PROGRAM, program.path_len, LC_PATH_LEN + 1);
	REFUSED(LC_PROGRAM, program.path_len, UINT32_MAX);
	PASSES(LC_SYSCALL, syscall.abi, LC_ABIS - 1);
	REFUSED(LC_SYSCALL, syscall.abi, LC_ABIS);
	PASSES(LC_SYSCALL, syscall.nr, UINT32_MAX);
	PASSES(LC_CHECK, check.cap, 63);
	REFUSED(LC_CHECK, check.cap, 64);
	REFUSED(LC_CHECK, check.abi, LC_ABIS);
	PASSES(LC_CHECK, check.nframes, LC_FRAMES);
	REFUSED(LC_CHECK, check.nframes, LC_FRAMES + 1);
	REFUSED(LC_CHECK, check.nframes, UINT32_MAX);
	PASSES(LC_CHECK, check.flags, LC_CHECK_NS_INIT | LC_CHECK_VOID | 0x7ff9);
	PASSES(LC_CHECK, check.id, UINT32_MAX);
	REFUSED(LC_CHECK, check.flags, 0x10000);
	REFUSED(LC_CHECK, check.flags, LC_CHECK_NS_INIT | LC_CHECK_NS_OTHER);
	PASSES(LC_LOSS, loss.cause, LC_CAUSES - 1);
	REFUSED(LC_LOSS, loss.cause, LC_CAUSES);
	PASSES(LC_SESSION, session.scope, LC_SCOPE_COMMAND);
	REFUSED(LC_SESSION, session.scope, 0);
	PASSES(LC_SESSION, session.scope, LC_SCOPE_CGROUP);
	REFUSED(LC_SESSION, session.scope, LC_SCOPE_CGROUP + 1);
	PASSES(LC_SESSION, session.cap_last, 63);
	REFUSED(LC_SESSION, session.cap_last, 64);
	PASSES(LC_ARGUMENT, argument.size, LC_ARGUMENT_LEN);
	REFUSED(LC_ARGUMENT, argument.size, LC_ARGUMENT_LEN + 1);
}

static void test_bounds_of_what_says_more(void **state)
{
	(void)state;
	REFUSED(LC_RESULT, result.check, 0);
	PASSES(LC_RESULT, result.check, UINT32_MAX);
	PASSES(LC_RESULT, result.error, 4095);
	REFUSED(LC_RESULT, result.error, 4096);
	REFUSED(LC_RESULT, result.error, (uint32_t)-EPERM);
	REFUSED(LC_LAST, last.check, 0);
	PASSES(LC_LAST, last.check, UINT32_MAX);
	PASSES(LC_REFUSAL, refusal.nr, UINT32_MAX);
	PASSES(LC_REFUSAL, refusal.abi, LC_ABIS - 1);
	REFUSED(LC_REFUSAL, refusal.abi, LC_ABIS);
	PASSES(LC_REFUSAL, refusal.error, 4095);
	REFUSED(LC_REFUSAL, refusal.error, 4096);
	REFUSED(LC_REFUSAL, refusal.by, 0);
	PASSES(LC_REFUSAL, refusal.by, LC_REFUSERS - 1);
	REFUSED(LC_REFUSAL, refusal.by, LC_REFUSERS);
	REFUSED(LC_SETTING, setting.name[0], '\0');
	PASSES(LC_BOUNDARY, boundary.chapter, LC_CHAPTERS - 1);
	REFUSED(LC_BOUNDARY, boundary.chapter, 0);
	REFUSED(LC_BOUNDARY, boundary.chapter, LC_CHAPTERS);
	PASSES(LC_BOUNDARY, boundary.sign, LC_BOUNDARY_MARK);
	REFUSED(LC_BOUNDARY, boundary.sign, 0);
	REFUSED(LC_BOUNDARY, boundary.sign, LC_BOUNDARY_MARK + 1);
	PASSES(LC_BOUNDARY, boundary.drop_slot, LC_MAX_PROGRAMS);
	REFUSED(LC_BOUNDARY, boundary.drop_slot, LC_MAX_PROGRAMS + 1);
}

static void test_bounds_of_calls(void **state)
{
	(void)state;
	PASSES(LC_VALUES_OF, values.abi, LC_ABIS - 1);
	REFUSED(LC_VALUES_OF, values.abi, LC_ABIS);
	PASSES(LC_VALUES_OF, values.nr, UINT32_MAX);
	PASSES(LC_VALUES_OF, values.index, LC_ARGUMENT_OPCODE);
	REFUSED(LC_VALUES_OF, values.index, LC_ARGUMENT_OPCODE + 1);
	PASSES(LC_VALUES_OF, values.n, UINT32_MAX);
	PASSES(LC_VALUES_OF, values.value[0], UINT64_MAX);
	PASSES(LC_FAILED, failed.abi, LC_ABIS - 1);
	REFUSED(LC_FAILED, failed.abi, LC_ABIS);
	PASSES(LC_FAILED, failed.error, 4094);
	REFUSED(LC_FAILED, failed.error, LC_ERROR_KILLED);
	REFUSED(LC_FAILED, failed.error, 4096);
	REFUSED(LC_FAILED, failed.error, 0);
}

static void test_bounds_of_the_live_view(void **state)
{
	(void)state;
	REFUSED(LC_DENIAL, denial.id, 0);
	REFUSED(LC_DENIAL, denial.by, LC_REFUSERS);
	REFUSED(LC_DENIAL, denial.abi, LC_ABIS);
	REFUSED(LC_DENIAL, denial.error, 4096);
	PASSES(LC_DENIAL, denial.flags, LC_DENIAL_LISTENED);
	REFUSED(LC_DENIAL, denial.flags, LC_DENIAL_LISTENED << 1);
	PASSES(LC_DENIAL, denial.nchecks, LC_DENIAL_CHECKS);
	REFUSED(LC_DENIAL, denial.nchecks, LC_DENIAL_CHECKS + 1);
	REFUSED(LC_DENIAL, denial.nsteps, 1); /* of no kind */
	REFUSED(LC_DENIAL, denial.nsteps, LC_STEPS + 1);
	REFUSED(LC_DENIAL, denial.name[1].kind, LC_NAME_ADDRESS + 1);
	PASSES(LC_DENIAL, denial.name[0].size, LC_NAME_ROOM);
	REFUSED(LC_DENIAL, denial.name[0].size, LC_NAME_ROOM + 1);
	REFUSED(LC_DENIAL, denial.name[1].base_size, LC_LINK_ROOM + 1);
	REFUSED(LC_OBJECT, object.denial, 0);
	REFUSED(LC_OBJECT, object.name, LC_DENIAL_NAMES);
	REFUSED(LC_OBJECT, object.flags, LC_OBJECT_SEALS << 1);
	PASSES(LC_OBJECT, object.acl_size, LC_ACL_ROOM);
	REFUSED(LC_OBJECT, object.acl_size, LC_ACL_ROOM + 1);
	REFUSED(LC_OBJECT, object.path_size, LC_PATH_LEN + 1);
	REFUSED(LC_SEEN, seen.check, 0);
	REFUSED(LC_STANCE, stance.abi, LC_ABIS);
	REFUSED(LC_STANCE, stance.flags, LC_STANCE_KEEPCAPS << 1);
	PASSES(LC_AUDIT, audit.size, LC_AUDIT_LEN);
	REFUSED(LC_AUDIT, audit.size, LC_AUDIT_LEN + 1);
	REFUSED(LC_STACK, stack.check, 0);
	REFUSED(LC_STACK, stack.nframes, LC_STACK_FRAMES + 1);
	REFUSED(LC_ADDRESSES, addresses.check, 0);
	REFUSED(LC_ADDRESSES, addresses.nframes, LC_STACK_FRAMES + 1);
}

static void test_bounds_of_owners(void **state)
{
	(void)state;
	PASSES(LC_OWNER, owner.id, LC_MAX_OWNERS);
	REFUSED(LC_OWNER, owner.id, 0);
	REFUSED(LC_OWNER, owner.id, LC_MAX_OWNERS + 1);
	REFUSED(LC_OWNER, owner.path_len, LC_PATH_LEN + 1);
	REFUSED(LC_LABEL, label.owner, 0);
	REFUSED(LC_LABEL, label.owner, LC_MAX_OWNERS + 1);
	REFUSED(LC_LABEL, label.kind, 0);
	REFUSED(LC_LABEL, label.kind, LC_LABELS);
	PASSES(LC_LABEL, label.size, LC_LABEL_LEN);
	REFUSED(LC_LABEL, label.size, LC_LABEL_LEN + 1);
	PASSES(LC_MOVE, move.to, LC_MAX_OWNERS);
	REFUSED(LC_MOVE, move.to, LC_MAX_OWNERS + 1);
	REFUSED(LC_MOVE, move.from, LC_MAX_OWNERS + 1);
	PASSES(LC_PRIVILEGE, privilege.abi, LC_ABIS - 1);
	REFUSED(LC_PRIVILEGE, privilege.abi, LC_ABIS);
	PASSES(LC_PRIVILEGE, privilege.flags, UINT32_MAX); /* what is not known of them is cleared */
	REFUSED(LC_HOLDER, holder.pid, 0);
	PASSES(LC_HOLDER, holder.exe_size, LC_PATH_LEN);
	REFUSED(LC_HOLDER, holder.exe_size, LC_PATH_LEN + 1);
	REFUSED(LC_HOLDER, holder.cgroup_size, LC_PATH_LEN + 1);
	REFUSED(LC_FILE, file.path_size, 0);
	PASSES(LC_FILE, file.path_size, LC_FILE_PATH_LEN);
	REFUSED(LC_FILE, file.path_size, LC_FILE_PATH_LEN + 1);
}

/* Texts are ended and what lies behind them is cleared, whatever was sent. */
static void test_the_live_view_is_tidied(void **state)
{
	struct sample s = { .n = 0 };
	struct lc_denial *d = sample_denial(&s, 1, 0600);
	union record out;

	(void)state;
	memset(d->comm, 'x', sizeof(d->comm));
	memset(d->name[1].text, 'y', sizeof(d->name[1].text));
	memset(d->check, 0xff, sizeof(d->check));
	assert_int_equal(decode((union record *)d, &out), 0);
	assert_int_equal(strlen(out.denial.comm), LC_COMM_LEN - 1);
	assert_int_equal(out.denial.name[1].text[0], 0);
	assert_int_equal(out.denial.check[0], 0);
}

/* A chapter beside the slot, for the facts that are kept by chapter and for no other. */
static void test_chapters(void **state)
{
	static const enum lc_kind by_chapter[] = { LC_SYSCALL, LC_CHECK,	LC_REFUSAL,
						   LC_DENIAL,  LC_SEEN, LC_STANCE,
						   LC_PRIVILEGE, LC_FAILED };
	const uint32_t last = (LC_CHAPTERS - 1) << LC_CHAPTER_SHIFT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(by_chapter); i++) {
		PASSES(by_chapter[i], head.slot, last | LC_MAX_PROGRAMS);
		PASSES(by_chapter[i], head.slot, last);
		REFUSED(by_chapter[i], head.slot, last | (LC_MAX_PROGRAMS + 1));
		REFUSED(by_chapter[i], head.slot, LC_CHAPTERS << LC_CHAPTER_SHIFT);
		REFUSED(by_chapter[i], head.slot, UINT32_MAX);
	}
	for (int kind = LC_PROGRAM; kind < LC_KINDS; kind++) {
		bool has_chapter = false;

		for (size_t i = 0; i < ARRAY_SIZE(by_chapter); i++)
			has_chapter |= by_chapter[i] == (enum lc_kind)kind;
		if (has_chapter)
			continue;
		REFUSED(kind, head.slot, (1u << LC_CHAPTER_SHIFT) + 1);
	}
	assert_int_equal(slot_program(last | 7), 7);
	assert_int_equal(slot_chapter(last | 7), LC_CHAPTERS - 1);
}

static void test_outcome_of_what_ended(void **state)
{
	struct sample s = { .n = 0 };
	struct lc_outcome *o = sample_outcome(&s, 0xfffffffc);
	union record out;

	(void)state;
	o->status = o->drive_status = 256;
	assert_int_equal(decode(&s.records[0], &out), 0);
	assert_int_equal(out.outcome.flags, 0);
	assert_int_equal(out.outcome.status, 0);
	assert_int_equal(out.outcome.drive_status, 0);
	o->flags |= LC_OUTCOME_ENDED;
	assert_int_equal(decode(&s.records[0], &out), -EBADMSG);
	o->status = 255;
	assert_int_equal(decode(&s.records[0], &out), 0);
	assert_int_equal(out.outcome.flags, LC_OUTCOME_ENDED);
	assert_int_equal(out.outcome.status, 255);
	o->flags |= LC_OUTCOME_DRIVEN;
	assert_int_equal(decode(&s.records[0], &out), -EBADMSG);
	o->drive_status = 255;
	assert_int_equal(decode(&s.records[0], &out), 0);
	assert_int_equal(out.outcome.drive_status, 255);
}

/* Fills a text field to the brim: refused; with a NUL at its end: passes. */
#define BRIM(kind_, field)                                                              \
	do {                                                                            \
		struct sample s_ = { .n = 0 };                                          \
		union record out_, *r_ = sample_add(&s_, kind_, 1, 0);                  \
		fill_in(r_);                                                            \
		memset(r_->field, 'x', sizeof(r_->field));                              \
		assert_int_equal(decode(r_, &out_), -EBADMSG);                          \
		r_->field[sizeof(r_->field) - 1] = '\0';                                \
		assert_int_equal(decode(r_, &out_), 0);                                 \
	} while (0)

static void test_texts_must_end(void **state)
{
	(void)state;
	BRIM(LC_PROGRAM, program.comm);
	BRIM(LC_SYMBOL, symbol.name);
	BRIM(LC_HOOK, hook.role);
	BRIM(LC_HOOK, hook.hook);
	BRIM(LC_HOOK, hook.blind);
	BRIM(LC_SESSION, session.release);
	BRIM(LC_SESSION, session.machine);
	BRIM(LC_SETTING, setting.name);
	BRIM(LC_SETTING, setting.value);
}

static void test_what_says_nothing_is_cleared(void **state)
{
	struct sample s = { .n = 0 };
	struct lc_check *c = sample_check(&s, 1, 0, 1, 2);
	union record out;

	(void)state;
	c->flags = LC_CHECK_NOAUDIT | LC_CHECK_INSETID | LC_CHECK_DENIED;
	c->ip[2] = c->ip[LC_FRAMES - 1] = 0xdead;
	assert_int_equal(decode(&s.records[0], &out), 0);
	assert_int_equal(out.check.flags, LC_CHECK_DENIED);
	assert_int_equal(out.check.ip[1], 2);
	for (size_t i = 2; i < LC_FRAMES; i++)
		assert_int_equal(out.check.ip[i], 0);
	c->flags |= LC_CHECK_OPTS_KNOWN;
	assert_int_equal(decode(&s.records[0], &out), 0);
	assert_int_equal(out.check.flags, c->flags);
}

static void test_paths(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *path;
	} rows[] = {
		{ "", 0, "" },
		{ "ping\0bin\0usr", 13, "/usr/bin/ping" },
		{ "init", 5, "/init" },
		{ "a b\0\x1b[m\0\\\0\xff", 12, "/\\xff/\\\\/\\x1b[m/a b" },
		{ "memfd:a/../b", 13, "/memfd:a\\x2f..\\x2fb" },
		{ "x\0/", 4, "/x" },
		{ "\0\0x\0", 5, "/x" },
		{ "", 1, "" },
		{ "a/", 3, "/a\\x2f" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sample s = { .n = 0 };
		union record out, *r = sample_add(&s, LC_PROGRAM, 1, 0);
		_buf_ struct buf b = BUF_INIT;

		memset(r->program.path, 'z', LC_PATH_LEN); /* what is past the end is nobody's */
		memcpy(r->program.path, rows[i].bytes, rows[i].n);
		r->program.path_len = rows[i].n;
		assert_int_equal(decode(r, &out), 0);
		decode_path(&out.program, &b);
		assert_string_equal(buf_text(&b), rows[i].path);
	}
}

static void test_longest_path(void **state)
{
	struct sample s = { .n = 0 };
	struct lc_program *p = &sample_add(&s, LC_PROGRAM, 1, 0)->program;
	_buf_ struct buf b = BUF_INIT;
	union record out;

	(void)state;
	p->path_len = LC_PATH_LEN;
	memset(p->path, 'x', LC_PATH_LEN);
	assert_int_equal(decode(&s.records[0], &out), -EBADMSG);
	p->path[LC_PATH_LEN - 1] = '\0';
	assert_int_equal(decode(&s.records[0], &out), 0);
	decode_path(&out.program, &b);
	assert_int_equal(b.size, LC_PATH_LEN);
}

static void test_cut_path_is_no_path(void **state)
{
	struct sample s = { .n = 0 };
	struct lc_program *p = sample_program(&s, 1, 0, "/usr/bin/ping", 0);
	_buf_ struct buf b = BUF_INIT;

	(void)state;
	p->flags = LC_PROGRAM_UNNAMED;
	decode_path(p, &b);
	assert_string_equal(buf_text(&b), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_kind_passes),
		cmocka_unit_test(test_each_size_but_its_own_fails),
		cmocka_unit_test(test_any_alignment),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_bounds_of_what_says_more),
		cmocka_unit_test(test_bounds_of_calls),
		cmocka_unit_test(test_bounds_of_the_live_view),
		cmocka_unit_test(test_bounds_of_owners),
		cmocka_unit_test(test_the_live_view_is_tidied),
		cmocka_unit_test(test_chapters),
		cmocka_unit_test(test_outcome_of_what_ended),
		cmocka_unit_test(test_texts_must_end),
		cmocka_unit_test(test_what_says_nothing_is_cleared),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_longest_path),
		cmocka_unit_test(test_cut_path_is_no_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
