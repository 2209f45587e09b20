/* SPDX-License-Identifier: Apache-2.0 */
/* The formats that are read without a lens, for the table in formats.c. */
#ifndef CONFIG_FORMATS_H
#define CONFIG_FORMATS_H

#include "config/format.h"

config_format_fn format_sshd;   /* format_sshd.c */
config_format_fn format_passwd; /* format_accounts.c */
config_format_fn format_shadow;
config_format_fn format_group;
config_format_fn format_nginx;      /* format_nginx.c */
config_format_fn format_postgresql; /* format_postgresql.c */
config_format_fn format_pg_hba;
config_format_fn format_rsyslog;     /* format_rsyslog.c */
config_format_fn format_logrotate;   /* format_logrotate.c */
config_format_fn format_chrony;      /* format_chrony.c */
config_format_fn format_audit_rules; /* format_audit_rules.c */

#endif
