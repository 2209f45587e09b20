/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kinds that are read with a lens of libaugeas: a new one is one row (and a shaper when shape_flat is not
 * enough). A lens that loses files that its program takes does not belong here: see formats.c.
 */
#include "base/scope.h"
#include "config/format.h"
#include "config/shapes.h"
#include "base/banned.h"

/* etc/systemd/system/x.service and x.service.d/y.conf: "x.service". */
static struct str
unit_name(struct str path)
{
	size_t slash = path.len, above;

	while (slash > 0 && path.ptr[slash - 1] != '/')
		slash--;
	struct str folder = str_sub(path, 0, slash == 0 ? 0 : slash - 1);
	if (!str_ends(folder, STR(".d")))
		return str_from(path, slash);
	for (above = folder.len; above > 0 && folder.ptr[above - 1] != '/';)
		above--;
	return str_sub(folder, above, folder.len - above - 2);
}

const struct config_kind config_lenses[] = {
	{ .name = "login.defs",
	    .lens = "Login_defs.lns",
	    .shape = shape_flat,
	    .order = CONFIG_LAST_WINS,
	    .check = "login.defs(5)",
	    .patterns = { { "etc/login.defs", 1 } } },
	{ .name = "pam",
	    .lens = "Pam.lns",
	    .shape = shape_pam,
	    .order = CONFIG_DEPENDS,
	    .check = "pam.conf(5)",
	    .patterns = { { "etc/pam.d/*", 1 } } },
	{ .name = "pam",
	    .lens = "PamConf.lns",
	    .shape = shape_pam,
	    .order = CONFIG_DEPENDS,
	    .check = "pam.conf(5)",
	    .patterns = { { "etc/pam.conf", 1 } } },
	/* The folder is read before the main file, which so wins (pwquality.conf(5)). */
	{ .name = "pwquality",
	    .lens = "Simplevars.lns",
	    .shape = shape_flat,
	    .order = CONFIG_LAST_WINS,
	    .check = "pwscore",
	    .patterns = { { "etc/security/pwquality.conf.d/*.conf", 1 },
		{ "etc/security/pwquality.conf", 2 } } },
	{ .name = "faillock",
	    .lens = "Simplevars.lns",
	    .shape = shape_flat,
	    .order = CONFIG_LAST_WINS,
	    .check = "faillock.conf(5)",
	    .patterns = { { "etc/security/faillock.conf", 1 } } },
	{ .name = "auditd",
	    .lens = "Simplevars.lns",
	    .shape = shape_flat,
	    .order = CONFIG_LAST_WINS,
	    .check = "auditd.conf(5)",
	    .patterns = { { "etc/audit/auditd.conf", 1 } } },
	{ .name = "sudoers",
	    .lens = "Sudoers.lns",
	    .shape = shape_sudoers,
	    .order = CONFIG_DEPENDS,
	    .check = "visudo -c",
	    .patterns = { { "etc/sudoers", 1 }, { "etc/sudoers.d/*", 2 } } },
	{ .name = "cron",
	    .lens = "Cron.lns",
	    .shape = shape_cron,
	    .order = CONFIG_DEPENDS,
	    .check = "crontab(5)",
	    .patterns = { { "etc/crontab", 1 }, { "etc/cron.d/*", 2 } } },
	{ .name = "cron",
	    .lens = "Cron_User.lns",
	    .shape = shape_cron,
	    .order = CONFIG_DEPENDS,
	    .check = "crontab(5)",
	    .patterns = { { "var/spool/cron/crontabs/*", 1 } } },
	/* sysctl.d(5) and procps' sysctl --system, which reads the old file last. */
	{ .name = "sysctl",
	    .lens = "Sysctl.lns",
	    .shape = shape_sysctl,
	    .order = CONFIG_LAST_WINS,
	    .check = "sysctl --system",
	    .patterns = { { "etc/sysctl.d/*.conf", 1 }, { "run/sysctl.d/*.conf", 1 },
		{ "usr/local/lib/sysctl.d/*.conf", 1 }, { "usr/lib/sysctl.d/*.conf", 1 },
		{ "lib/sysctl.d/*.conf", 1 }, { "etc/sysctl.conf", 2 } } },
	{ .name = "modprobe",
	    .lens = "Modprobe.lns",
	    .shape = shape_modprobe,
	    .order = CONFIG_DEPENDS,
	    .check = "modprobe -c",
	    .patterns = { { "etc/modprobe.d/*.conf", 1 }, { "run/modprobe.d/*.conf", 1 },
		{ "usr/local/lib/modprobe.d/*.conf", 1 }, { "usr/lib/modprobe.d/*.conf", 1 },
		{ "lib/modprobe.d/*.conf", 1 } } },
	{ .name = "systemd",
	    .lens = "Systemd.lns",
	    .shape = shape_systemd,
	    .order = CONFIG_UNITS,
	    .check = "systemd-analyze verify",
	    .group = unit_name,
	    .patterns = { { "etc/systemd/*.conf", 1 }, { "etc/systemd/*.conf.d/*.conf", 2 },
		{ "usr/lib/systemd/*.conf.d/*.conf", 2 }, { "etc/systemd/system/*.service", 1 },
		{ "etc/systemd/system/*.timer", 1 }, { "etc/systemd/system/*.socket", 1 },
		{ "etc/systemd/system/*.mount", 1 },
		{ "usr/local/lib/systemd/system/*.service", 1 },
		{ "usr/local/lib/systemd/system/*.timer", 1 },
		{ "usr/lib/systemd/system/*.service", 1 }, { "usr/lib/systemd/system/*.timer", 1 },
		{ "usr/lib/systemd/system/*.socket", 1 }, { "usr/lib/systemd/system/*.mount", 1 },
		{ "lib/systemd/system/*.service", 1 }, { "lib/systemd/system/*.timer", 1 },
		{ "etc/systemd/system/*.service.d/*.conf", 2 },
		{ "etc/systemd/system/*.timer.d/*.conf", 2 },
		{ "usr/lib/systemd/system/*.service.d/*.conf", 2 },
		{ "usr/lib/systemd/system/*.timer.d/*.conf", 2 } } },
};
const size_t config_lens_count = COUNT_OF(config_lenses);
