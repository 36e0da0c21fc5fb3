// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file says what stands beside the facts: refusals, settings, boundary, outcome and proof. */
#include "core/cap.h"
#include "core/errnos.h"
#include "core/profile_words.h"
#include "core/profile_writer.h"
#include "core/sysno.h"

static json_t *verdict(const struct layer_verdict *v)
{
	char room[32];

	return json_pack("{s:s,s:s,s:s*,s:s,s:s,s:s}", "layer", layer_name(v->layer), "confidence",
			 confidence_name(v->confidence), "capability", v->cap < 0 ? NULL : cap_name(v->cap, room),
			 "object", v->object, "detail", v->detail, "fix", v->fix);
}

static json_t *refusal(const struct refusal *r)
{
	char room[16];
	json_t *object = json_pack("{s:o,s:o,s:s,s:s,s:s,s:o,s:o}", "program", writer_number(r->program), "syscall",
				   writer_syscall(r->abi, r->nr), "abi", sysno_abi_name(r->abi), "errno",
				   errno_word(r->error, room), "by", refuser_word(r->by), "count",
				   writer_number(r->count), "first_ns", writer_number(r->first_ns));

	if (r->verdict && object && json_object_set_new(object, "verdict", verdict(r->verdict))) {
		json_decref(object);
		return NULL;
	}
	return object;
}

void writer_refusals(struct buf *out, const struct profile *p)
{
	if (!p->nrefusals)
		return;
	buf_add(out, ",\n  \"refusals\": [");
	for (size_t i = 0; i < p->nrefusals; i++)
		writer_line(out, "    ", i == 0, refusal(&p->refusals[i]));
	writer_close_list(out, "  ", false);
}

static void write_settings(struct buf *out, const struct profile *p)
{
	buf_add(out, ",\n  \"settings\": {");
	for (size_t i = 0; i < p->nsettings; i++) {
		const struct setting *s = &p->settings[i];

		buf_addf(out, "%s\n    ", i ? "," : "");
		writer_dump(out, writer_set(json_object(), s->name, json_string(s->value)), JSON_EMBED);
	}
	buf_add(out, "\n  }");
}

static void write_object(struct buf *out, const char *key, json_t *object)
{
	buf_addf(out, ",\n  \"%s\": ", key);
	writer_dump(out, object, 0);
}

static json_t *boundary(const struct boundary *b)
{
	return json_pack("{s:s,s:o,s:o,s:o,s:o}", "sign", boundary_sign_word(b->sign), "program",
			 writer_number(b->program), "ns", writer_number(b->ns), "drop_ns", writer_number(b->drop_ns),
			 "drop_program", writer_number(b->drop_program));
}

/* null: it did not end, or nothing drove it. */
static json_t *status(const struct outcome *o, uint32_t flag, uint32_t value)
{
	return o->flags & flag ? json_integer(value) : json_null();
}

static json_t *outcome(const struct outcome *o)
{
	return json_pack("{s:o,s:o,s:o,s:o}", "status", status(o, LC_OUTCOME_ENDED, o->status), "drive_status",
			 status(o, LC_OUTCOME_DRIVEN, o->drive_status), "bounding", writer_capabilities(o->bounding),
			 "permitted", writer_capabilities(o->permitted));
}

void writer_context(struct buf *out, const struct profile *p)
{
	const struct outcome *o = &p->outcome;

	if (p->nsettings)
		write_settings(out, p);
	if (p->boundary.sign)
		write_object(out, "boundary", boundary(&p->boundary));
	if (o->flags || o->bounding || o->permitted)
		write_object(out, "outcome", outcome(o));
}

static json_t *member(const struct proof_member *m)
{
	return json_pack("{s:o,s:s,s:s}", "capability", writer_capability(m->cap), "verdict",
			 member_verdict_name(m->verdict), "without", m->without ?: "");
}

static json_t *needless(const struct sysset *s, enum lc_abi abi)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < s->n; i++)
		list = writer_append(list, writer_syscall(abi, s->use[i].nr));
	return list;
}

static json_t *needless_by_abi(const struct proof *proof)
{
	json_t *object = json_object();

	for (size_t abi = 0; object && abi < LC_ABIS; abi++) {
		if (proof->needless[abi].n)
			object = writer_set(object, sysno_abi_name(abi), needless(&proof->needless[abi], abi));
	}
	return object;
}

void writer_proof(struct buf *out, const struct proof *p)
{
	buf_add(out, ",\n  \"proof\": {\n    ");
	writer_dump(out, json_pack("{s:s,s:o,s:s,s:s}", "kind", proof_name(p->kind), "runs", writer_number(p->runs),
				   "oracle", p->oracle ?: "", "release", p->release ?: ""), JSON_EMBED);
	buf_add(out, ",\n    ");
	writer_dump(out, json_pack("{s:b,s:b,s:b,s:o}", "syscalls", p->syscalls, "no_new_privs", p->no_new_privs,
				   "root", p->root, "needless_syscalls", needless_by_abi(p)), JSON_EMBED);
	buf_add(out, ",\n    ");
	writer_dump(out, json_pack("{s:o}", "capabilities", writer_capabilities(p->caps)), JSON_EMBED);
	buf_add(out, ",\n    \"members\": [");
	for (size_t i = 0; i < p->nmembers; i++)
		writer_line(out, "      ", i == 0, member(&p->members[i]));
	writer_close_list(out, "    ", p->nmembers == 0);
	buf_add(out, "\n  }");
}
