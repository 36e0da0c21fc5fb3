/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files in and out: whole or not at all, never through a link, never from
 * what is no file; and the style of the terminal.
 */
/* before cmocka, which has a macro fail() */
#include "user/cmd/output.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static char directory[] = "/tmp/leastcap-output-XXXXXX";

static int enter(void **state)
{
	(void)state;
	strcpy(directory + sizeof(directory) - 7, "XXXXXX");
	return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	DIR *dir = opendir(".");
	struct dirent *entry;

	(void)state;
	chmod(".", 0700);
	while (dir && (entry = readdir(dir)))
		if (unlink(entry->d_name) < 0)
			rmdir(entry->d_name);
	if (dir)
		closedir(dir);
	fail_clear();
	return chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static size_t entries(void)
{
	DIR *dir = opendir(".");
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2; /* . and .. */
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void assert_content(const char *path, const char *text)
{
	char *bytes = NULL;
	size_t n = 0;

	assert_int_equal(input_read(path, 1 << 20, &bytes, &n), 0);
	assert_int_equal(n, strlen(text));
	assert_memory_equal(bytes, text, n);
	free(bytes);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode;
}

static void assert_said(int r, int expected, const char *message)
{
	assert_int_equal(r, expected);
	assert_non_null(fail_message());
	assert_string_equal(fail_message(), message);
	fail_clear();
}

static void writes_new_and_old(void **state)
{
	mode_t mask = umask(0);

	(void)state;
	assert_int_equal(output_write("a", "one", 3), 0);
	assert_int_equal(mode_of("a"), S_IFREG | 0600);
	umask(0777);
	put("b", "old and longer");
	assert_int_equal(output_write("./b", "two", 3), 0);
	umask(mask);
	assert_int_equal(mode_of("b"), S_IFREG | 0600);
	assert_content("a", "one");
	assert_content("b", "two");
	assert_int_equal(entries(), 2);
}

static void leaves_other_links_of_the_file(void **state)
{
	(void)state;
	put("original", "precious");
	assert_int_equal(link("original", "hard"), 0);
	assert_int_equal(symlink("original", "soft"), 0);
	assert_int_equal(output_write("hard", "new", 3), 0);
	assert_int_equal(output_write("soft", "new", 3), 0);
	assert_content("original", "precious");
	assert_content("hard", "new");
	assert_true(S_ISREG(mode_of("soft")));
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(output_write("dangling", "new", 3), 0);
	assert_int_equal(access("nowhere", F_OK), -1);
	assert_content("dangling", "new");
}

static void refuses_what_is_no_file(void **state)
{
	(void)state;
	assert_int_equal(mkdir("dir", 0700), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(symlink("/dev/null", "device"), 0);
	assert_int_equal(symlink("/proc/self/fd/1", "descriptor"), 0);
	assert_said(output_write("dir", "x", 1), -EINVAL, "cannot write dir: it is a directory");
	assert_said(output_write("dir/", "x", 1), -EINVAL, "cannot write dir/: it is a directory");
	assert_said(output_write("fifo", "x", 1), -EINVAL, "cannot write fifo: it is a FIFO");
	assert_said(output_write("/dev/full", "x", 1), -EINVAL, "cannot write /dev/full: it is a device");
	assert_said(output_write("device", "x", 1), -EINVAL, "cannot write device: it is a device");
	assert_said(output_write("descriptor", "x", 1), -EINVAL,
		    "cannot write descriptor: it is a link to a descriptor");
	assert_said(output_write("", "x", 1), -EINVAL, "cannot write : it is an empty name");
	assert_said(output_write("none/x", "x", 1), -ENOENT, "cannot write none/x: No such file or directory");
	assert_said(output_write("fifo/x", "x", 1), -ENOTDIR, "cannot write fifo/x: Not a directory");
	assert_true(S_ISLNK(mode_of("device")) && S_ISLNK(mode_of("descriptor")));
	assert_int_equal(entries(), 4);
}

/* A disk that fills up half way, by a limit on the size of files. */
static void leaves_nothing_when_full(void **state)
{
	static char bytes[65536];
	struct rlimit old, low;

	(void)state;
	put("a", "old");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	low = (struct rlimit){ 4096, old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	assert_said(output_write("a", bytes, sizeof(bytes)), -EFBIG, "cannot write a: File too large");
	assert_said(output_write("b", bytes, sizeof(bytes)), -EFBIG, "cannot write b: File too large");
	setrlimit(RLIMIT_FSIZE, &old);
	assert_content("a", "old");
	assert_int_equal(entries(), 1);
}

static void checks_without_a_trace(void **state)
{
	(void)state;
	assert_int_equal(output_check("a"), 0);
	assert_int_equal(output_check(NULL), 0);
	assert_int_equal(output_check("-"), 0);
	assert_int_equal(entries(), 0);
	assert_said(output_check("none/a"), -ENOENT, "cannot write none/a: No such file or directory");
	assert_said(output_check("/proc/a"), -ENOENT, "cannot write /proc/a: No such file or directory");
}

/* What file systems without nameless files get. */
static void falls_back_to_a_name(void **state)
{
	(void)state;
	{
		_cleanup_(draft_guard) struct draft d = DRAFT_INIT;

		d.path = "a";
		assert_int_equal(open_directory(&d), 0);
		assert_int_equal(open_named(&d), 0);
		assert_int_equal(entries(), 1);
		assert_int_equal(mode_of(d.temp) & 0777, 0600);
	}
	assert_int_equal(entries(), 0); /* given up */
	{
		_cleanup_(draft_guard) struct draft d = DRAFT_INIT;

		d.path = "a";
		assert_int_equal(open_directory(&d), 0);
		assert_int_equal(open_named(&d), 0);
		assert_int_equal(write_all(d.fd, "x", 1), 0);
		assert_int_equal(draft_publish(&d), 0);
	}
	assert_content("a", "x");
	assert_int_equal(entries(), 1);
}

static void reads_up_to_the_limit(void **state)
{
	char *bytes = (char *)"untouched";
	size_t n = 99;

	(void)state;
	put("five", "12345");
	put("empty", "");
	assert_content("empty", "");
	assert_int_equal(input_read("five", 5, &bytes, &n), 0);
	assert_int_equal(n, 5);
	free(bytes);
	bytes = (char *)"untouched";
	assert_said(input_read("five", 4, &bytes, &n), -EFBIG, "cannot read five: larger than 0 MiB");
	assert_string_equal(bytes, "untouched");
	assert_int_equal(n, 5);
}

/* Bytes this process has read so far. */
static unsigned long long bytes_read(void)
{
	unsigned long long n = 0;
	FILE *io = fopen("/proc/self/io", "r");

	assert_non_null(io);
	assert_int_equal(fscanf(io, "rchar: %llu", &n), 1);
	fclose(io);
	return n;
}

/* The size is asked before a byte is read: a GiB of holes takes no time and no memory. */
static void refuses_a_sparse_gib(void **state)
{
	char *bytes = NULL;
	size_t n;
	unsigned long long before;
	int fd = open("sparse", O_WRONLY | O_CREAT, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 1 << 30), 0);
	close(fd);
	before = bytes_read();
	assert_said(input_read("sparse", 64 << 20, &bytes, &n), -EFBIG, "cannot read sparse: larger than 64 MiB");
	assert_null(bytes);
	assert_true(bytes_read() - before < 65536);
}

static void reads_only_files(void **state)
{
	char *bytes = NULL;
	size_t n;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0); /* without a writer: opening it would hang */
	assert_said(input_read("fifo", 10, &bytes, &n), -EINVAL, "cannot read fifo: it is a FIFO");
	assert_said(input_read(".", 10, &bytes, &n), -EINVAL, "cannot read .: it is a directory");
	assert_said(input_read("/dev/zero", 10, &bytes, &n), -EINVAL, "cannot read /dev/zero: it is a device");
	assert_said(input_read("none", 10, &bytes, &n), -ENOENT, "cannot read none: No such file or directory");
}

/* A pipe that never ends is left at the limit. */
static void limits_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO), zero = open("/dev/zero", O_RDONLY);
	char *bytes = NULL;
	size_t n;

	(void)state;
	dup2(zero, STDIN_FILENO);
	assert_said(input_read("-", 1 << 20, &bytes, &n), -EFBIG, "cannot read standard input: larger than 1 MiB");
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(zero);
}

