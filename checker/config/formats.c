/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kinds that are read here without a lens, because libaugeas 1.14 has none or loses files that the program itself
 * takes: sshd (`Match all`), nginx (a block in one line), pg_hba.conf (a comment behind a record), postgresql.conf
 * (a doubled quote), rsyslog (RainerScript), logrotate (an option behind the brace), chrony (nts), the accounts (format_accounts.c says why).
 */
#include "config/formats.h"

#include "base/scope.h"
#include "base/banned.h"

/* etc/postgresql/15/main/x, var/lib/postgresql/15/main/x: "15/main"; var/lib/pgsql/…/data/x: the folder. */
static struct str
cluster_of(struct str path)
{
	static const char *const homes[] = { "etc/postgresql/", "var/lib/postgresql/" };

	for (size_t i = 0; i < COUNT_OF(homes); i++) {
		struct str home = str_of(homes[i]);
		if (!str_starts(path, home))
			continue;
		size_t slash = str_find_char(path, '/', home.len);
		if (slash != STR_NONE)
			slash = str_find_char(path, '/', slash + 1);
		if (slash != STR_NONE)
			return str_sub(path, home.len, slash - home.len);
	}
	size_t data = str_find(path, STR("/data/"), 0);
	return data == STR_NONE ? path : str_sub(path, 0, data);
}

#define POSTGRESQL_HOMES(file, stage)                                                              \
	{ "etc/postgresql/*/*/" file, stage }, { "var/lib/postgresql/*/*/" file, stage },          \
	    { "var/lib/pgsql/data/" file, stage }, { "var/lib/pgsql/*/data/" file, stage },        \
	{                                                                                          \
		"var/lib/postgresql/data/" file, stage                                             \
	}

const struct config_kind config_formats[] = {
	{ .name = "sshd",
	    .format = format_sshd,
	    .order = CONFIG_SSHD,
	    .check = "sshd -t",
	    .patterns = { { "etc/ssh/sshd_config", 1 }, { "etc/ssh/sshd_config.d/*.conf", 2 } } },
	{ .name = "passwd",
	    .format = format_passwd,
	    .order = CONFIG_ACCOUNTS,
	    .check = "pwck -r",
	    .patterns = { { "etc/passwd", 1 } } },
	{ .name = "shadow",
	    .format = format_shadow,
	    .order = CONFIG_ACCOUNTS,
	    .check = "pwck -r",
	    .patterns = { { "etc/shadow", 1 } } },
	{ .name = "group",
	    .format = format_group,
	    .order = CONFIG_ACCOUNTS,
	    .check = "grpck -r",
	    .patterns = { { "etc/group", 1 } } },
	{ .name = "postgresql",
	    .format = format_postgresql,
	    .order = CONFIG_LAST_WINS,
	    .check = "pg_file_settings",
	    .group = cluster_of,
	    .patterns = { POSTGRESQL_HOMES("postgresql.conf", 1),
		POSTGRESQL_HOMES("conf.d/*.conf", 2),
		POSTGRESQL_HOMES("postgresql.auto.conf", 3) } },
	{ .name = "pg_hba",
	    .format = format_pg_hba,
	    .order = CONFIG_DEPENDS,
	    .check = "pg_hba_file_rules",
	    .group = cluster_of,
	    .patterns = { POSTGRESQL_HOMES("pg_hba.conf", 1) } },
	{ .name = "nginx",
	    .format = format_nginx,
	    .order = CONFIG_DEPENDS,
	    .check = "nginx -t",
	    .patterns = { { "etc/nginx/nginx.conf", 1 }, { "etc/nginx/conf.d/*.conf", 2 },
		{ "etc/nginx/sites-enabled/*", 3 }, { "etc/nginx/snippets/*.conf", 4 } } },
	{ .name = "rsyslog",
	    .format = format_rsyslog,
	    .order = CONFIG_DEPENDS,
	    .check = "rsyslogd -N1",
	    .patterns = { { "etc/rsyslog.conf", 1 }, { "etc/rsyslog.d/*.conf", 2 } } },
	{ .name = "logrotate",
	    .format = format_logrotate,
	    .order = CONFIG_DEPENDS,
	    .check = "logrotate -d",
	    .patterns = { { "etc/logrotate.conf", 1 }, { "etc/logrotate.d/*", 2 } } },
	{ .name = "chrony",
	    .format = format_chrony,
	    .order = CONFIG_DEPENDS,
	    .check = "chronyd -p",
	    .patterns = { { "etc/chrony.conf", 1 }, { "etc/chrony/chrony.conf", 1 },
		{ "etc/chrony/conf.d/*.conf", 2 }, { "etc/chrony.d/*.conf", 2 },
		{ "etc/chrony/sources.d/*.sources", 3 } } },
	{ .name = "audit_rules",
	    .format = format_audit_rules,
	    .order = CONFIG_DEPENDS,
	    .check = "augenrules --check",
	    .patterns = { { "etc/audit/rules.d/*.rules", 1 }, { "etc/audit/audit.rules", 2 } } },
};
const size_t config_format_count = COUNT_OF(config_formats);

const struct config_kind *
config_kind_at(size_t index)
{
	if (index < config_lens_count)
		return &config_lenses[index];
	index -= config_lens_count;
	return index < config_format_count ? &config_formats[index] : NULL;
}
