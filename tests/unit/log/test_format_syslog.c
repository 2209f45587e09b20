/* SPDX-License-Identifier: Apache-2.0 */
/* log/format_syslog.c, log/format_syslog_rfc5424.c, log/messages.c: times without a year, and what messages say of users. */
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
	    .what = "RFC 3164: the year is the latest before the day of the check",
	    .text = "Dec 31 23:59:59 gyoumu01 sshd[812]: Accepted publickey for u1001 from "
		    "192.0.2.5 port 52000 ssh2: ED25519 SHA256:abc\n"
		    "Jan  1 00:00:01 gyoumu01 sshd[813]: Failed password for invalid user admin "
		    "from 198.51.100.9 port 40022 ssh2\n"
		    "<86>Feb 29 08:00:00 gyoumu01 sudo:    u1002 : TTY=pts/0 ; PWD=/home/u1002 ; "
		    "USER=root ; COMMAND=/usr/bin/psql -c select\n"
		    "Mar  1 08:00:00 gyoumu01 sudo:    u1003 : 3 incorrect password attempts ; "
		    "TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n"
		    "Mar  1 08:00:01 gyoumu01 sshd[814]: pam_unix(sshd:auth): authentication "
		    "failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.9  user=root\n"
		    "Mar  1 08:00:02 gyoumu01 login[9]: pam_unix(login:auth): authentication "
		    "failure; logname=LOGIN uid=0 euid=0 tty=/dev/tty1 ruser= rhost=  user=u1004\n"
		    "Mar  1 08:00:03 gyoumu01 kernel: eth0: link up\n"
		    "Feb 30 08:00:03 gyoumu01 kernel: never\n"
		    "torn\n"
		    "Mar  1 08:00:04 gyoumu01 sshd[815]: Failed password for invalid user root "
		    "from 192.0.2.1 port 1 ssh2 from 198.51.100.7 port 40000 ssh2\n",
	    .have = { "time=2025-12-31T23:59:59+09:00 day=2025-12-31 user=u1001 operation=ログイン "
		      "system=gyoumu01 terminal=192.0.2.5 result=成功",
		"time=2025-01-01T00:00:01+09:00 day=2025-01-01 user=admin operation=ログイン "
		"system=gyoumu01 terminal=198.51.100.9 result=失敗",
		"time=2024-02-29T08:00:00+09:00 day=2024-02-29 user=u1002 operation=sudo "
		"system=gyoumu01 result=成功 detail=/usr/bin/psql -c select file=t.log line=3\n",
		"user=u1003 operation=sudo system=gyoumu01 count=3 result=失敗 detail=/bin/sh "
		"file=t.log line=4\n",
		"user=root operation=PAM system=gyoumu01 terminal=198.51.100.9 result=失敗",
		"user=u1004 operation=認証 system=gyoumu01 result=失敗",
		"operation=kernel system=gyoumu01 detail=eth0: link up",
		"user=root from 192.0.2.1 port 1 ssh2 operation=ログイン system=gyoumu01 "
		"terminal=198.51.100.7 result=失敗",
		"log_file format=syslog encoding=utf-8 records=8 bad_records=2" },
	    .said = { { DIAG_LOG_RECORD_TIME, 8 }, { DIAG_LOG_RECORD_FORM, 9 } },
	},
	{
	    .what = "the mapping says the first record's year, and it goes on",
	    .mapping = "{year: 2019}",
	    .text = "Nov 30 10:00:00 h cron[1]: a\nDec 31 10:00:00 h cron[1]: b\nJan  1 10:00:00 h "
		    "cron[1]: c\nDec 31 23:59:59 h cron[1]: late\n"
		    "Jul  1 10:00:00 h cron[1]: d\nJan  2 10:00:00 h cron[1]: e\n",
	    .have = { "time=2019-11-30T", "time=2019-12-31T10", "time=2020-01-01T",
		"time=2019-12-31T23", "time=2020-07-01T", "time=2021-01-02T" },
	},
	{
	    .what = "a server in another zone",
	    .mapping = "{year: 2025, offset: '+00:00'}",
	    .text = "Apr  1 20:00:00 h sshd[1]: Connection closed by authenticating user u1 "
		    "192.0.2.3 port 22 [preauth]\n",
	    .have = { "time=2025-04-02T05:00:00+09:00 day=2025-04-02 user=u1 operation=接続 "
		      "system=h terminal=192.0.2.3 result=失敗" },
	},
	{
	    .what = "Cisco's devices: sequence, clock out of step, zone, a relay's head before it",
	    .text =
		"192.0.2.9 6705: Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:adm1  "
		"logged command:no access-session port-control\n"
		"<189>17: *Feb 17 13:40:04 JST: %SYS-5-CONFIG_I: Configured from console by adm2 "
		"on vty0 (192.0.2.7)\n"
		"Feb 17 13:40:05 sw01 18: Feb 17 13:40:04.9: %SEC_LOGIN-4-LOGIN_FAILED: Login "
		"failed [user: adm3] [Source: 192.0.2.8] [localport: 22] at 13:40:04\n"
		"*Feb 17 13:40:06.1: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up\n"
		"17 13:40:06.1: %LINK-3-UPDOWN: no time\n"
		"Feb 17 13:40:07 h app: 100%SURE-5-X: of nothing\n",
	    .have = { "time=2025-02-17T13:40:03+09:00 day=2025-02-17 user=adm1 operation=設定変更 "
		      "system=192.0.2.9 result=成功 detail=no access-session port-control",
		"time=2025-02-17T13:40:04+09:00 day=2025-02-17 user=adm2 operation=設定変更 "
		"result=成功",
		"time=2025-02-17T13:40:05+09:00 day=2025-02-17 user=adm3 operation=ログイン "
		"system=sw01 terminal=192.0.2.8 result=失敗",
		"time=2025-02-17T13:40:06+09:00 day=2025-02-17 operation=LINK-3-UPDOWN "
		"detail=Interface Gi0/1, changed state to up",
		"operation=app system=h detail=100%SURE-5-X: of nothing",
		"log_file format=syslog encoding=utf-8 records=5 bad_records=1" },
	    /* Of the two whose clock is out of step the first. */
	    .said = { { DIAG_LOG_RECORD_FORM, 5 }, { DIAG_LOG_CLOCK_DOUBTED, 2 } },
	},
	{
	    .what = "Cisco's devices: time servers lost; a relay's time is its own",
	    .text = "Feb 17 13:40:02 sw01 16: *Mar  1 00:00:04: %SYS-5-RESTART: System restarted\n"
		    "17: .Feb 17 13:40:04 JST: %SYS-5-CONFIG_I: Configured from console by adm2 on "
		    "vty0 (192.0.2.7)\n",
	    .have = { "time=2025-02-17T13:40:02+09:00",
		"time=2025-02-17T13:40:04+09:00 day=2025-02-17 user=adm2" },
	    .said = { { DIAG_LOG_CLOCK_DOUBTED, 2 } },
	},
	{
	    .what = "repeated messages, and PAM as it wrote until 2006",
	    .text =
		"Feb 17 13:40:04 h sshd[3]: message repeated 5 times: [ Failed password for root "
		"from 192.0.2.5 port 42393 ssh2]\n"
		"Feb 17 13:40:05 h sshd[3]: message repeated often: [ x]\n"
		"Feb 17 13:40:06 h sshd(pam_unix)[4]: authentication failure; logname= uid=0 "
		"euid=0 tty=NODEVssh ruser= rhost=192.0.2.6  user=root\n"
		"Feb 17 13:40:07 h su(pam_unix)[5]: session opened for user news by (uid=0)\n",
	    .have = { "user=root operation=ログイン system=h terminal=192.0.2.5 count=5 "
		      "result=失敗",
		"operation=sshd system=h detail=message repeated often: [ x]",
		"user=root operation=PAM system=h terminal=192.0.2.6 result=失敗",
		"user=news operation=セッション開始 system=h result=成功" },
	},
	{
	    .what = "rsyslog's own times",
	    .text = "2025-04-01T09:00:00.123456+09:00 h systemd-logind[5]: New session 4 of user "
		    "u1001.\n"
		    "2025-04-01T00:00:01Z h CRON[6]: (root) CMD (run-parts /etc/cron.hourly)\n",
	    .have = { "time=2025-04-01T09:00:00+09:00 day=2025-04-01 user=u1001 "
		      "operation=セッション開始 system=h result=成功",
		"time=2025-04-01T09:00:01+09:00 day=2025-04-01 user=root operation=cron system=h "
		"detail=run-parts /etc/cron.hourly" },
	},
	{
	    .what = "RFC 5424, with data and marks",
	    .text = "<86>1 2025-04-01T09:00:00.003+09:00 gyoumu01 sshd 812 - - \xEF\xBB\xBF"
		    "Accepted password for u1001 from 192.0.2.5 port 1 ssh2\n"
		    "<34>1 2025-04-01T00:00:01Z gyoumu01 su - ID47 [ex@32473 iut=\"3\" say=\"a "
		    "\\\"b\\\" \\]\"][two@1 k=\"v\"] (to root) u1002 on pts/0\n"
		    "121 <13>1 2025-04-01T00:00:02Z gyoumu01 app - - - hello\n"
		    "<13>1 yesterday gyoumu01 app - - - hello\n"
		    "<13>1 2025-04-01T00:00:03Z gyoumu01 app - - [ex@1 k=\"v hello\n",
	    .have = { "user=u1001 operation=ログイン system=gyoumu01 terminal=192.0.2.5 "
		      "result=成功",
		"user=u1002 operation=su system=gyoumu01 terminal=pts/0 result=成功 detail=root",
		"operation=app system=gyoumu01 detail=hello file=t.log line=3\n",
		"log_file format=syslog-rfc5424 encoding=utf-8 records=3 bad_records=2" },
	    .said = { { DIAG_LOG_RECORD_FORM, 4 }, { DIAG_LOG_RECORD_FORM, 5 } },
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

	return cmocka_run_group_tests_name("log/format_syslog", tests, NULL, NULL);
}
