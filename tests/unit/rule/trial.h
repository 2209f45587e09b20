/* SPDX-License-Identifier: Apache-2.0 */
/* A run of rules over evidence and assessments written in the test. */
#ifndef UNIT_RULE_TRIAL_H
#define UNIT_RULE_TRIAL_H

#include "rule/rule_set.h"

struct trial {
	struct rule_set set;
	struct finding_run out;
	struct rule_run run; /* into out */
	struct forms forms;
};

/* Rules are in t->set already; as_of as yyyy-mm-dd. */
void trial_open(struct trial *t, const char *as_of);
/* The definition of a form; without any, 様式3 is read by the first assessment. */
void trial_form(struct trial *t, const char *file);
/* Judges an assessment, given as YAML, as that file. */
void trial_named(struct trial *t, const char *file, const char *yaml);
/* The same as "a.yaml". */
void trial_assessment(struct trial *t, const char *yaml);
void trial_close(struct trial *t);

/* An assessment of 様式3 that was imported: I.1.1, I.1.2 and 公表日. */
extern const char trial_imported[];

/* The first finding of a rule; without any the test fails. */
const struct finding *trial_finding(const struct trial *t, const char *rule);
/* Why a rule could not judge; NULL: it could. */
const struct no_evidence *trial_lack(const struct trial *t, const char *rule);

#endif
