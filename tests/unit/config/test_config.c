/* SPDX-License-Identifier: Apache-2.0 */
/* config/config.c, root.c, settle.c: which files are read, which setting counts, and what leads nowhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "host.h"
#include "base/banned.h"

static void
test_order_of_folders(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "etc/sysctl.d/50-a.conf", "k.a = 1\n");
	host_put(&host, "usr/lib/sysctl.d/50-a.conf", "k.a = 2\nk.b = 2\n");
	host_put(&host, "usr/lib/sysctl.d/10-b.conf", "k.a = 3\nk.b = 3\nk.c = 3\n");
	host_link(&host, "etc/sysctl.d/60-off.conf", "/dev/null");
	host_put(&host, "usr/lib/sysctl.d/60-off.conf", "k.a = 6\n");
	host_put(&host, "etc/sysctl.conf", "k.c = 9\n");
	host_read(&host, NULL);
	assert_true(host.ok);
	assert_string_equal(host.rows.ptr,
	    "usr/lib/sysctl.d/10-b.conf:1 k.a=3 {3} 0\n"
	    "usr/lib/sysctl.d/10-b.conf:2 k.b=3 {3} 1\n"
	    "usr/lib/sysctl.d/10-b.conf:3 k.c=3 {3} 0\n"
	    "etc/sysctl.d/50-a.conf:1 k.a=1 {1} 1\n"
	    "usr/lib/sysctl.d/50-a.conf:1 k.a=2 {2} 0\n"
	    "usr/lib/sysctl.d/50-a.conf:2 k.b=2 {2} 0\n"
	    "usr/lib/sysctl.d/60-off.conf:1 k.a=6 {6} 0\n"
	    "etc/sysctl.conf:1 k.c=9 {9} 1\n");
	host_free(&host);
}

static void
test_units_and_clusters(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "usr/lib/systemd/system/a.service", "[Service]\nUser=root\nExecStart=/a\n");
	host_put(&host, "etc/systemd/system/a.service.d/x.conf", "[Service]\nUser=app\n");
	host_put(&host, "usr/lib/systemd/system/b.service", "[Service]\nUser=b\n");
	host_put(&host, "etc/systemd/system/b.service", "[Service]\nUser=c\n");
	host_put(&host, "etc/postgresql/15/main/postgresql.conf", "ssl = off\n");
	host_put(&host, "etc/postgresql/16/main/postgresql.conf", "ssl = off\n");
	host_put(&host, "var/lib/postgresql/15/main/postgresql.auto.conf", "ssl = 'on'\n");
	host_read(&host, NULL);
	assert_true(host.ok);
	assert_string_equal(host.rows.ptr,
	    "etc/postgresql/15/main/postgresql.conf:1 ssl=off 0\n"
	    "var/lib/postgresql/15/main/postgresql.auto.conf:1 ssl=on 1\n"
	    "etc/postgresql/16/main/postgresql.conf:1 ssl=off 1\n"
	    "usr/lib/systemd/system/a.service:2 [Service] User=root 0\n"
	    "usr/lib/systemd/system/a.service:3 [Service] ExecStart=/a 1\n"
	    "etc/systemd/system/a.service.d/x.conf:2 [Service] User=app 1\n"
	    "etc/systemd/system/b.service:2 [Service] User=c 1\n"
	    "usr/lib/systemd/system/b.service:2 [Service] User=b 0\n");
	host_free(&host);
}

/* A refused file of a group takes the certainty from the others, and only from those. */
static void
test_refused_among_others(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "etc/sysctl.d/a.conf", "k.a = 1\n");
	host_put(&host, "etc/sysctl.d/b.conf", "this is no setting\n");
	host_put(&host, "etc/login.defs", "UMASK 027\n");
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_int_equal(host.refused, 1);
	assert_int_equal(host.understood, 2);
	assert_string_equal(
	    host.rows.ptr, "etc/login.defs:1 UMASK=027 1\netc/sysctl.d/a.conf:1 k.a=1 {1} -\n");
	host_free(&host);
}

