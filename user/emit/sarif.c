// SPDX-License-Identifier: BSD-2-Clause
/*
 * The audit in SARIF 2.1.0 (OASIS standard): what code scanning shows. A manifest is where a line is wrong; a process
 * or file is its own place, the process by the file that it runs.
 */
#include "emit/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/cap.h"
#include "emit/jsonout.h"

#define SARIF_VERSION "2.1.0"
#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static const char *level(enum severity severity)
{
	return severity == SEVERITY_HIGH ? "error" : severity == SEVERITY_MEDIUM ? "warning" : "note";
}

/* What code scanning orders by: 0 to 10, as CVSS has it. */
static const char *score(enum severity severity)
{
	static const char *const scores[] = {
		[SEVERITY_NOTE] = "0.0", [SEVERITY_LOW] = "3.0", [SEVERITY_MEDIUM] = "5.5", [SEVERITY_HIGH] = "8.0",
	};

	_Static_assert(ARRAY_SIZE(scores) == SEVERITIES, "a score for each");
	return scores[severity];
}

static json_t *text_object(const char *text)
{
	return json_pack("{s:o}", "text", jsonout_text(text));
}

/* --- rules ----------------------------------------------------------------------- */

/* The most severe finding of the rule; -1: there is none. */
static int worst_of_rule(const struct finding **all, size_t n, const struct finding_rule *rule)
{
	int worst = -1;

	for (size_t i = 0; i < n; i++)
		if (all[i]->rule == rule && (int)all[i]->severity > worst)
			worst = (int)all[i]->severity;
	return worst;
}

static json_t *rule_object(const struct finding_rule *rule, enum severity worst)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:{s:s}, s:{s:s, s:[s]}}", "id", rule->id, "shortDescription",
			 text_object(rule->title), "fullDescription", text_object(rule->help), "help",
			 text_object(rule->help), "defaultConfiguration", "level", level(worst), "properties",
			 "security-severity", score(worst), "tags", "security");
}

/* Those that something was found of, in the order of the table. */
static json_t *rules(const struct finding **all, size_t n)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < finding_rules(); i++) {
		int worst = worst_of_rule(all, n, finding_rule_at(i));

		if (worst >= 0 && json_array_append_new(list, rule_object(finding_rule_at(i), worst)))
			return NULL;
	}
	return TAKE(list);
}

/* --- places ---------------------------------------------------------------------- */

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("/-._~", c);
}

/* The bytes of an escaped path as a URI reference: RFC 3986. */
static json_t *uri(const char *path)
{
	_free_ char *bytes = malloc(strlen(path) + 1);
	size_t n = bytes ? text_unescape(path, bytes, strlen(path)) : 0;
	_buf_ struct buf b = BUF_INIT;

	if (!bytes)
		return NULL;
	if (*path == '/')
		buf_add(&b, "file://");
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] && is_plain(bytes[i]))
			buf_add_bytes(&b, &bytes[i], 1);
		else
			buf_addf(&b, "%%%02X", (unsigned char)bytes[i]);
	}
	return jsonout_buf(&b);
}

static json_t *location(const struct finding *f, const char *path, const char *kind)
{
	_json_ json_t *out = json_object();

	if (path && *path &&
	    json_object_set_new(out, "physicalLocation",
				json_pack("{s:{s:o}}", "artifactLocation", "uri", uri(path))))
		return NULL;
	if (path && *path && f->line &&
	    json_object_set_new(json_object_get(out, "physicalLocation"), "region",
				json_pack("{s:I}", "startLine", (json_int_t)f->line)))
		return NULL;
	if (json_object_set_new(out, "logicalLocations",
				json_pack("[{s:o, s:s}]", "fullyQualifiedName", jsonout_text(f->subject), "kind",
					  kind)))
		return NULL;
	return TAKE(out);
}

/* --- results --------------------------------------------------------------------- */

static json_t *message(const struct finding *f)
{
	_buf_ struct buf b = BUF_INIT;

	finding_text(f, &b);
	return buf_error(&b) ? NULL : text_object(buf_text(&b));
}

static json_t *result(const struct finding *f, const char *path, const char *kind)
{
	char room[32];

	return json_pack("{s:s, s:s, s:o, s:[o], s:{s:s, s:s?}}", "ruleId", f->rule->id, "level", level(f->severity),
			 "message", message(f), "locations", location(f, path, kind), "properties", "severity",
			 severity_name(f->severity), "capability",
			 f->cap < 0 ? NULL : cap_name((unsigned int)f->cap, room));
}

/* 0, or else when out of memory. */
static int add_results(json_t *list, const struct findings *f, const char *path, const char *kind)
{
	for (size_t i = 0; i < f->n; i++) {
		const char *file = f->at[i].file ? f->at[i].file : path;

		if (json_array_append_new(list, result(&f->at[i], file, kind)))
			return -1;
	}
	return 0;
}

static json_t *results(const struct audit *a)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; !r && i < a->nsubjects; i++)
		r = add_results(list, &a->subjects[i].findings, a->subjects[i].exe, "process");
	for (size_t i = 0; !r && i < a->nfiles; i++)
		r = add_results(list, &a->files[i].findings, a->files[i].path, "resource");
	for (size_t i = 0; !r && i < a->nmanifests; i++)
		r = add_results(list, &a->manifests[i].findings, a->manifests[i].name, "resource");
	return r ? NULL : TAKE(list);
}

static json_t *driver(const struct audit *a, const char *version)
{
	_free_ const struct finding **all = NULL;
	_json_ json_t *out = json_pack("{s:s}", "name", "leastcap");
	size_t n;

	if (audit_findings(a, &all, &n) || json_object_set_new(out, "rules", rules(all, n)))
		return NULL;
	if (version && json_object_set_new(out, "version", jsonout_text(version)))
		return NULL;
	return TAKE(out);
}

int emit_audit_sarif(const struct audit *a, const char *version, struct buf *out)
{
	return jsonout_write(json_pack("{s:s, s:s, s:[{s:{s:o}, s:o, s:s}]}", "$schema", SARIF_SCHEMA, "version",
				       SARIF_VERSION, "runs", "tool", "driver", driver(a, version), "results",
				       results(a), "columnKind", "unicodeCodePoints"),
			     out);
}
