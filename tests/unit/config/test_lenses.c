/* SPDX-License-Identifier: Apache-2.0 */
/* config/lenses.c, shapes.c, shape_sudoers.c: one file of each kind with a lens, and all its rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host.h"
#include "base/banned.h"

static void
test_flat(void **state)
{
	(void)state;
	host_check("etc/login.defs", "# c\nPASS_MAX_DAYS\t90\nUMASK 027\nPASS_MAX_DAYS 60\n",
	    "etc/login.defs:2 PASS_MAX_DAYS=90 {90} 0\n"
	    "etc/login.defs:3 UMASK=027 1\n"
	    "etc/login.defs:4 PASS_MAX_DAYS=60 {60} 1\n");
	host_check("etc/security/faillock.conf", "deny = 5\neven_deny_root\n# unlock_time = 600\n",
	    "etc/security/faillock.conf:1 deny=5 {5} 1\n"
	    "etc/security/faillock.conf:2 even_deny_root 1\n");
	host_check("etc/audit/auditd.conf", "max_log_file_action = keep_logs\nnum_logs = 99\n",
	    "etc/audit/auditd.conf:1 max_log_file_action=keep_logs 1\n"
	    "etc/audit/auditd.conf:2 num_logs=99 {99} 1\n");
}

static void
test_sysctl(void **state)
{
	(void)state;
	host_check("etc/sysctl.conf",
	    "net.ipv4.ip_forward=1\nkernel/kptr_restrict = 2\n-net.ipv4.x = 3\n"
	    "net/ipv4/conf/eth0.1/rp_filter = 1\n",
	    "etc/sysctl.conf:1 net.ipv4.ip_forward=1 {1} 1\n"
	    "etc/sysctl.conf:2 kernel.kptr_restrict=2 {2} 1\n"
	    "etc/sysctl.conf:3 net.ipv4.x=3 {3} 1\n"
	    "etc/sysctl.conf:4 net.ipv4.conf.eth0/1.rp_filter=1 {1} 1\n");
}

static void
test_pam(void **state)
{
	(void)state;
	host_check("etc/pam.d/sshd",
	    "#%PAM-1.0\n"
	    "auth  [success=1 default=ignore] pam_unix.so nullok\n"
	    "@include common-auth\n"
	    "\n"
	    "password requisite pam_pwquality.so retry=3 minlen=12\n",
	    "etc/pam.d/sshd:2 [auth] #1 service=sshd -\n"
	    "etc/pam.d/sshd:2 [auth] #1 control=[success=1 default=ignore] -\n"
	    "etc/pam.d/sshd:2 [auth] #1 module=pam_unix.so -\n"
	    "etc/pam.d/sshd:2 [auth] #1 argument.nullok -\n"
	    "etc/pam.d/sshd:3 include=common-auth -\n"
	    "etc/pam.d/sshd:5 [password] #2 service=sshd -\n"
	    "etc/pam.d/sshd:5 [password] #2 control=requisite -\n"
	    "etc/pam.d/sshd:5 [password] #2 module=pam_pwquality.so -\n"
	    "etc/pam.d/sshd:5 [password] #2 argument.retry=3 {3} -\n"
	    "etc/pam.d/sshd:5 [password] #2 argument.minlen=12 {12} -\n");
}

/* NOPASSWD carries over to the commands behind it. */
static void
test_sudoers(void **state)
{
	(void)state;
	host_check("etc/sudoers",
	    "Defaults env_reset, !tty_tickets\n"
	    "User_Alias OPS = sato, suzuki\n"
	    "OPS ALL=(root) NOPASSWD: /bin/a, /bin/b\n"
	    "%wheel ALL=(ALL:ALL) ALL\n"
	    "@includedir /etc/sudoers.d\n",
	    "etc/sudoers:1 [Defaults] env_reset=on -\n"
	    "etc/sudoers:1 [Defaults] tty_tickets=off -\n"
	    "etc/sudoers:2 [User_Alias] #1 name=OPS -\n"
	    "etc/sudoers:2 [User_Alias] #1 member=sato -\n"
	    "etc/sudoers:2 [User_Alias] #1 member=suzuki -\n"
	    "etc/sudoers:3 [user_spec] #2 user=OPS -\n"
	    "etc/sudoers:3 [user_spec] #2 host=ALL -\n"
	    "etc/sudoers:3 [user_spec] #2 runas_user=root -\n"
	    "etc/sudoers:3 [user_spec] #2 tag=NOPASSWD -\n"
	    "etc/sudoers:3 [user_spec] #2 command=/bin/a -\n"
	    "etc/sudoers:3 [user_spec] #3 user=OPS -\n"
	    "etc/sudoers:3 [user_spec] #3 host=ALL -\n"
	    "etc/sudoers:3 [user_spec] #3 runas_user=root -\n"
	    "etc/sudoers:3 [user_spec] #3 tag=NOPASSWD -\n"
	    "etc/sudoers:3 [user_spec] #3 command=/bin/b -\n"
	    "etc/sudoers:4 [user_spec] #4 user=%wheel -\n"
	    "etc/sudoers:4 [user_spec] #4 host=ALL -\n"
	    "etc/sudoers:4 [user_spec] #4 runas_user=ALL -\n"
	    "etc/sudoers:4 [user_spec] #4 runas_group=ALL -\n"
	    "etc/sudoers:4 [user_spec] #4 command=ALL -\n"
	    "etc/sudoers:5 includedir=/etc/sudoers.d -\n");
}