static void styles_by_environment(void **state)
{
	(void)state;
	setenv("COLUMNS", "66", 1);
	assert_int_equal(output_style(-1, COLOUR_AUTO).width, 66);
	setenv("COLUMNS", "0", 1);
	assert_int_equal(output_style(-1, COLOUR_AUTO).width, 0);
	setenv("COLUMNS", "66x", 1);
	assert_int_not_equal(output_style(-1, COLOUR_AUTO).width, 66);
	unsetenv("COLUMNS");
	assert_false(output_style(-1, COLOUR_AUTO).colour);
	assert_true(output_style(-1, COLOUR_ALWAYS).colour);
	assert_false(output_style(-1, COLOUR_NEVER).colour);
	setlocale(LC_CTYPE, "C");
	assert_false(output_style(-1, COLOUR_AUTO).utf8);
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	assert_true(output_style(-1, COLOUR_AUTO).utf8);
}

static void colours_a_terminal(void **state)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	struct winsize size = { .ws_col = 77 };

	(void)state;
	if (terminal < 0)
		skip();
	assert_int_equal(ioctl(terminal, TIOCSWINSZ, &size), 0);
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", 1);
	assert_int_equal(output_style(terminal, COLOUR_AUTO).width, 77);
	assert_true(output_style(terminal, COLOUR_AUTO).colour);
	setenv("NO_COLOR", "", 1);
	assert_true(output_style(terminal, COLOUR_AUTO).colour);
	setenv("NO_COLOR", "1", 1);
	assert_false(output_style(terminal, COLOUR_AUTO).colour);
	assert_true(output_style(terminal, COLOUR_ALWAYS).colour);
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_false(output_style(terminal, COLOUR_AUTO).colour);
	close(terminal);
}

#define in_directory(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_directory(writes_new_and_old),	in_directory(leaves_other_links_of_the_file),
		in_directory(refuses_what_is_no_file),	in_directory(leaves_nothing_when_full),
		in_directory(checks_without_a_trace),	in_directory(falls_back_to_a_name),
		in_directory(reads_up_to_the_limit),	in_directory(refuses_a_sparse_gib),
		in_directory(reads_only_files),		in_directory(limits_standard_input),
		cmocka_unit_test(styles_by_environment), cmocka_unit_test(colours_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
