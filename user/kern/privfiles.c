// SPDX-License-Identifier: BSD-2-Clause
/*
 * Walks without changing directory. Each file that may matter is opened once (O_PATH, no link) and everything is asked
 * of that descriptor: who swaps it meanwhile is told of as what was opened.
 */
#include "kern/privfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>

#include "base/fail.h"
#include "base/guard.h"
#include "bpf/event.h"
#include "kern/filecaps.h"

struct walk {
	int (*sink)(void *ctx, const void *record, size_t n);
	void *ctx;
	struct privfiles_seen *seen;
};

static void fill_mode(struct lc_file *f, const struct stat *st)
{
	f->mode = st->st_mode;
	f->uid = st->st_uid;
	f->gid = st->st_gid;
	f->dev = st->st_dev;
	f->ino = st->st_ino;
	if (st->st_mode & S_ISUID)
		f->flags |= LC_FILE_SETUID;
	/* Without the execute bit of the group it once asked for mandatory locking, and gives nothing. */
	if ((st->st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		f->flags |= LC_FILE_SETGID;
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		f->flags |= LC_FILE_WRITABLE;
}

static void fill_caps(struct lc_file *f, int fd)
{
	struct filecaps caps;

	if (!filecaps_read_fd(fd, &caps))
		return;
	f->flags |= LC_FILE_CAPS;
	f->flags |= caps.effective ? LC_FILE_EFFECTIVE : 0;
	f->flags |= caps.bad ? LC_FILE_BAD_CAPS : 0;
	f->flags |= caps.version == 3 ? LC_FILE_NS_CAPS : 0;
	f->permitted = caps.permitted;
	f->inheritable = caps.inheritable;
	f->rootid = caps.rootid;
}

static int look_at(struct walk *w, const FTSENT *entry)
{
	struct lc_file f = { .h = { .kind = LC_FILE, .len = sizeof(f) } };
	_close_ int fd = open(entry->fts_accpath, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct statvfs fs;
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		w->seen->unreadable += errno != ENOENT;
		return 0;
	}
	if (!S_ISREG(st.st_mode))
		return 0;
	w->seen->files++;
	fill_mode(&f, &st);
	fill_caps(&f, fd);
	if (!(f.flags & (LC_FILE_SETUID | LC_FILE_SETGID | LC_FILE_CAPS)))
		return 0;
	if (!fstatvfs(fd, &fs) && (fs.f_flag & ST_NOSUID))
		f.flags |= LC_FILE_NOSUID;
	if (entry->fts_pathlen > sizeof(f.path)) {
		w->seen->too_long++;
		return 0;
	}
	f.path_size = entry->fts_pathlen;
	memcpy(f.path, entry->fts_path, f.path_size);
	return w->sink(w->ctx, &f, sizeof(f));
}

static int visit(struct walk *w, const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_F:
		return look_at(w, entry);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		w->seen->unreadable++;
		return 0;
	default:
		return 0;
	}
}

static int check_dir(const char *dir)
{
	struct stat st;

	if (stat(dir, &st))
		return fail(-errno, "cannot look through %s: %s", dir, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return fail(-ENOTDIR, "cannot look through %s: it is not a directory", dir);
	return 0;
}

int privfiles_walk(const char *dir, const struct privfiles_options *options,
		   int (*sink)(void *ctx, const void *record, size_t n), void *ctx, struct privfiles_seen *seen)
{
	char *roots[] = { (char *)dir, NULL };
	struct walk w = { .sink = sink, .ctx = ctx, .seen = seen };
	int r = check_dir(dir);
	FTSENT *entry;
	FTS *fts;

	if (r)
		return r;
	fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR | (options->cross ? 0 : FTS_XDEV), NULL);
	if (!fts)
		return fail(-errno, "cannot look through %s: %s", dir, strerror(errno));
	errno = 0;
	while (!r && (entry = fts_read(fts)))
		r = visit(&w, entry);
	if (!r && errno)
		r = fail(-errno, "cannot look through %s: %s", dir, strerror(errno));
	fts_close(fts);
	return r;
}
