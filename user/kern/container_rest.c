// SPDX-License-Identifier: BSD-2-Clause
/*
 * The API of docker, which podman speaks, too: asked where there is a socket and the files say less. Source: Docker
 * Engine API v1.41, GET /containers/json and /containers/ID/json.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#ifdef HAVE_LIBCURL
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#endif

#include "base/buf.h"
#include "kern/container_state.h"
#include "kern/tick.h"

#define ANSWER_MAX (4 << 20)
#define PATIENCE_MS 300 /* for all of what is asked of one socket */
#define REST (10 * SECOND) /* of one that used it up */

struct api {
	char path[108]; /* sun_path */
	const char *runtime;
	uid_t by;
	uint64_t until;
};

#ifdef HAVE_LIBCURL
/* Opened when there is somebody to ask: it brings thirty other libraries along, which no other recording should pay. */
struct library {
	__typeof__(curl_easy_init) *init;
	__typeof__(curl_easy_setopt) *set;
	__typeof__(curl_easy_perform) *perform;
	__typeof__(curl_easy_cleanup) *cleanup;
};

/* NULL: it is not installed, or lacks what is needed. */
static const struct library *library(void)
{
	static struct library l;
	static bool tried;
	void *curl = NULL;

	if (!tried) {
		curl = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL) ?:
			       dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
		tried = true;
	}
	if (curl) {
		l.init = (__typeof__(l.init))dlsym(curl, "curl_easy_init");
		l.set = (__typeof__(l.set))dlsym(curl, "curl_easy_setopt");
		l.perform = (__typeof__(l.perform))dlsym(curl, "curl_easy_perform");
		l.cleanup = (__typeof__(l.cleanup))dlsym(curl, "curl_easy_cleanup");
	}
	return l.init && l.set && l.perform && l.cleanup ? &l : NULL;
}

static size_t take_answer(char *bytes, size_t size, size_t n, void *ctx)
{
	struct buf *answer = ctx;

	if (answer->size + size * n > ANSWER_MAX)
		return 0;
	buf_add_bytes(answer, bytes, size * n);
	return buf_error(answer) ? 0 : size * n;
}

static int fetch(const struct api *api, const char *url, long patience_ms, struct buf *answer)
{
	const struct library *l = library();
	CURL *curl = l ? l->init() : NULL;
	CURLcode r;

	if (!curl)
		return l ? -ENOMEM : -ENOSYS;
	l->set(curl, CURLOPT_UNIX_SOCKET_PATH, api->path);
	l->set(curl, CURLOPT_URL, url);
	l->set(curl, CURLOPT_TIMEOUT_MS, patience_ms);
	l->set(curl, CURLOPT_NOSIGNAL, 1L);
	l->set(curl, CURLOPT_NOPROXY, "*");
	l->set(curl, CURLOPT_FAILONERROR, 1L);
	l->set(curl, CURLOPT_WRITEFUNCTION, take_answer);
	l->set(curl, CURLOPT_WRITEDATA, answer);
	r = l->perform(curl);
	l->cleanup(curl);
	return r == CURLE_OK ? 0 : -EIO;
}
#else
static int fetch(const struct api *api, const char *url, long patience_ms, struct buf *answer)
{
	(void)api, (void)url, (void)patience_ms, (void)answer;
	return -ENOSYS;
}
#endif

/* NULL: no answer in time, or none that is JSON. */
static json_t *get(const struct api *api, const char *url)
{
	_buf_ struct buf answer = BUF_INIT;
	uint64_t now = tick_now();

	if (now + MILLISECOND > api->until || fetch(api, url, (api->until - now) / MILLISECOND, &answer))
		return NULL;
	return container_json_parse(buf_text(&answer), answer.size);
}

static bool is_hex(const char *text)
{
	return *text && !text[strspn(text, "0123456789abcdef")];
}

static bool is_known_to_run(const struct container_search *s, const char *id)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->said[i]->is_running && !strcmp(s->said[i]->c.id, id))
			return true;
	}
	return false;
}

/* What the list tells has no pid in it: one that no file has a pid of is asked for by itself. */
static void take_one(struct container_search *s, const struct api *api, const char *id, const json_t *listed)
{
	const char *name = json_string_value(json_array_get(json_object_get(listed, "Names"), 0));
	bool complete = listed && is_known_to_run(s, id);
	struct container_said *said = container_say(s, api->runtime, id);
	char url[64 + CONTAINER_TEXT];
	_json_ json_t *whole = NULL;

	if (!said)
		return;
	said->by = api->by;
	CONTAINER_SET(said->c.name, name ? name + (*name == '/') : NULL);
	CONTAINER_SET(said->c.image, container_word(listed, "Image"));
	snprintf(url, sizeof(url), "http://localhost/containers/%s/json", id);
	whole = complete ? NULL : get(api, url);
	if (whole)
		container_take_docker(said, whole);
}

static void ask_list(struct container_search *s, const struct api *api)
{
	_json_ json_t *list = get(api, "http://localhost/containers/json");
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		const char *id = container_word(one, "Id");

		if (id && is_hex(id))
			take_one(s, api, id, one);
	}
}

static bool find_socket(const struct container_search *s, const char *path, struct api *api)
{
	struct stat st;

	if (snprintf(api->path, sizeof(api->path), "%s%s", s->root, path) >= (int)sizeof(api->path) ||
	    stat(api->path, &st) || !S_ISSOCK(st.st_mode))
		return false;
	api->by = st.st_uid;
	api->until = tick_now() + PATIENCE_MS * MILLISECOND;
	return true;
}

/* Containers of the runtime: whether there is one without a name, and whether there is any. */
static bool is_lacking(const struct container_search *s, const char *runtime, bool *any)
{
	bool lacking = false;

	for (size_t i = 0; i < s->n && !lacking; i++) {
		const struct container *c = &s->said[i]->c;
		bool named = !c->runtime || strcmp(c->runtime, runtime);

		*any |= !named;
		for (size_t k = 0; !named && k < s->n; k++)
			named = s->said[k]->c.name[0] && !strcmp(s->said[k]->c.id, c->id);
		lacking = !named;
	}
	return lacking;
}

/*
 * A daemon that is not there to answer is not woken up for nothing: podman's is started by its socket, so it is asked
 * only about a container of podman's that has no name. docker's is asked, too, if there is no trace of a container. One
 * that is slow would hold up a recording each time.
 */
void container_ask_sockets(struct container_search *s)
{
	static const struct {
		const char *path, *runtime;
		bool always;
	} sockets[] = {
		{ "/run/docker.sock", "docker", true },
		{ "/run/podman/podman.sock", "podman", false },
	};
	static uint64_t rests_until[ARRAY_SIZE(sockets)];

	for (size_t i = 0; i < ARRAY_SIZE(sockets) && !s->error; i++) {
		struct api api = { .runtime = sockets[i].runtime };
		bool any = false, lacking = is_lacking(s, api.runtime, &any);

		if (!lacking && (any || !sockets[i].always || s->id))
			continue;
		if (tick_now() < rests_until[i] || !find_socket(s, sockets[i].path, &api))
			continue;
		if (s->id && is_hex(s->id))
			take_one(s, &api, s->id, NULL);
		else
			ask_list(s, &api);
		if (tick_now() >= api.until)
			rests_until[i] = tick_now() + REST;
	}
}
