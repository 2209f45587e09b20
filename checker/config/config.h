/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host configuration → evidence rows (config_file, setting, os_account, os_group_member).
 *
 * A root is a snapshot directory that holds etc/… (or /, the live host), or a directory or file of documents (compose,
 * Kubernetes, Terraform plan). Files are found by path patterns (config/lenses.c, config/formats.c), opened by the parent, parsed in
 * workers. A file that cannot be parsed is "no evidence" with its line and a diagnostic (exit 2); a file that nothing understands
 * is counted.
 *
 * What each kind gives in setting (section; entry; keys). Flags without a value have value NULL.
 *   sshd         Match User x; number of the block; options in documented spelling, old names as the new one,
 *                times also as seconds in number; one Include row for each pattern
 *   login.defs pwquality faillock auditd sysctl   -; -; the option. sysctl: always with dots
 *   pam          auth account password session; line; service, control, module, argument.NAME (deny=5 → 5); include
 *   sudoers      user_spec; one for each command; user, host, runas_user, runas_group, tag (NOPASSWD written out where it
 *                carries over), command.  Defaults[:x]; -; options, on or off or their value.  User_Alias …; one for each
 *                alias; name, member.  -; -; include, includedir
 *   postgresql   -; -; the parameter in small letters. effective within its cluster
 *   pg_hba       -; line; type, database, user (one row for each of a list), address, netmask, method, option.NAME
 *   nginx        blocks from outside in, http left out below itself: server, server/location /x, upstream a; number of
 *                the server block; the directive, its words with one blank between
 *   logrotate    the files of the block; its number; file, schedule (daily …), options; global: -; -
 *   rsyslog      -; -; $Directive.  module, action, input …; its number; object and parameters.  selector; its number;
 *                selector, action.  if; its number; condition.  statement; -; action
 *   cron         -; line; minute hour dayofmonth month dayofweek or schedule, user, command.  environment; -; NAME
 *   audit_rules  -; line; watch, permission, key, action, syscall (one row for each), field, enabled …
 *   chrony       -; -; the directive, the rest of its line
 *   modprobe     blacklist install options alias …; line; module, command, option.NAME
 *   systemd      Service, Timer …; -; the option. effective within its unit; a list (a key twice in a file): NULL
 *   compose yaml json xml   -; number of the document when there are several; path
 *   kubernetes   Kind/name; as before; path
 *   terraform    address of the resource; its number; path within the resource (values.x); planned values only
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/sink.h"
#include "base/str.h"

struct config_result {
	size_t understood, refused, not_understood;
	struct str *not_understood_files; /* in arena */
	struct arena arena;
};

/* host: name for the host column; empty: ROOT/etc/hostname, else the last part of root. Rows go to sink. */
bool config_read(struct str root, struct str host, const struct sink *sink,
    struct config_result *result, struct diags *diags);
void config_result_release(struct config_result *result);

#endif
