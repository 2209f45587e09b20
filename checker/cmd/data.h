/* SPDX-License-Identifier: Apache-2.0 */
/* The product's own data: where the rules and the form definitions are, and reading them. */
#ifndef CMD_DATA_H
#define CMD_DATA_H

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "form/form.h"
#include "rule/rule.h"

/* Options of every command that reads rules: --rules DIR…, --no-default-rules, --sigma PATH…, --sigma-pipeline FILE…, --only GLOB…, --profile NAME. */
struct data_options {
	struct str_list rules, only, sigma, sigma_pipelines;
	struct str profile;
	bool no_default;
	const struct str_list
	    *registers; /* directories that pipelines may take values from; NULL: none */
};
extern const struct cmd_options data_option_table;

/*
 * The folder that rules/ came with: $PIACHECK_RULES, rules/ beside the program's own place in a source tree or in
 * PREFIX/share/piacheck, or the place that it was built for. Never the working directory.
 */
struct str data_rules_dir(struct cmd *cmd);

/* The form definitions of rules/forms/; false with diagnostics. */
bool data_read_forms(struct cmd *cmd, struct forms *forms);
/* The default rules and those of --rules, then the selection of --only and --profile; tests: with their tests. false with diagnostics. */
bool data_read_rules(
    struct cmd *cmd, const struct data_options *options, bool tests, struct rules *rules);
void data_options_release(struct data_options *options);

#endif
