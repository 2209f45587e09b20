/* SPDX-License-Identifier: Apache-2.0 */
/* Shapers: from the tree of a lens to settings. For the table in lenses.c. */
#ifndef CONFIG_SHAPES_H
#define CONFIG_SHAPES_H

#include "config/format.h"

config_shape_fn shape_flat;   /* key and value (login.defs, auditd, pwquality, faillock) */
config_shape_fn shape_sysctl; /* the same, net/ipv4/x as net.ipv4.x */
config_shape_fn shape_pam;
config_shape_fn shape_cron;
config_shape_fn shape_modprobe;
config_shape_fn shape_systemd;
config_shape_fn shape_sudoers; /* shape_sudoers.c */

/* The value without blanks, then one pair of quotes, around it. */
struct str shape_unquote(struct str value);

#endif