static void
test_cron(void **state)
{
	(void)state;
	host_check("etc/crontab",
	    "MAILTO=root\n05 2 * * * backup /opt/run --password=hunter2\n@daily root /bin/x\n",
	    "etc/crontab:1 [environment] MAILTO=root -\n"
	    "etc/crontab:2 #1 minute=05 {5} -\n"
	    "etc/crontab:2 #1 hour=2 {2} -\n"
	    "etc/crontab:2 #1 dayofmonth=* -\n"
	    "etc/crontab:2 #1 month=* -\n"
	    "etc/crontab:2 #1 dayofweek=* -\n"
	    "etc/crontab:2 #1 user=backup -\n"
	    "etc/crontab:2 #1 command=/opt/run --password=<secret> -\n"
	    "etc/crontab:3 #2 schedule=daily -\n"
	    "etc/crontab:3 #2 user=root -\n"
	    "etc/crontab:3 #2 command=/bin/x -\n");
}

static void
test_modprobe(void **state)
{
	(void)state;
	host_check("etc/modprobe.d/usb.conf",
	    "blacklist usb-storage\ninstall uas /bin/true\noptions snd index=1\n",
	    "etc/modprobe.d/usb.conf:1 [blacklist] #1 module=usb-storage -\n"
	    "etc/modprobe.d/usb.conf:2 [install] #2 module=uas -\n"
	    "etc/modprobe.d/usb.conf:2 [install] #2 command=/bin/true -\n"
	    "etc/modprobe.d/usb.conf:3 [options] #3 module=snd -\n"
	    "etc/modprobe.d/usb.conf:3 [options] #3 option.index=1 {1} -\n");
}

static void
test_systemd(void **state)
{
	(void)state;
	host_check("etc/systemd/system/purge.timer",
	    "[Unit]\nDescription=Purge of old records\n\n[Timer]\nOnCalendar=*-*-* 02:00:00\n"
	    "Persistent=true\n",
	    "etc/systemd/system/purge.timer:2 [Unit] Description=Purge of old records 1\n"
	    "etc/systemd/system/purge.timer:5 [Timer] OnCalendar=*-*-* 02:00:00 1\n"
	    "etc/systemd/system/purge.timer:6 [Timer] Persistent=true 1\n");
	host_check("etc/systemd/system/a.service",
	    "[Service]\nExecStart=/bin/a -b \\\n  "
	    "--token=abcdef\nEnvironment=A=b\nEnvironment=C=d\n",
	    "etc/systemd/system/a.service:2 [Service] ExecStart=/bin/a -b --token=<secret> 1\n"
	    "etc/systemd/system/a.service:4 [Service] Environment=A=b -\n"
	    "etc/systemd/system/a.service:5 [Service] Environment=C=d -\n");
}

static void
test_refused(void **state)
{
	(void)state;
	host_refuse("etc/login.defs", "PASS_MAX_DAYS 90\n=\n", "2:1: config-syntax");
	host_refuse(
	    "etc/sudoers", "root ALL=(ALL) ALL\nthis is not sudoers\n", "2:6: config-syntax");
	host_refuse("etc/systemd/system/x.service", "[Unit]\nAfter=b\nno equals sign\n",
	    "3:1: config-syntax");
	host_refuse("etc/pam.d/x", "auth required pam_unix.so\nauth\n", "2:5: config-syntax");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flat),
		cmocka_unit_test(test_sysctl),
		cmocka_unit_test(test_pam),
		cmocka_unit_test(test_sudoers),
		cmocka_unit_test(test_cron),
		cmocka_unit_test(test_modprobe),
		cmocka_unit_test(test_systemd),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("config/lenses", tests, NULL, NULL);
}
