/* SPDX-License-Identifier: Apache-2.0 */
/* How a verdict is told: the rule and its law, what it looked at and where, and what came of it. All appended. */
#ifndef CMD_EXPLAIN_H
#define CMD_EXPLAIN_H

#include "base/json.h"
#include "finding/finding.h"
#include "rule/rule.h"

/* Does the finding come from that evaluation? */
bool explain_is_of(const struct finding *finding, const struct rule_judgement *judgement);

/* What the rule says and asks for. */
void explain_rule(const struct rule *rule, enum lang lang, struct buf *out);
/* One evaluation: steps, and each of its findings. */
void explain_judgement(const struct rule_trace *trace, const struct rule_judgement *judgement,
    const struct finding_run *run, enum lang lang, struct buf *out);
/* One finding: its rule, and the steps of the evaluation that it comes from. */
void explain_finding(
    const struct rule_trace *trace, const struct finding *finding, enum lang lang, struct buf *out);

/* --- explain_json.c: an object each --------------------------------------------------------------- */

/* Of its findings all, or only one. */
void explain_json_judgement(struct json *json, const struct rule_trace *trace,
    const struct rule_judgement *judgement, const struct finding_run *run,
    const struct finding *only, enum lang lang);
void explain_json_rule(struct json *json, const struct rule *rule, enum lang lang);

#endif
