/* SPDX-License-Identifier: Apache-2.0 */
/* config/format_nginx.c, format_postgresql.c, format_rsyslog.c, format_audit_rules.c: files that lenses lose, and all their rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host.h"
#include "base/banned.h"

static void
test_nginx(void **state)
{
	(void)state;
	host_check("etc/nginx/nginx.conf",
	    "user www-data; # who\n"
	    "http {\n"
	    "  ssl_protocols TLSv1.2 TLSv1.3;\n"
	    "  log_format m '$a \"${b}\"\n  more';\n"
	    "  server {\n"
	    "    listen 443 ssl;\n"
	    "    location ~ \\.php${x}$ { allow 10.0.0.0/8; deny all; }\n"
	    "    content_by_lua_block { if a then { b } end }\n"
	    "  }\n"
	    "  upstream app { server 10.0.0.1:80; }\n"
	    "  server { autoindex off; }\n"
	    "}\n",
	    "etc/nginx/nginx.conf:1 user=www-data -\n"
	    "etc/nginx/nginx.conf:3 [http] ssl_protocols=TLSv1.2 TLSv1.3 -\n"
	    "etc/nginx/nginx.conf:4 [http] log_format=m $a \"${b}\"\n"
	    "etc/nginx/nginx.conf:7 [server] #1 listen=443 ssl -\n"
	    "etc/nginx/nginx.conf:8 [server/location ~ \\.php${x}$] #1 allow=10.0.0.0/8 -\n"
	    "etc/nginx/nginx.conf:8 [server/location ~ \\.php${x}$] #1 deny=all -\n"
	    "etc/nginx/nginx.conf:11 [upstream app] server=10.0.0.1:80 -\n"
	    "etc/nginx/nginx.conf:12 [server] #2 autoindex=off -\n");
	host_check("etc/nginx/conf.d/a.conf", "gzip on;\nserver { listen 80; }\n",
	    "etc/nginx/conf.d/a.conf:1 [http] gzip=on -\n"
	    "etc/nginx/conf.d/a.conf:2 [server] #1 listen=80 {80} -\n");
	host_refuse("etc/nginx/nginx.conf", "http {\n  server {\n}\n", "3:2: config-syntax");
	host_refuse("etc/nginx/nginx.conf", "user a;\n}\n", "2:1: config-syntax");
	host_refuse("etc/nginx/nginx.conf", "user a\n", "1:7: config-syntax");
	host_refuse("etc/nginx/nginx.conf", "user \"a;\n", "2:0: config-quote");
}

static void
test_postgresql(void **state)
{
	(void)state;
	host_check("etc/postgresql/15/main/postgresql.conf",
	    "listen_addresses = 'localhost, 10.0.0.1'   # what\n"
	    "SSL on\n"
	    "log_line_prefix = '%m it''s \\'x'\n"
	    "log_file_mode=0600\n"
	    "max_connections = 100 # c\n"
	    "ssl = off\n",
	    "etc/postgresql/15/main/postgresql.conf:1 listen_addresses=localhost, 10.0.0.1 1\n"
	    "etc/postgresql/15/main/postgresql.conf:2 ssl=on 0\n"
	    "etc/postgresql/15/main/postgresql.conf:3 log_line_prefix=%m it's 'x 1\n"
	    "etc/postgresql/15/main/postgresql.conf:4 log_file_mode=0600 1\n"
	    "etc/postgresql/15/main/postgresql.conf:5 max_connections=100 {100} 1\n"
	    "etc/postgresql/15/main/postgresql.conf:6 ssl=off 1\n");
	host_refuse(
	    "etc/postgresql/15/main/postgresql.conf", "ssl = on\nx = 'a\n", "2:0: config-quote");
	host_refuse("etc/postgresql/15/main/postgresql.conf", "ssl =\n", "1:0: config-no-value");
	host_refuse(
	    "etc/postgresql/15/main/postgresql.conf", "ssl = on off\n", "1:0: config-syntax");
}

#define HBA "etc/postgresql/15/main/pg_hba.conf"

static void
test_pg_hba(void **state)
{
	(void)state;
	host_check(HBA,
	    "local all postgres peer\n"
	    "host all,app \"user x\",b 127.0.0.1/32 scram-sha-256 # c\n"
	    "hostssl app all 10.0.0.0 255.0.0.0 ldap ldapserver=x ldapbindpasswd=\"abc\"\n",
	    HBA ":1 #1 type=local -\n" HBA ":1 #1 database=all -\n" HBA
		":1 #1 user=postgres -\n" HBA ":1 #1 method=peer -\n" HBA ":2 #2 type=host -\n" HBA
		":2 #2 database=all -\n" HBA ":2 #2 database=app -\n" HBA
		":2 #2 user=user x -\n" HBA ":2 #2 user=b -\n" HBA
		":2 #2 address=127.0.0.1/32 -\n" HBA ":2 #2 method=scram-sha-256 -\n" HBA
		":3 #3 type=hostssl -\n" HBA ":3 #3 database=app -\n" HBA ":3 #3 user=all -\n" HBA
		":3 #3 address=10.0.0.0 -\n" HBA ":3 #3 netmask=255.0.0.0 -\n" HBA
		":3 #3 method=ldap -\n" HBA ":3 #3 option.ldapserver=x -\n" HBA
		":3 #3 option.ldapbindpasswd=<secret> -\n");
	host_refuse(HBA, "local all all peer\nhost all all\n", "2:0: config-syntax");
	host_refuse(HBA, "local \"all all peer\n", "1:0: config-quote");
}

static void
test_rsyslog(void **state)
{
	(void)state;
	host_check("etc/rsyslog.conf",
	    "$FileCreateMode 0640 # c\n"
	    "module(load=\"imtcp\"\n  StreamDriver.Mode=\"1\")\n"
	    "auth,authpriv.*  /var/log/auth.log\n"
	    "*.* @@loghost:514\n"
	    "/* block\n */\n"
	    "if $programname == 'then x' then /var/log/x\n"
	    "if ($a > 1) then {\n  action(type=\"omfwd\" target=\"h\")\n  stop\n} else {\n  ~\n}\n"
	    ":msg, contains, \"a b\" -/var/log/y\n"
	    "set $.x = \"a;b\";\n",
	    "etc/rsyslog.conf:1 $FileCreateMode=0640 -\n"
	    "etc/rsyslog.conf:2 [module] #1 object=module -\n"
	    "etc/rsyslog.conf:2 [module] #1 load=imtcp -\n"
	    "etc/rsyslog.conf:3 [module] #1 StreamDriver.Mode=1 {1} -\n"
	    "etc/rsyslog.conf:4 [selector] #2 selector=auth,authpriv.* -\n"
	    "etc/rsyslog.conf:4 [selector] #2 action=/var/log/auth.log -\n"
	    "etc/rsyslog.conf:5 [selector] #3 selector=*.* -\n"
	    "etc/rsyslog.conf:5 [selector] #3 action=@@loghost:514 -\n"
	    "etc/rsyslog.conf:8 [if] #4 condition=$programname == 'then x' -\n"
	    "etc/rsyslog.conf:8 [statement] #4 action=/var/log/x -\n"
	    "etc/rsyslog.conf:9 [if] #5 condition=($a > 1) -\n"
	    "etc/rsyslog.conf:10 [action] #6 object=action -\n"
	    "etc/rsyslog.conf:10 [action] #6 type=omfwd -\n"
	    "etc/rsyslog.conf:10 [action] #6 target=h -\n"
	    "etc/rsyslog.conf:11 [statement] #6 action=stop -\n"
	    "etc/rsyslog.conf:13 [statement] #6 action=~ -\n"
	    "etc/rsyslog.conf:15 [selector] #7 selector=:msg, contains, \"a b\" -\n"
	    "etc/rsyslog.conf:15 [selector] #7 action=-/var/log/y -\n");
	host_refuse("etc/rsyslog.conf", "*.* /a\nnonsense here\n", "2:1: config-syntax");
	host_refuse("etc/rsyslog.conf", "action(type=\"x\n", "1:13: config-syntax");
	host_refuse("etc/rsyslog.conf", "if $a then {\n", "2:1: config-syntax");
	host_refuse("etc/rsyslog.conf", "if $a == 'x\n", "1:1: config-syntax");
}

