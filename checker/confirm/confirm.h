/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Confirming: what an import left unknown or only proposed becomes what a person says. Questions are asked in form order;
 * answers come from a YAML file or, one by one, from a terminal, and are judged like any assessment. What is settled is
 * never overwritten, and of the file only the answered items change: comments and order stay as their author left them.
 *
 * Answers                         '' blank, なし none; not filled in: left as it is
 *   piacheck: confirm/1
 *   form: "3"
 *   answers:
 *     I.5.1: 1                     an option by number or text
 *     I.5.2: 番号法第19条第8号…
 *     II.2.3: =                    the proposal holds
 *     II.3.1: [本人又は本人の代理人, 民間事業者: 医療機関]   the checked boxes; all others are unchecked
 *     II.3.2: {紙: checked}        one box; the others stay as they are
 */
#ifndef CONFIRM_CONFIRM_H
#define CONFIRM_CONFIRM_H

#include <stdbool.h>
#include <stddef.h>

#include "assess/assess.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/node.h"
#include "form/form.h"

/* A structured assessment that is being confirmed: its bytes, and what they say. */
struct confirm_form {
	struct str file; /* as the user named it */
	const struct forms *forms;
	enum assess_kind kind;        /* ASSESS_YAML or ASSESS_XML */
	struct buf bytes;             /* with the answers so far */
	struct buf saved;             /* what the file holds as far as we know */
	struct assessment assessment; /* what bytes say */
	size_t faults; /* bad items in them: they count as unknown, and an answer replaces them */
};
/* false with diagnostics; release in any case. */
bool confirm_open(
    struct confirm_form *form, struct str file, const struct forms *forms, struct diags *diags);
void confirm_close(struct confirm_form *form);
/* Takes back what was applied: the bytes are those of an earlier time. */
bool confirm_restore(struct confirm_form *form, struct str bytes, struct diags *diags);
/*
 * Writes the bytes, all or nothing. Into the form's own file only while it holds what we read or wrote last: who
 * edited it meanwhile loses nothing. A path that ends in .xml or .yaml may be the other kind than the form's.
 */
bool confirm_save(struct confirm_form *form, struct str path, struct diags *diags);

/* An item that is not settled: unknown, proposed, or boxes of which some are unknown. */
struct confirm_question {
	struct form_id id;
	const struct item *item; /* NULL: nothing is stated */
};
/* In form order, in the arena. */
size_t confirm_questions(
    const struct assessment *assessment, struct arena *arena, struct confirm_question **questions);
bool confirm_is_proposed(const struct confirm_question *question);

/* The lines of the text that a form was imported from, to show beside a question. */
struct confirm_source {
	struct arena arena;
	struct str file;
	struct str *lines;
	size_t count;
};
/* Texts in UTF-8 alone have lines that can be shown; false with a diagnostic for others. */
bool confirm_source_open(struct confirm_source *source, struct str file, struct diags *diags);
void confirm_source_close(struct confirm_source *source);
/* Empty when there is none. Lines count from 1. */
struct str confirm_source_line(const struct confirm_source *source, uint32_t line);

/* "Ⅱ 4. 委託事項2 ③委託先名", ready to be shown. */
void confirm_write_title(const struct form_id *id, struct buf *out);
/* A value on one line, ready to be shown: the text, "2) 十分である", "[紙, 専用線]". */
void confirm_write_value(const struct item *item, struct buf *out);
/* All open questions as a file of answers to fill in. source may be NULL. */
void confirm_write_list(const struct confirm_form *form, const struct confirm_source *source,
    enum lang lang, struct buf *out);

/*
 * Answers for a form, as an assessment that states only them; read from a file in a worker, or made of a tree. false with
 * diagnostics when any is wrong: then none counts. The caller releases *answers in any case.
 */
bool confirm_read_answers(const struct confirm_form *form, struct str file,
    struct assessment *answers, struct diags *diags);
bool confirm_answers_from_node(const struct confirm_form *form, const struct node *root,
    struct str file, struct assessment *answers, struct diags *diags);

/*
 * Puts the answers into the form's bytes. *confirmed: how many items changed. false with diagnostics when one
 * contradicts what is settled, or the file is written in a way that cannot be edited without losing something: then the form is as it was.
 */
bool confirm_apply(struct confirm_form *form, const struct assessment *answers, size_t *confirmed,
    struct diags *diags);

#endif
