/* SPDX-License-Identifier: Apache-2.0 */
/* Confirming on a terminal: one question a screen. */
#ifndef CMD_CONFIRM_ASK_H
#define CMD_CONFIRM_ASK_H

#include "cmd/cmd.h"
#include "confirm/confirm.h"

/*
 * Asks what is open, in form order, until all is answered or left, or the person quits. Each answer is saved to path at
 * once: who stops, or is stopped, goes on there the next time. false with diagnostics when it could not be saved.
 */
bool confirm_ask(struct cmd *cmd, struct confirm_form *form, const struct confirm_source *source,
    struct str path);

/* What was typed for an item, as the node that a file of answers would hold; NULL: it names a box that is not there. */
struct node *confirm_typed(struct arena *arena, const struct form_item *def, struct str typed);

/* The screen of a question: what is asked, what the source shows, what can be answered. at of count, from 1. */
void confirm_write_screen(const struct confirm_form *form, const struct confirm_source *source,
    const struct confirm_question *question, size_t at, size_t count, enum lang lang,
    struct buf *out);

#endif
