/* SPDX-License-Identifier: Apache-2.0 */
/* The talk with a person: ask, judge, save, go on; undo and quit at any question. */
#include "cmd/confirm_ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

/* What :u takes back: an answer, with the bytes before it, or a question that was left for later. */
struct step {
	struct form_id id;
	struct str bytes;
	bool answered;
};

struct talk {
	struct cmd *cmd;
	struct confirm_form *form;
	const struct confirm_source *source;
	struct str path;
	struct arena arena;
	struct step *steps;
	size_t count, room;
	struct form_id at; /* the last question that was dealt with */
	bool started, inclusive;
	struct buf input; /* typed and not yet used */
	struct buf note;  /* said above the next question */
	bool ended;       /* no more is typed */
};

/* --- typing ---------------------------------------------------------------------------------- */

/* One line as typed, without its end; false: the terminal is closed (^D). */
static bool
read_line(struct talk *talk, struct buf *line)
{
	char bytes[1024];

	for (;;) {
		struct str have = buf_str(&talk->input);
		size_t end = str_find_char(have, '\n', 0);

		if (end != STR_NONE) {
			struct buf rest = { 0 };

			buf_add(line, str_sub(have, 0, end));
			buf_add(&rest, str_from(have, end + 1));
			buf_release(&talk->input);
			talk->input = rest;
			return true;
		}
		ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		buf_add(&talk->input, (struct str){ bytes, (size_t)n });
	}
}

/* Lines that end in \ go on. */
static bool
read_typed(struct talk *talk, struct buf *typed)
{
	for (;;) {
		if (!read_line(talk, typed))
			return false;
		if (typed->len == 0 || typed->ptr[typed->len - 1] != '\\')
			return true;
		typed->ptr[typed->len - 1] = '\n';
		fputs("… ", stdout);
		fflush(stdout);
	}
}

/* --- screen ---------------------------------------------------------------------------------- */

static bool
can_clear(void)
{
	const char *term = getenv("TERM");

	return term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

static void
show(struct talk *talk, const struct confirm_question *question, size_t at, size_t count)
{
	struct buf screen = { 0 };
	bool en = talk->cmd->lang == LANG_EN, proposed = confirm_is_proposed(question);

	if (can_clear())
		buf_adds(&screen, "\033[2J\033[H");
	else
		buf_adds(&screen, "\n----\n");
	confirm_write_screen(
	    talk->form, talk->source, question, at, count, talk->cmd->lang, &screen);
	if (talk->note.len > 0)
		buf_addf(&screen, "\n%s", talk->note.ptr);
	buf_clear(&talk->note);
	if (proposed)
		buf_adds(&screen, en ? "\n[Enter: as proposed] > " : "\n[Enter: 候補のとおり] > ");
	else
		buf_adds(&screen, en ? "\n[Enter: later] > " : "\n[Enter: 後で] > ");
	fwrite(screen.ptr, 1, screen.len, stdout);
	fflush(stdout);
	buf_release(&screen);
}

/* --- answering ------------------------------------------------------------------------------- */

static void
note_diags(struct talk *talk, struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		diag_text(&diags->list[i], talk->cmd->lang, &talk->note);
		buf_addc(&talk->note, '\n');
	}
}

static struct step *
add_step(struct talk *talk, const struct form_id *id)
{
	struct step *step = ARRAY_ADD(talk->steps, talk->count, talk->room);

	*step = (struct step){ .id = *id };
	return step;
}

static void
move_on(struct talk *talk, const struct form_id *id)
{
	talk->at = *id;
	talk->started = true;
	talk->inclusive = false;
}

/* The answer as a tree that a file would hold. */
static struct node *
answers_of(struct talk *talk, const struct form_id *id, struct node *answer, struct arena *arena)
{
	struct node *root = node_new(arena, NODE_MAP, 0, 0),
		    *list = node_new(arena, NODE_MAP, 0, 0);
	struct buf name = { 0 };

	form_id_write(id, &name);
	node_put(arena, list, buf_str(&name), answer);
	buf_release(&name);
	node_put(arena, root, STR("piacheck"), node_text(arena, STR("confirm/1")));
	node_put(arena, root, STR("form"), node_text(arena, talk->form->assessment.form->number));
	node_put(arena, root, STR("answers"), list);
	return root;
}

