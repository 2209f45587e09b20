/* SPDX-License-Identifier: Apache-2.0 */
/* How a verdict is told: the rule and its law, what it looked at and where, and what came of it. All appended. */
#ifndef CMD_EXPLAIN_H
#define CMD_EXPLAIN_H

#include "finding/finding.h"
#include "rule/rule.h"

/* What the rule says and asks for. */
void explain_rule(const struct rule *rule, enum lang lang, struct buf *out);
/* One evaluation: steps, and each of its findings. */
void explain_judgement(const struct rule_trace *trace, const struct rule_judgement *judgement,
    const struct finding_run *run, enum lang lang, struct buf *out);
/* One finding: its rule, and the steps of the evaluation that it comes from. */
void explain_finding(
    const struct rule_trace *trace, const struct finding *finding, enum lang lang, struct buf *out);

#endif