static void
test_links(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	/* As on the host: an absolute link is one below the root. */
	host_put(&host, "usr/share/login.defs", "UMASK 022\n");
	host_link(&host, "etc/login.defs", "/usr/share/login.defs");
	host_link(&host, "etc/passwd", "/../../../../../../etc/passwd");
	host_link(&host, "etc/shadow", "/etc/hosts.of.the.machine");
	host_link(&host, "etc/ssh/sshd_config", "sshd_config");
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_string_equal(host.rows.ptr, "etc/login.defs:1 UMASK=022 1\n");
	/* etc/passwd leads to itself, in the root: never to the machine's own. */
	assert_string_equal(host.diags.ptr,
	    "etc/ssh/sshd_config:0:0: config-outside\n"
	    "etc/passwd:0:0: config-outside\n"
	    "etc/shadow:0:0: config-outside\n");
	assert_null(strstr(host.other.ptr, "os_account"));
	host_free(&host);
}

static void
test_not_regular(void **state)
{
	struct host host;
	char path[128];

	(void)state;
	host_new(&host);
	host_put(&host, "etc/login.defs", "UMASK 022\n");
	snprintf(path, sizeof path, "%s/etc/passwd", host.folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	host_folder(&host, "etc/shadow");
	host_read(&host, NULL);
	assert_string_equal(host.diags.ptr, "etc/passwd:0:0: file-not-regular\n");
	assert_int_equal(host.refused, 1);
	assert_int_equal(host.understood, 1);
	host_free(&host);
}

static void
test_unreadable(void **state)
{
	struct host host;
	char path[128];

	(void)state;
	if (geteuid() == 0)
		skip();
	host_new(&host);
	host_put(&host, "etc/shadow", "root:*:1::::::\n");
	snprintf(path, sizeof path, "%s/etc/shadow", host.folder);
	assert_int_equal(chmod(path, 0), 0);
	host_read(&host, NULL);
	assert_string_equal(host.diags.ptr, "etc/shadow:0:0: file-open\n");
	host_free(&host);
}

static void
test_not_understood(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "etc/hostname", "web01\n");
	host_put(&host, "etc/login.defs", "UMASK 022\n");
	host_put(&host, "etc/motd", "hello\n");
	host_put(&host, "etc/sudoers.d/a.bak", "x\n");
	host_put(&host, "etc/cron.d/README.txt", "x\n");
	host_put(&host, "opt/tool.bin", "x\n");
	host_read(&host, NULL);
	assert_true(host.ok);
	assert_string_equal(host.unknown.ptr,
	    "etc/cron.d/README.txt\netc/motd\netc/sudoers.d/a.bak\nopt/tool.bin\n");
	host_free(&host);
}

static void
test_nothing_there(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_non_null(strstr(host.diags.ptr, "config-nothing"));
	buf_clear(&host.diags);
	host_read(&host, "missing");
	assert_non_null(strstr(host.diags.ptr, "missing:0:0: file-open"));
	host_free(&host);
}

static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	struct buf *hosts = context;

	(void)shape;
	buf_clear(hosts);
	buf_add(hosts, values[0].text);
}

static void
test_host_name(void **state)
{
	static const struct {
		const char *text, *host;
	} cases[] = { { "web01\n", "web01" }, { "web-02.example.jp # c\n", "web-02.example.jp" },
		{ "a\033[31m\n", "a" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct host host;
		struct buf hosts = { 0 };
		struct config_result result;
		struct diags diags = { 0 };
		const struct sink sink = { .context = &hosts, .row = on_row };

		host_new(&host);
		host_put(&host, "etc/hostname", cases[i].text);
		host_put(&host, "etc/login.defs", "UMASK 022\n");
		assert_true(
		    config_read(str_of(host.folder), (struct str){ 0 }, &sink, &result, &diags));
		assert_string_equal(hosts.ptr, cases[i].host);
		config_result_release(&result);
		diags_release(&diags);
		buf_release(&hosts);
		host_free(&host);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_of_folders),
		cmocka_unit_test(test_units_and_clusters),
		cmocka_unit_test(test_refused_among_others),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_not_regular),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_not_understood),
		cmocka_unit_test(test_nothing_there),
		cmocka_unit_test(test_host_name),
	};

	return cmocka_run_group_tests_name("config/config", tests, NULL, NULL);
}