/* false: it could not be saved, and the talk ends. A wrong answer is said, and asked for again. */
static bool
answer(struct talk *talk, const struct confirm_question *question, struct str typed)
{
	struct arena arena = { 0 };
	struct assessment answers = { 0 };
	struct diags diags = { 0 };
	struct form_id id = question->id;
	struct node *node = confirm_typed(&arena, id.item, typed);
	struct str before = arena_str(&talk->arena, buf_str(&talk->form->bytes));
	size_t confirmed = 0;
	bool saved = true;

	if (node == NULL) {
		buf_adds(&talk->note,
		    talk->cmd->lang == LANG_EN ? "There is no such box.\n"
					       : "その印はありません。\n");
	} else if (!confirm_answers_from_node(talk->form, answers_of(talk, &id, node, &arena),
		       STR(""), &answers, &diags) ||
	    !confirm_apply(talk->form, &answers, &confirmed, &diags)) {
		note_diags(talk, &diags);
	} else {
		note_diags(talk, &diags);
		saved = confirm_save(talk->form, talk->path, &talk->cmd->diags);
		struct step *step = add_step(talk, &id);
		step->answered = true;
		step->bytes = before;
		move_on(talk, &id);
	}
	assess_release(&answers);
	diags_release(&diags);
	arena_release(&arena);
	return saved;
}

static bool
undo(struct talk *talk)
{
	bool en = talk->cmd->lang == LANG_EN;

	if (talk->count == 0) {
		buf_adds(
		    &talk->note, en ? "There is nothing to undo.\n" : "戻すものはありません。\n");
		return true;
	}
	struct step *step = &talk->steps[--talk->count];
	talk->at = step->id;
	talk->started = talk->inclusive = true;
	return !step->answered ||
	    (confirm_restore(talk->form, step->bytes, &talk->cmd->diags) &&
		confirm_save(talk->form, talk->path, &talk->cmd->diags));
}

static void
leave(struct talk *talk, const struct confirm_question *question)
{
	struct form_id id = question->id;

	add_step(talk, &id);
	move_on(talk, &id);
}

/* A command begins with a colon, also a wide one; its letter, or 0. */
static char
command_of(struct str typed)
{
	static const struct str wide = STR_INIT("：");
	struct str rest = typed;

	if (str_starts(rest, wide))
		rest = str_from(rest, wide.len);
	else if (str_starts(rest, STR(":")))
		rest = str_from(rest, 1);
	else
		return 0;
	return rest.len == 1 ? str_lower(rest.ptr[0]) : '?';
}

static bool
react(struct talk *talk, const struct confirm_question *question, struct str typed)
{
	char command = command_of(typed);

	if (typed.len == 0 && confirm_is_proposed(question))
		return answer(talk, question, STR("="));
	if (typed.len == 0)
		command = 's';
	switch (command) {
	case 0:
		return answer(talk, question, typed);
	case 'b':
		return answer(talk, question, STR(""));
	case 's':
		leave(talk, question);
		return true;
	case 'u':
		return undo(talk);
	case 'q':
		talk->ended = true;
		return true;
	default:
		buf_adds(&talk->note,
		    talk->cmd->lang == LANG_EN ? "There is no such command.\n"
					       : "そのコマンドはありません。\n");
		return true;
	}
}

/* The first question behind the last one, or from it on when that was taken back. */
static size_t
find_next(const struct talk *talk, const struct confirm_question *questions, size_t count)
{
	size_t i = 0;

	for (; talk->started && i < count; i++) {
		int c = form_id_cmp(&questions[i].id, &talk->at);

		if (c > 0 || (c == 0 && talk->inclusive))
			break;
	}
	return i;
}

bool
confirm_ask(struct cmd *cmd, struct confirm_form *form, const struct confirm_source *source,
    struct str path)
{
	struct talk talk = { .cmd = cmd, .form = form, .source = source, .path = path };
	bool good = true;

	while (good && !talk.ended) {
		struct arena arena = { 0 };
		struct confirm_question *questions;
		size_t count = confirm_questions(&form->assessment, &arena, &questions);
		size_t next = find_next(&talk, questions, count);
		struct buf typed = { 0 };

		if (next == count) {
			talk.ended = true;
		} else {
			show(&talk, &questions[next], next + 1, count);
			if (read_typed(&talk, &typed))
				good = react(&talk, &questions[next], str_trim(buf_str(&typed)));
			else
				talk.ended = true;
		}
		buf_release(&typed);
		arena_release(&arena);
	}
	fputs(can_clear() ? "\033[2J\033[H" : "\n", stdout);
	fflush(stdout);
	free(talk.steps);
	buf_release(&talk.input);
	buf_release(&talk.note);
	arena_release(&talk.arena);
	return good;
}
