/* SPDX-License-Identifier: Apache-2.0 */
/* config/format_accounts.c and settle_accounts.c: accounts, what kind of password they have, and their groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "host.h"
#include "base/banned.h"

static void
test_accounts(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "etc/passwd",
	    "root:x:0:0:root:/root:/bin/bash\n"
	    "sato:x:1001:100:Sato,,,:/home/sato:/bin/zsh\n"
	    "svc:x:998:998::/:/usr/sbin/nologin\n"
	    "open::1002:100::/home/open:\n"
	    "old:$1$abcdefgh$0123456789abcdefghijkl:1003:55::/:/bin/false\n"
	    "+@staff\n");
	host_put(&host, "etc/shadow",
	    "root:$y$j9T$abcdefgh$0123456789:19800:0:90:7:30:20000:\n"
	    "sato:!$6$abc$def:19801::99999::::\n"
	    "svc:*:0:0::::0:\n");
	host_put(&host, "etc/group", "root:x:0:\nusers:x:100:sato, open\nwheel:x:10:sato\n");
	host_read(&host, NULL);
	assert_true(host.ok);
	assert_string_equal(host.other.ptr,
	    "config_file group|understood|etc/group|\n"
	    "config_file passwd|understood|etc/passwd|\n"
	    "config_file shadow|understood|etc/shadow|\n"
	    "os_account "
	    "root|0|0|/root|/bin/bash|1|set|yescrypt|2024-03-18|90|0|30|2024-10-04|etc/passwd|1\n"
	    "os_group_member root|root|etc/passwd|1\n"
	    "os_account "
	    "sato|1001|100|/home/sato|/bin/zsh|1|locked||2024-03-19|99999||||etc/passwd|2\n"
	    "os_group_member users|sato|etc/passwd|2\n"
	    "os_account svc|998|998|/|/usr/sbin/nologin|0|locked||||0||1970-01-01|etc/passwd|3\n"
	    "os_group_member 998|svc|etc/passwd|3\n"
	    "os_account open|1002|100|/home/open|/bin/sh|1|none|||||||etc/passwd|4\n"
	    "os_group_member users|open|etc/passwd|4\n"
	    "os_account old|1003|55|/|/bin/false|0|set|md5||||||etc/passwd|5\n"
	    "os_group_member 55|old|etc/passwd|5\n"
	    "os_group_member users|sato|etc/group|2\n"
	    "os_group_member users|open|etc/group|2\n"
	    "os_group_member wheel|sato|etc/group|3\n");
	host_free(&host);
}

static void
test_no_shadow(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
	host_read(&host, NULL);
	assert_string_equal(host.other.ptr,
	    "config_file passwd|understood|etc/passwd|\n"
	    "os_account root|0|0|/root|/bin/bash|1|unknown|||||||etc/passwd|1\n"
	    "os_group_member 0|root|etc/passwd|1\n");
	host_free(&host);
}

/* Half a shadow is none: the accounts stay, their passwords are unknown. */
static void
test_broken_shadow(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
	host_put(&host, "etc/shadow", "root:$6$a$b:19800:0:90:7:30:20000:\nbroken\n");
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_string_equal(host.diags.ptr, "etc/shadow:2:0: config-fields\n");
	assert_string_equal(host.other.ptr,
	    "config_file passwd|understood|etc/passwd|\n"
	    "config_file shadow|refused|etc/shadow|2\n"
	    "os_account root|0|0|/root|/bin/bash|1|unknown|||||||etc/passwd|1\n"
	    "os_group_member 0|root|etc/passwd|1\n");
	host_free(&host);
}

static void
test_no_hash_comes_out(void **state)
{
	static const char *const hashes[] = { "$y$j9T$SECRET$SECRET", "$6$SECRET$SECRET",
		"$2b$12$SECRET", "SECRETSECRETa", "SECRET", "!SECRET", "$1$SECRET$x", "_SECRET" };

	(void)state;
	for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
		struct host host;
		char line[256];

		host_new(&host);
		snprintf(line, sizeof line, "u:%s:1:1::/:/bin/sh\n", hashes[i]);
		host_put(&host, "etc/passwd", line);
		snprintf(line, sizeof line, "u:%s:19800:0:90:7:::\n", hashes[i]);
		host_put(&host, "etc/shadow", line);
		host_read(&host, NULL);
		assert_true(host.ok);
		assert_null(strstr(host.other.ptr, "SECRET"));
		assert_null(host.rows.ptr);
		host_free(&host);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_no_shadow),
		cmocka_unit_test(test_broken_shadow),
		cmocka_unit_test(test_no_hash_comes_out),
	};

	return cmocka_run_group_tests_name("config/format_accounts", tests, NULL, NULL);
}
