/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of programs, by patterns: %u the user, %U the user, who may have any name: up to the last of
 * what follows, so that no name can pass for another line; %h where from, %c a number, %d what was done, %* anything. What stands between is itself.
 * One attempt to log on is one record of operation ログイン, however many lines the programs write about it: PAM's lines about
 * sshd and sudo, which speak for themselves, are of operation PAM.
 */
#include "log/messages.h"

#include <string.h>

#include "base/scope.h"
#include "base/banned.h"

#define OK "成功"
#define FAILED "失敗"
#define LOGIN "ログイン"
#define LOGOUT "ログアウト"
#define OPENED "セッション開始"
#define CLOSED "セッション終了"

static const struct pattern {
	const char *program; /* NULL: any */
	const char *text, *operation, *result;
} patterns[] = {
	{ "sshd", "Accepted %* for %U from %h port %*", LOGIN, OK },
	{ "sshd", "Failed %* for invalid user %U from %h port %*", LOGIN, FAILED },
	{ "sshd", "Failed %* for %U from %h port %*", LOGIN, FAILED },
	{ "sshd", "Invalid user %U from %h port %*", "接続", FAILED },
	{ "sshd", "Invalid user %U from %h", "接続", FAILED },
	{ "sshd", "User %U from %h not allowed because %d", "接続", FAILED },
	{ "sshd", "%*maximum authentication attempts exceeded for invalid user %U from %h port %*",
	    "接続", FAILED },
	{ "sshd", "%*maximum authentication attempts exceeded for %U from %h port %*", "接続",
	    FAILED },
	{ "sshd", "Connection closed by authenticating user %u %h port %*", "接続", FAILED },
	{ "sshd", "Connection closed by invalid user %u %h port %*", "接続", FAILED },
	{ "sshd", "Disconnected from authenticating user %u %h port %*", "接続", FAILED },
	{ "sshd", "Disconnected from invalid user %u %h port %*", "接続", FAILED },
	{ "sshd", "Disconnected from user %u %h port %*", LOGOUT, OK },
	{ "sshd", "Received disconnect from %h port %*", "切断", NULL },
	{ "sshd", "Connection from %h port %*", "接続", NULL },
	{ "sudo", "%u : %c incorrect password attempt%* ; TTY=%* ; COMMAND=%d", "sudo", FAILED },
	{ "sudo", "%u : command not allowed ; TTY=%* ; COMMAND=%d", "sudo", FAILED },
	{ "sudo", "%u : user NOT in sudoers ; TTY=%* ; COMMAND=%d", "sudo", FAILED },
	{ "sudo", "%u : %* ; TTY=%* ; COMMAND=%d", "sudo", FAILED },
	{ "sudo", "%u : TTY=%* ; COMMAND=%d", "sudo", OK },
	{ "su", "FAILED SU (to %d) %u on %h", "su", FAILED },
	{ "su", "FAILED su for %d by %u", "su", FAILED },
	{ "su", "Successful su for %d by %u", "su", OK },
	{ "su", "(to %d) %u on %h", "su", OK },
	{ "login", "FAILED LOGIN (%c) on '%h' FOR '%u', %d", LOGIN, FAILED },
	{ "login", "FAILED LOGIN %c FROM %h FOR %u, %d", LOGIN, FAILED },
	{ "login", "ROOT LOGIN  on '%h'%*", LOGIN, OK },
	{ "login", "LOGIN ON %h BY %u", LOGIN, OK },
	{ "systemd-logind", "New session %* of user %u.", OPENED, OK },
	{ "systemd-logind", "Session %* logged out. Waiting for processes to exit.", CLOSED, OK },
	{ "CRON", "(%u) CMD (%d)", "cron", NULL },
	{ "useradd", "new user: name=%d, UID=%*", "利用者追加", OK },
	{ "userdel", "delete user '%d'", "利用者削除", OK },
	{ "usermod", "%d", "利用者変更", NULL },
	{ "groupadd", "new group: name=%d, GID=%*", "グループ追加", OK },
	{ "postgres", "connection authorized: user=%u database=%*", LOGIN, OK },
	{ "postgres", "%* authentication failed for user \"%u\"", LOGIN, FAILED },
	{ "postgres", "no pg_hba.conf entry for host \"%h\", user \"%u\", %d", LOGIN, FAILED },
	{ "postgres", "role \"%u\" does not exist", LOGIN, FAILED },
	{ "postgres", "disconnection: session time: %* user=%u database=%* host=%h port=%*", LOGOUT,
	    OK },
	{ "postgres", "disconnection: session time: %* user=%u database=%*", LOGOUT, OK },
	{ "postgres", "connection received: host=%h port=%*", "接続", NULL },
	{ "PARSER-5-CFGLOG_LOGGEDCMD", "User:%u  logged command:%d", "設定変更", OK },
	{ "SYS-5-CONFIG_I", "Configured from %* by %u on %d", "設定変更", OK },
	{ "SEC_LOGIN-5-LOGIN_SUCCESS", "Login Success [user: %u] [Source: %h] %*", LOGIN, OK },
	{ "SEC_LOGIN-4-LOGIN_FAILED", "Login failed [user: %u] [Source: %h] %*", LOGIN, FAILED },
	/* sshd(pam_unix)[7]: as PAM wrote until 2006 */
	{ "pam_unix", "authentication failure; %* rhost=%h  user=%u", "PAM", FAILED },
	{ "pam_unix", "authentication failure; %* rhost=%h", "PAM", FAILED },
	{ "pam_unix", "session opened for user %u by %*", OPENED, OK },
	{ "pam_unix", "session closed for user %u", CLOSED, OK },
	{ NULL, "pam_%*(passwd:chauthtok): password changed for %u", "パスワード変更", OK },
	{ NULL, "pam_%*(sshd:auth): authentication failure; %* rhost=%h  user=%u", "PAM", FAILED },
	{ NULL, "pam_%*(sshd:auth): authentication failure; %* rhost=%h", "PAM", FAILED },
	{ NULL, "pam_%*(sudo:auth): authentication failure; %* ruser=%* rhost=%*  user=%u", "PAM",
	    FAILED },
	{ NULL, "pam_%*:auth): authentication failure; %* rhost=%h  user=%u", "認証", FAILED },
	{ NULL, "pam_%*:auth): authentication failure; %* rhost=%*  user=%u", "認証", FAILED },
	{ NULL, "pam_%*:session): session opened for user %u(uid=%*", OPENED, OK },
	{ NULL, "pam_%*:session): session opened for user %u by %*", OPENED, OK },
	{ NULL, "pam_%*:session): session closed for user %u", CLOSED, OK },
	{ NULL,
	    "pam_faillock(%*:auth): Consecutive login failures for user %u account temporarily "
	    "locked",
	    "ロック", FAILED },
	{ NULL, "pam_%*:account): %*", "PAM", FAILED },
};

