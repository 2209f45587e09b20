/* SPDX-License-Identifier: Apache-2.0 */
/* log/format_audit.c: records of one event joined, also when they are mixed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/cases.h"
#include "base/banned.h"

static const struct read_case cases[] = {

	{
	    .what = "a command, mixed with a log-in",
	    .text =
		"type=SYSCALL msg=audit(1743465600.100:501): arch=c000003e syscall=59 success=yes "
		"exit=0 a0=55 a1=56 items=2 ppid=1 pid=77 auid=1001 uid=0 tty=pts0 "
		"comm=\"useradd\" exe=\"/usr/sbin/useradd\" key=\"exec\"\x1D"
		"AUID=\"u1001\" UID=\"root\"\n"
		"type=USER_LOGIN msg=audit(1743465600.150:502): pid=90 uid=0 auid=4294967295 "
		"ses=4294967295 msg='op=login acct=\"u1002\" exe=\"/usr/sbin/sshd\" "
		"hostname=192.0.2.5 addr=192.0.2.5 terminal=ssh res=failed'\n"
		"type=EXECVE msg=audit(1743465600.100:501): argc=3 a0=\"useradd\" "
		"a1=2D2D636F6D6D656E7420 a2=\"kari\"\n"
		"type=PATH msg=audit(1743465600.100:501): item=0 name=\"/usr/sbin/useradd\" "
		"nametype=NORMAL\n"
		"type=PATH msg=audit(1743465600.100:501): item=1 name=E38182 nametype=NORMAL\n"
		"type=PROCTITLE msg=audit(1743465600.100:501): proctitle=7573657261646400782079\n"
		"no record\n"
		"node=gyoumu02 type=USER_CMD msg=audit(1743465601.000:9): pid=1 uid=1003 auid=1003 "
		"ses=2 msg='cwd=\"/\" cmd=6C73202D6C exe=\"/usr/bin/sudo\" terminal=pts/0 "
		"res=success'\x1D"
		"UID=\"u1003\" AUID=\"u1003\"\n"
		"type=CONFIG_CHANGE msg=audit(1743465602.000:503): auid=unset op=set "
		"audit_enabled=0 res=1\n",
	    .have = { "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1001 operation=実行 "
		      "terminal=pts0 result=成功 detail=useradd --comment kari file=t.log line=1\n",
		"user=u1002 operation=ログイン terminal=192.0.2.5 result=失敗",
		"user=u1003 operation=sudo system=gyoumu02",
		"result=成功 detail=ls -l file=t.log line=8\n",
		"operation=CONFIG_CHANGE result=成功",
		"log_file format=audit encoding=utf-8 records=4 bad_records=1" },
	    .said = { { DIAG_LOG_RECORD_FORM, 7 } },
	},
};

static void
test_cases(void **state)
{
	(void)state;
	read_cases(cases, COUNT_OF(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests_name("log/format_audit", tests, NULL, NULL);
}