static void
test_logrotate(void **state)
{
	(void)state;
	host_check("etc/logrotate.d/app",
	    "rotate 4 # all\n"
	    "\"/var/log/b c.log\" /var/log/a.log\n/var/log/{d,e}.log\n{\n"
	    "\tdaily # c\n\trotate=365\n\tcreate 0640 root adm\n\tcompress\n"
	    "\tpostrotate\n\t\tkill -HUP 1\n\t\tx --token=abc\n\tendscript\n}\n"
	    "/f { weekly\n ignoreduplicates }\n",
	    "etc/logrotate.d/app:1 rotate=4 {4} -\n"
	    "etc/logrotate.d/app:4 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "file=/var/log/b c.log -\n"
	    "etc/logrotate.d/app:4 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "file=/var/log/a.log -\n"
	    "etc/logrotate.d/app:4 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "file=/var/log/{d,e}.log -\n"
	    "etc/logrotate.d/app:5 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "schedule=daily -\n"
	    "etc/logrotate.d/app:6 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "rotate=365 {365} -\n"
	    "etc/logrotate.d/app:7 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "create=0640 root adm -\n"
	    "etc/logrotate.d/app:8 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "compress -\n"
	    "etc/logrotate.d/app:9 [/var/log/b c.log /var/log/a.log /var/log/{d,e}.log] #1 "
	    "postrotate=kill -HUP 1\n"
	    "etc/logrotate.d/app:14 [/f] #2 file=/f -\n"
	    "etc/logrotate.d/app:14 [/f] #2 schedule=weekly -\n"
	    "etc/logrotate.d/app:15 [/f] #2 ignoreduplicates -\n");
	host_refuse("etc/logrotate.conf", "/a {\n daily\n", "2:0: config-syntax");
	host_refuse("etc/logrotate.conf", "daily\n{\n}\n", "2:0: config-syntax");
	host_refuse("etc/logrotate.conf", "/a {\npostrotate\n}\n", "3:0: config-syntax");
}