struct found {
	struct str user, host, count, what;
};

/* Does the text fit the pattern? A placeholder takes as little as what follows it allows. */
static bool
fits(struct str text, struct str pattern, struct found *found)
{
	while (pattern.len > 0) {
		if (pattern.ptr[0] != '%') {
			size_t stop = str_find_char(pattern, '%', 0);
			struct str part =
			    str_sub(pattern, 0, stop == STR_NONE ? pattern.len : stop);
			if (!str_starts(text, part))
				return false;
			text = str_from(text, part.len);
			pattern = str_from(pattern, part.len);
			continue;
		}
		char kind = pattern.ptr[1];
		pattern = str_from(pattern, 2);
		size_t stop = str_find_char(pattern, '%', 0);
		struct str next = str_sub(pattern, 0, stop == STR_NONE ? pattern.len : stop);
		size_t len = next.len == 0 ? text.len : str_find(text, next, 0);
		for (size_t later = len; kind == 'U' && next.len > 0 && later != STR_NONE;
		     later = str_find(text, next, later + 1))
			len = later;
		/* What ends the pattern ends the text. */
		if (stop == STR_NONE && next.len > 0)
			len = str_ends(text, next) ? text.len - next.len : STR_NONE;
		if (len == STR_NONE)
			return false;
		struct str value = str_trim(str_sub(text, 0, len));
		if (kind == 'U') {
			found->user = value;
		} else if (kind == 'u' || kind == 'h') {
			if (str_find_char(value, ' ', 0) != STR_NONE)
				return false;
			*(kind == 'u' ? &found->user : &found->host) = value;
		} else if (kind == 'c') {
			if (value.len == 0 || str_digits(value, 0) != value.len)
				return false;
			found->count = value;
		} else if (kind == 'd') {
			found->what = value;
		}
		text = str_from(text, len);
	}
	return text.len == 0;
}

