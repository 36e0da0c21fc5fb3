/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The attribute security.capability. Bytes as `getfattr -e hex` shows them of files that setcap(8) made (of version 3:
 * `setcap -n 100000`), so they come from libcap and the kernel, not from here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/capability.h>

#include "kern/filecaps.c"

#define BIT(cap) (1ull << (cap))

/* Hexadecimal digits to bytes; how many. */
static size_t bytes_of(const char *hex, uint8_t *out)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)strtoul((char[]){ hex[2 * i], hex[2 * i + 1], '\0' }, NULL, 16);
	return n;
}

static void test_parse(void **state)
{
	static const struct {
		const char *hex;
		struct filecaps is;
	} rows[] = {
		/* cap_net_raw=ep */
		{ "0100000200200000000000000000000000000000",
		  { .permitted = BIT(CAP_NET_RAW), .version = 2, .effective = true } },
		/* cap_net_bind_service,cap_bpf=p */
		{ "0000000200040000000000008000000000000000",
		  { .permitted = BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_BPF), .version = 2 } },
		/* cap_chown=i */
		{ "0000000200000000010000000000000000000000", { .inheritable = BIT(CAP_CHOWN), .version = 2 } },
		/* cap_net_raw=ep of the namespaces whose root is 100000 */
		{ "0100000300200000000000000000000000000000a0860100",
		  { .permitted = BIT(CAP_NET_RAW), .version = 3, .effective = true, .rootid = 100000 } },
		/* version 1: as kernels before 2.6.25 wrote it */
		{ "010000010020000000000000",
		  { .permitted = BIT(CAP_NET_RAW), .version = 1, .effective = true } },
		/* none of these is what its version says */
		{ "", { .bad = true } },
		{ "01", { .bad = true } },
		{ "0100000200200000", { .bad = true } },
		{ "010000020020000000000000", { .bad = true } },
		{ "010000010020000000000000000000000000000000", { .bad = true } },
		{ "01000002002000000000000000000000000000000000", { .bad = true } },
		{ "010000030020000000000000000000000000000000", { .bad = true } },
		{ "0100000400200000000000000000000000000000a0860100", { .bad = true } },
		{ "0100000300200000000000000000000000000000a086010000", { .bad = true } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct filecaps got;
		uint8_t bytes[64];
		size_t n = bytes_of(rows[i].hex, bytes);

		memset(&got, 0xff, sizeof(got));
		filecaps_parse(bytes, n, &got);
		if (got.permitted != rows[i].is.permitted || got.inheritable != rows[i].is.inheritable ||
		    got.rootid != rows[i].is.rootid || got.version != rows[i].is.version ||
		    got.effective != rows[i].is.effective || got.bad != rows[i].is.bad)
			fail_msg("row %zu", i);
	}
}

static void test_files_without(void **state)
{
	struct filecaps got = { .version = 77 };
	char path[] = "/tmp/leastcap-filecaps-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_false(filecaps_read(path, &got));
	assert_false(filecaps_read_fd(fd, &got));
	assert_false(filecaps_read("/nonexistent", &got));
	assert_false(filecaps_read_fd(-1, &got));
	assert_int_equal(got.version, 77);
	unlink(path);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_files_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
