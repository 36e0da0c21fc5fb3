// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes manifests: what is refused has a message, what is found is clean and points into the file, and what was put
 * right reads back, has fewer findings, is not changed again, and says what it said of everything else.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "core/manifest.h"
#include "core/manifest_fix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s (%s)\n", what, fail_message() ?: "no message");
	abort();
}

static size_t count_lines(const uint8_t *data, size_t size)
{
	size_t n = 2;

	/* YAML ends lines at carriage returns, NEL, LS and PS, too. */
	for (size_t i = 0; i < size; i++)
		n += data[i] == '\n' || data[i] == '\r' || data[i] >= 0x80;
	return n;
}

static void check_findings(const struct manifest *m, const struct plan *plan, size_t lines)
{
	_findings_ struct findings all = { 0 };

	demand(manifest_judge(m, plan, &all) == 0, "what was read can be judged");
	for (size_t i = 0; i < all.n; i++) {
		const struct finding *f = &all.at[i];

		demand(f->rule && f->severity < SEVERITIES, "a finding is of a kind");
		demand(text_is_clean(f->subject) && text_is_clean(f->message), "a finding is clean");
		demand(!f->file || text_is_clean(f->file), "a name is clean");
		demand(f->line <= lines, "a finding points into the file");
		demand(f->cap >= -1 && f->cap < 64, "a capability is one");
	}
	demand(manifest_level(m) <= POD_RESTRICTED, "a level is one");
}

static void check_fixed(const struct manifest *m, const struct plan *plan, const uint8_t *data, size_t size,
			const char *name)
{
	_buf_ struct buf once = BUF_INIT, twice = BUF_INIT;
	_manifest_ struct manifest *again = NULL;
	size_t changes = 77;
	int r = manifest_fix(m, plan, &once, &changes);

	if (r) {
		demand(r == -ENOTSUP && fail_message() && text_is_clean(fail_message()), "a refusal says why");
		demand(!once.size && changes == 77, "a refusal leaves nothing");
		fail_clear();
		return;
	}
	demand(changes || (once.size == size && !memcmp(buf_text(&once), data, size)), "no change is no change");
	demand(manifest_parse(buf_text(&once), once.size, name, &again) == 0, "what was put right can be read");
	demand(manifest_same_otherwise(m, again), "all else is the same");
	demand(manifest_fix(again, plan, &twice, &changes) == 0, "it can be put right again");
	demand(!changes, "and then there is nothing to change");
	demand(once.size == twice.size && !memcmp(buf_text(&once), buf_text(&twice), once.size), "nor was it");
}

static void check_one(const uint8_t *data, size_t size, const char *name)
{
	struct plan none = { .name = (char *)"web", .no_new_privs = true };
	struct plan some = { .name = (char *)"a", .keep = 1u << 10 | 1u << 12, .ask = 1u << 6 };
	_manifest_ struct manifest *m = NULL;
	int r;

	fail_clear();
	r = manifest_parse((const char *)data, size, name, &m);
	if (r) {
		demand(!m, "a failure leaves nothing");
		demand(r == -EINVAL, "a failure is of the manifest");
		demand(fail_message() && text_is_clean(fail_message()), "a failure says why");
		return;
	}
	demand(manifest_containers(m) > 0, "there is something to judge");
	check_findings(m, NULL, count_lines(data, size));
	check_findings(m, &none, count_lines(data, size));
	check_fixed(m, NULL, data, size, name);
	check_fixed(m, &none, data, size, name);
	check_fixed(m, &some, data, size, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_one(data, size, "manifest");
	/* The name only counts where the text does not tell. */
	if (size && data[0] == '\n')
		check_one(data, size, "x.service");
	return 0;
}
