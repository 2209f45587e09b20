/* SPDX-License-Identifier: Apache-2.0 */
/* config/format_sshd.c and settle_sshd.c: what sshd takes is taken, and what counts is what sshd would do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "host.h"
#include "base/banned.h"

#define MAIN "etc/ssh/sshd_config"

static void
test_lines(void **state)
{
	(void)state;
	host_check(MAIN,
	    "# comment\n"
	    "\n"
	    "permitrootlogin NO # trailing comment\n"
	    "\t\"PasswordAuthentication\"  no\n"
	    "ChallengeResponseAuthentication=no\n"
	    "Banner \"/etc/issue net\"\n"
	    "ClientAliveInterval 1h5m\n"
	    "LoginGraceTime 30\n"
	    "AllowUsers a b@10.0.0.* \n"
	    "VendorOption x\n",
	    MAIN ":3 PermitRootLogin=no 1\n" MAIN ":4 PasswordAuthentication=no 1\n" MAIN
		 ":5 KbdInteractiveAuthentication=no 1\n" MAIN ":6 Banner=/etc/issue net 1\n" MAIN
		 ":7 ClientAliveInterval=1h5m {3900} 1\n" MAIN ":8 LoginGraceTime=30 {30} 1\n" MAIN
		 ":9 AllowUsers=a b@10.0.0.* 1\n" MAIN ":10 VendorOption=x 1\n");
}

static void
test_first_value_wins(void **state)
{
	(void)state;
	host_check(MAIN,
	    "PermitRootLogin no\nPERMITROOTLOGIN yes\nPort 22\nPort 2222\nSkeyAuthentication no\n"
	    "KbdInteractiveAuthentication yes\n",
	    MAIN ":1 PermitRootLogin=no 1\n" MAIN ":2 PermitRootLogin=yes 0\n" MAIN
		 ":3 Port=22 {22} 1\n" MAIN ":4 Port=2222 {2222} 1\n" MAIN
		 ":5 KbdInteractiveAuthentication=no 1\n" MAIN
		 ":6 KbdInteractiveAuthentication=yes 0\n");
}

/* What libaugeas' lens loses the whole file on. */
static void
test_match(void **state)
{
	(void)state;
	host_check(MAIN,
	    "X11Forwarding no\n"
	    "match user backup address 10.0.0.0/8 # note\n"
	    "  PermitRootLogin yes\n"
	    "Match group=admins\n"
	    "  X11Forwarding yes\n"
	    "Match all\n"
	    "  X11Forwarding yes\n"
	    "  MaxAuthTries 3\n",
	    MAIN ":1 X11Forwarding=no 1\n" MAIN
		 ":3 [Match User backup Address 10.0.0.0/8] #1 PermitRootLogin=yes -\n" MAIN
		 ":5 [Match Group admins] #2 X11Forwarding=yes -\n" MAIN
		 ":7 [Match all] #3 X11Forwarding=yes 0\n" MAIN
		 ":8 [Match all] #3 MaxAuthTries=3 {3} 1\n");
}

static void
test_include_in_order(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, MAIN,
	    "Include sshd_config.d/*.conf\nPermitRootLogin no\n"
	    "Match User x\nInclude /etc/ssh/extra\nBanner b\n");
	host_put(&host, MAIN ".d/20.conf", "PermitRootLogin prohibit-password\n");
	host_put(&host, MAIN ".d/10.conf", "Match Host h\nBanner a\n");
	host_put(&host, "etc/ssh/extra", "ForceCommand c\n");
	host_read(&host, NULL);
	assert_true(host.ok);
	assert_string_equal(host.rows.ptr,
	    MAIN ":1 Include=sshd_config.d/*.conf -\n" MAIN
		 ".d/10.conf:2 [Match Host h] #2 Banner=a -\n" MAIN
		 ".d/20.conf:1 PermitRootLogin=prohibit-password 1\n" MAIN
		 ":2 PermitRootLogin=no 0\n" MAIN ":4 [Match User x] #1 Include=/etc/ssh/extra -\n"
		 "etc/ssh/extra:1 [Match User x] ForceCommand=c -\n" MAIN
		 ":5 [Match User x] #1 Banner=b -\n");
	host_free(&host);
}

static void
test_folder_without_include(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, MAIN, "PermitRootLogin no\n");
	host_put(&host, MAIN ".d/10.conf", "MaxAuthTries 3\n");
	host_read(&host, NULL);
	host_expect(&host, MAIN ".d", MAIN ".d/10.conf:1 MaxAuthTries=3 {3} 0\n");
	host_free(&host);
}

/* What stands behind a file that could not be read is not certain. */
static void
test_behind_a_refused_file(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, MAIN,
	    "UsePAM yes\nInclude sshd_config.d/*.conf\nPermitRootLogin no\nUsePAM no\n");
	host_put(&host, MAIN ".d/10.conf", "Banner \"open\nPermitRootLogin yes\n");
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_string_equal(host.diags.ptr, MAIN ".d/10.conf:1:0: config-quote\n");
	assert_string_equal(host.rows.ptr,
	    MAIN ":1 UsePAM=yes 1\n" MAIN ":2 Include=sshd_config.d/*.conf -\n" MAIN
		 ":3 PermitRootLogin=no -\n" MAIN ":4 UsePAM=no 0\n");
	host_free(&host);
}

static void
test_include_in_a_circle(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, MAIN, "Include /etc/ssh/a\n");
	host_put(&host, "etc/ssh/a", "Include /etc/ssh/[ab]\n");
	host_put(&host, "etc/ssh/b", "Include a\nInclude b\n");
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_non_null(strstr(host.diags.ptr, "config-include-depth"));
	host_free(&host);
}

static void
test_include_elsewhere(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, MAIN,
	    "Include /etc/ssh/none\nInclude ../../../etc/passwd\nInclude none/*.conf\n");
	host_read(&host, NULL);
	assert_string_equal(host.diags.ptr,
	    MAIN ":1:0: config-include-missing\n" MAIN ":2:0: config-include-missing\n");
	host_free(&host);
}

static void
test_refused(void **state)
{
	(void)state;
	host_refuse(MAIN, "UsePAM yes\nBanner \"open\n", "2:0: config-quote");
	host_refuse(MAIN, "UsePAM\n", "1:0: config-no-value");
	host_refuse(MAIN, "\"UsePAM yes\n", "1:0: config-quote");
	host_refuse(MAIN, "UsePAM yes\nMatch\n", "2:0: config-no-value");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_first_value_wins),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_include_in_order),
		cmocka_unit_test(test_folder_without_include),
		cmocka_unit_test(test_behind_a_refused_file),
		cmocka_unit_test(test_include_in_a_circle),
		cmocka_unit_test(test_include_elsewhere),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("config/format_sshd", tests, NULL, NULL);
}