static bool
program_is(struct str program, const char *name)
{
	struct str module, own = str_split(program, '(', &module);

	/* OpenSSH's parts: sshd-session, sshd-auth */
	return str_is_nocase(own, name) ||
	    (str_is(str_of(name), "sshd") && str_starts(own, STR("sshd-"))) ||
	    (str_ends(module, STR(")")) && str_is(str_sub(module, 0, module.len - 1), name));
}

/* rsyslog's "message repeated 5 times: [ Failed password …]": what was repeated, and how often. */
static struct str
unrepeated(struct str message, struct str *times)
{
	struct str rest = message, behind;

	if (!str_starts(rest, STR("message repeated ")))
		return message;
	*times = str_split(str_from(rest, strlen("message repeated ")), ' ', &behind);
	if (!str_starts(behind, STR("times: [")) || !str_ends(behind, STR("]")) ||
	    times->len == 0 || str_digits(*times, 0) != times->len) {
		*times = (struct str){ 0 };
		return message;
	}
	return str_trim(str_sub(behind, strlen("times: ["), behind.len - strlen("times: []")));
}

void
message_read(struct log_record *record, struct str program, struct str message)
{
	struct str times = { 0 };

	if (message_is_cisco(program) && str_starts(message, STR("%")))
		message = str_from(message, program.len + strlen("%:"));
	message = unrepeated(str_trim(message), &times);
	record_put(record, LOG_COUNT, times);
	for (size_t i = 0; i < COUNT_OF(patterns); i++) {
		const struct pattern *p = &patterns[i];
		struct found found = { 0 };
		if (p->program != NULL && !program_is(program, p->program))
			continue;
		if (!fits(message, str_of(p->text), &found))
			continue;
		record_put(record, LOG_USER, found.user);
		record_put(record, LOG_TERMINAL, found.host);
		record_put(record, LOG_COUNT, found.count);
		record_put(record, LOG_OPERATION, str_of(p->operation));
		record_put(record, LOG_RESULT, str_of(p->result));
		record_put(record, LOG_DETAIL, found.what.len > 0 ? found.what : message);
		return;
	}
	record_put(record, LOG_OPERATION, program);
	record_put(record, LOG_DETAIL, message);
}

/* --- logsources ---------------------------------------------------------------------------------- */

const struct log_origin message_origins[MESSAGE_ORIGINS] = {
	{ .product = "linux", .services = { "syslog" } },
	{ .product = "linux", .services = { "syslog", "auth" } },
	{ .product = "linux", .services = { "syslog", "auth", "sshd" } },
	{ .product = "linux", .services = { "syslog", "auth", "sudo" } },
	{ .product = "linux", .services = { "syslog", "cron" } },
	{ .product = "cisco", .services = { "aaa", "bgp", "ldp" } },
};

bool
message_is_cisco(struct str program)
{
	struct str severity, mnemonic, facility = str_split(program, '-', &severity);
	struct str level = str_split(severity, '-', &mnemonic);

	for (size_t i = 0; i < program.len; i++)
		if (!str_is_digit(program.ptr[i]) && program.ptr[i] != '-' &&
		    program.ptr[i] != '_' && (program.ptr[i] < 'A' || program.ptr[i] > 'Z'))
			return false;
	return facility.len > 0 && level.len == 1 && str_is_digit(level.ptr[0]) && mnemonic.len > 0;
}

uint32_t
message_origin(struct str program, bool authentication)
{
	static const char *const of_authentication[] = { "su", "login", "systemd-logind", "passwd",
		"useradd", "userdel", "usermod" };

	if (message_is_cisco(program))
		return MESSAGE_OF_CISCO;
	if (program_is(program, "sshd"))
		return 2;
	if (program_is(program, "sudo"))
		return 3;
	if (program_is(program, "cron") || program_is(program, "crond") ||
	    program_is(program, "anacron"))
		return 4;
	for (size_t i = 0; i < COUNT_OF(of_authentication); i++)
		authentication |= program_is(program, of_authentication[i]);
	return authentication ? 1 : 0;
}
