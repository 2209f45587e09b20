/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd_config, read as sshd itself reads it (servconf.c). libaugeas' Sshd lens is not used: in 1.14 it loses the
 * whole file on `Match all`, on a comment behind Match and on a quoted keyword, all of which sshd
 * takes, and it makes trailing comments part of the value. Refusing such files would leave the most important
 * service of a host without evidence.
 *
 * This file splits one file into rows; which value counts is settled over all files: settle_sshd.c.
 */
#include "base/buf.h"
#include "base/scope.h"
#include "config/format.h"
#include "config/formats.h"
#include "config/limits.h"
#include "config/words.h"
#include "base/banned.h"

/* sshd_config(5) of OpenSSH 9.9, and Debian's own. */
static const char *const keywords[] = { "AcceptEnv", "AddressFamily", "AllowAgentForwarding",
	"AllowGroups", "AllowStreamLocalForwarding", "AllowTcpForwarding", "AllowUsers",
	"AuthenticationMethods", "AuthorizedKeysCommand", "AuthorizedKeysCommandUser",
	"AuthorizedKeysFile", "AuthorizedPrincipalsCommand", "AuthorizedPrincipalsCommandUser",
	"AuthorizedPrincipalsFile", "Banner", "CASignatureAlgorithms", "ChannelTimeout",
	"ChrootDirectory", "Ciphers", "ClientAliveCountMax", "ClientAliveInterval", "Compression",
	"DebianBanner", "DenyGroups", "DenyUsers", "DisableForwarding", "ExposeAuthInfo",
	"FingerprintHash", "ForceCommand", "GatewayPorts", "GSSAPIAuthentication",
	"GSSAPICleanupCredentials", "GSSAPIKeyExchange", "GSSAPIStoreCredentialsOnRekey",
	"GSSAPIStrictAcceptorCheck", "HostbasedAcceptedAlgorithms", "HostbasedAuthentication",
	"HostbasedUsesNameFromPacketOnly", "HostCertificate", "HostKey", "HostKeyAgent",
	"HostKeyAlgorithms", "IgnoreRhosts", "IgnoreUserKnownHosts", "Include", "IPQoS",
	"KbdInteractiveAuthentication", "KerberosAuthentication", "KerberosGetAFSToken",
	"KerberosOrLocalPasswd", "KerberosTicketCleanup", "KexAlgorithms", "ListenAddress",
	"LoginGraceTime", "LogLevel", "LogVerbose", "MACs", "Match", "MaxAuthTries", "MaxSessions",
	"MaxStartups", "ModuliFile", "PasswordAuthentication", "PermitEmptyPasswords",
	"PermitListen", "PermitOpen", "PermitRootLogin", "PermitTTY", "PermitTunnel",
	"PermitUserEnvironment", "PermitUserRC", "PerSourceMaxStartups", "PerSourceNetBlockSize",
	"PerSourcePenalties", "PerSourcePenaltyExemptList", "PidFile", "Port", "PrintLastLog",
	"PrintMotd", "PubkeyAcceptedAlgorithms", "PubkeyAuthentication", "PubkeyAuthOptions",
	"RefuseConnection", "RekeyLimit", "RequiredRSASize", "RevokedKeys", "RDomain",
	"SecurityKeyProvider", "SetEnv", "StreamLocalBindMask", "StreamLocalBindUnlink",
	"StrictModes", "Subsystem", "SyslogFacility", "TCPKeepAlive", "TrustedUserCAKeys",
	"UnusedConnectionTimeout", "UseDNS", "UsePAM", "VersionAddendum", "X11DisplayOffset",
	"X11Forwarding", "X11UseLocalhost", "XAuthLocation", NULL };

/* Older names of the same option; one name only, so that a rule need not know both. */
static const struct {
	const char *old, *now;
} aliases[] = {
	{ "ChallengeResponseAuthentication", "KbdInteractiveAuthentication" },
	{ "SkeyAuthentication", "KbdInteractiveAuthentication" },
	{ "DSAAuthentication", "PubkeyAuthentication" },
	{ "PubkeyAcceptedKeyTypes", "PubkeyAcceptedAlgorithms" },
	{ "HostbasedAcceptedKeyTypes", "HostbasedAcceptedAlgorithms" },
	{ "KeepAlive", "TCPKeepAlive" },
};

static const char *const criteria[] = { "User", "Group", "Host", "LocalAddress", "LocalPort",
	"RDomain", "Address", "All", "Invalid-User", "Version", NULL };

/* Options whose number is a time: 2m, 1h30m. */
static const char *const times[] = { "LoginGraceTime", "ClientAliveInterval",
	"UnusedConnectionTimeout", NULL };

/* Values that sshd takes in any case. */
static const char *const fixed_values[] = { "yes", "no", "prohibit-password",
	"forced-commands-only", "delayed", "local", "remote", "clientspecified", "any", NULL };

/* Values of several words: commands keep their blanks as they stand. */
struct sshd_file {
	struct config_out *out;
	struct str section; /* "Match User backup"; empty before the first Match */
	int64_t blocks;     /* Match blocks so far */
	uint32_t line;
};

