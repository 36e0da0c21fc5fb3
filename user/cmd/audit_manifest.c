// SPDX-License-Identifier: BSD-2-Clause
/* Knows where manifests come from and where corrected ones go. */
#include "cmd/audit_manifest.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "core/manifest.h"

#define MANIFEST_MAX (4u << 20) /* bytes of one that are read; core/manifest.h has limits of its own */

static const char *const levels[] = {
	[POD_PRIVILEGED] = "privileged",
	[POD_BASELINE] = "baseline",
	[POD_RESTRICTED] = "restricted",
};

static int read_manifest(const char *path, struct manifest **out)
{
	_free_ char *text = NULL;
	size_t n;
	int r = input_read(path, MANIFEST_MAX, &text, &n);

	if (!r)
		r = manifest_parse(text, n, path, out);
	return r ? fail(r, "%s: %s", path, strerror(-r)) : 0;
}

int audit_look_manifest(const char *path, const struct plan *plan, struct audit *a)
{
	_findings_ struct findings findings = { 0 };
	_manifest_ struct manifest *m = NULL;
	_buf_ struct buf name = BUF_INIT;
	int r = read_manifest(path, &m);

	if (r)
		return r;
	text_escape(&name, path, strlen(path));
	r = manifest_judge(m, plan, &findings);
	if (!r)
		r = buf_error(&name);
	if (!r)
		r = audit_add_manifest(a, buf_text(&name), manifest_kind_name(manifest_kind(m)),
				       manifest_kind(m) == MANIFEST_KUBERNETES ? levels[manifest_level(m)] : NULL,
				       manifest_containers(m), &findings);
	return r ? fail(r, "%s: %s", path, strerror(-r)) : 0;
}

int audit_fix_manifest(const char *path, const struct plan *plan, const char *output)
{
	_manifest_ struct manifest *m = NULL;
	_buf_ struct buf text = BUF_INIT;
	size_t changes = 0;
	int r = read_manifest(path, &m);

	if (!r)
		r = manifest_fix(m, plan, &text, &changes);
	if (r)
		return fail(r, "%s: %s", path, strerror(-r));
	r = output_write(output, buf_text(&text), text.size);
	if (r)
		return r;
	if (changes)
		say("%s: %zu %s", path, changes, changes == 1 ? "change" : "changes");
	else
		say("%s: nothing to change%s", path, plan ? "" : " without a profile");
	return 0;
}