static void
test_chrony(void **state)
{
	(void)state;
	host_check("etc/chrony/chrony.conf",
	    "# c\nserver ntp.example.jp iburst nts\nmakestep 1.0 3\nrtcsync\n",
	    "etc/chrony/chrony.conf:2 server=ntp.example.jp iburst nts -\n"
	    "etc/chrony/chrony.conf:3 makestep=1.0 3 -\n"
	    "etc/chrony/chrony.conf:4 rtcsync -\n");
}

#define AUDIT "etc/audit/rules.d/a.rules"

static void
test_audit_rules(void **state)
{
	(void)state;
	host_check(AUDIT,
	    "-D\n-w /etc/passwd -p wa -k identity\n"
	    "-a always,exit -F arch=b64 -S open,openat -F auid>=1000\n-e 2\n",
	    AUDIT ":1 #1 delete_all -\n" AUDIT ":2 #2 watch=/etc/passwd -\n" AUDIT
		  ":2 #2 permission=wa -\n" AUDIT ":2 #2 key=identity -\n" AUDIT
		  ":3 #3 action=always,exit -\n" AUDIT ":3 #3 field=arch=b64 -\n" AUDIT
		  ":3 #3 syscall=open -\n" AUDIT ":3 #3 syscall=openat -\n" AUDIT
		  ":3 #3 field=auid>=1000 -\n" AUDIT ":4 #4 enabled=2 {2} -\n");
	host_refuse(AUDIT, "-D\n-w\n", "2:0: config-no-value");
	host_refuse(AUDIT, "watch /etc/passwd\n", "1:0: config-syntax");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nginx),
		cmocka_unit_test(test_postgresql),
		cmocka_unit_test(test_pg_hba),
		cmocka_unit_test(test_rsyslog),
		cmocka_unit_test(test_logrotate),
		cmocka_unit_test(test_chrony),
		cmocka_unit_test(test_audit_rules),
	};

	return cmocka_run_group_tests_name("config/formats", tests, NULL, NULL);
}