static struct str
spelling_of(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		if (str_eq_nocase(word, str_of(aliases[i].old)))
			return str_of(aliases[i].now);
	const char *known = words_spelling(word, keywords);
	return known == NULL ? word : str_of(known);
}

/* sshd's times: a sequence of numbers with s m h d w; none: seconds. */
static bool
parse_time(struct str text, double *seconds)
{
	double sum = 0;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len;) {
		size_t from = i;
		int64_t n;
		double unit = 1;

		while (i < text.len && str_is_digit(text.ptr[i]))
			i++;
		if (!str_parse_i64(str_sub(text, from, i - from), &n))
			return false;
		if (i < text.len) {
			switch (str_lower(text.ptr[i++])) {
			case 's':
				break;
			case 'm':
				unit = 60;
				break;
			case 'h':
				unit = 3600;
				break;
			case 'd':
				unit = 86400;
				break;
			case 'w':
				unit = 7 * 86400;
				break;
			default:
				return false;
			}
		}
		sum += (double)n * unit;
	}
	*seconds = sum;
	return true;
}

/* The keyword: up to a blank or one "="; it may stand in quotes. */
static bool
split_keyword(struct str line, struct str *keyword, struct str *rest)
{
	size_t end = 0;

	if (line.ptr[0] == '"') {
		end = str_find_char(line, '"', 1);
		if (end == STR_NONE)
			return false;
		*keyword = str_sub(line, 1, end - 1);
		end++;
	} else {
		while (end < line.len && !str_is_space(line.ptr[end]) && line.ptr[end] != '=')
			end++;
		*keyword = str_sub(line, 0, end);
	}
	*rest = str_trim(str_from(line, end));
	if (rest->len > 0 && rest->ptr[0] == '=')
		*rest = str_trim(str_from(*rest, 1));
	return true;
}

/* All words with one blank between them; criteria of Match in their documented spelling. */
static bool
join_words(struct sshd_file *file, struct str rest, bool match, struct buf *joined)
{
	struct str word;
	bool open = false;
	bool criterion = true;

	while (words_next(&rest, file->out->arena, &word, &open)) {
		if (joined->len > 0)
			buf_addc(joined, ' ');
		struct str value =
		    match && criterion ? str_split(word, '=', &(struct str){ 0 }) : word;
		const char *known = match && criterion ? words_spelling(value, criteria) : NULL;
		if (known != NULL && str_eq_nocase(value, STR("all")))
			known = "all";
		if (known != NULL) {
			buf_adds(joined, known);
			if (value.len < word.len) { /* user=backup */
				buf_addc(joined, ' ');
				buf_add(joined, str_from(word, value.len + 1));
				continue;
			}
			criterion = !str_eq_nocase(value, STR("all")) &&
				!str_eq_nocase(value, STR("Invalid-User"))
			    ? false
			    : true;
		} else {
			buf_add(joined, word);
			criterion = true;
		}
	}
	if (open)
		config_refuse(file->out, DIAG_CONFIG_QUOTE, file->line, 0, (struct str){ 0 },
		    (struct str){ 0 });
	return !open;
}

static void
emit(struct sshd_file *file, struct str key, struct str value)
{
	struct config_setting setting = { .section = file->section,
		.key = key,
		.value = value,
		.entry = file->section.len > 0 ? file->blocks : 0,
		.line = file->line };
	const char *fixed = words_spelling(value, fixed_values);

	if (str_eq_nocase(value, STR("without-password")))
		fixed = "prohibit-password";
	if (fixed != NULL)
		setting.value = str_of(fixed);
	if (words_spelling(key, times) != NULL)
		setting.has_number = parse_time(value, &setting.number);
	config_emit(file->out, setting);
}

/* One row for each pattern: they are followed one by one. */
static void
emit_includes(struct sshd_file *file, struct str rest)
{
	struct str word;
	bool open = false;

	while (words_next(&rest, file->out->arena, &word, &open))
		emit(file, STR("Include"), word);
}

static void
read_line(struct sshd_file *file, struct str line)
{
	struct str keyword, rest;
	struct buf value = { 0 };

	line = str_trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return;
	if (!split_keyword(line, &keyword, &rest)) {
		config_refuse(file->out, DIAG_CONFIG_QUOTE, file->line, 0, (struct str){ 0 },
		    (struct str){ 0 });
		return;
	}
	struct str key = spelling_of(keyword);
	bool match = str_is(key, "Match");
	if (!join_words(file, rest, match, &value))
		goto out;
	struct str text = arena_str(file->out->arena, buf_str(&value));
	if (text.len == 0) {
		config_refuse(file->out, DIAG_CONFIG_NO_VALUE, file->line, 0, str_sub(key, 0, 40),
		    (struct str){ 0 });
		goto out;
	}
	if (match) {
		file->section = arena_join(file->out->arena, STR("Match "), text);
		file->blocks++;
	} else if (str_is(key, "Include")) {
		emit_includes(file, rest);
	} else {
		emit(file, key, text);
	}
out:
	buf_release(&value);
}

void
format_sshd(struct config_out *out, struct str text)
{
	struct sshd_file file = { .out = out };
	struct str line;

	while (!out->refused && str_line(&text, &line)) {
		file.line++;
		read_line(&file, line);
	}
}
