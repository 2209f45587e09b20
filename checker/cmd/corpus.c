/* SPDX-License-Identifier: Apache-2.0 */
/* A corpus of forms: sentences grouped by their letters, and the groups that are nearly a shared one. */
#include "cmd/corpus.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

/* --- sentences and groups ----------------------------------------------------------------------------- */

static uint64_t
hash_of(const struct passage *passage)
{
	return str_hash((struct str){
	    (const char *)passage->shingles, passage->shingle_count * sizeof *passage->shingles });
}

static bool
same_letters(const struct passage *a, const struct passage *b)
{
	return a->shingle_count == b->shingle_count &&
	    memcmp(a->shingles, b->shingles, a->shingle_count * sizeof *a->shingles) == 0;
}

static void
slots_grow(struct corpus *corpus)
{
	enum { FIRST = 4096 };
	size_t count = corpus->slot_count == 0 ? FIRST : mem_mul(corpus->slot_count, 2);

	free(corpus->slots);
	corpus->slots = mem_alloc(count, sizeof *corpus->slots);
	corpus->slot_count = count;
	for (size_t g = 0; g < corpus->group_count; g++) {
		const struct corpus_sentence *first = &corpus->sentences[corpus->groups[g].first];
		size_t at = (size_t)(hash_of(&first->passage) % count);

		while (corpus->slots[at] != 0)
			at = (at + 1) % count;
		corpus->slots[at] = g + 1;
	}
}

/* The group of the sentence that was added last. */
static size_t
group_of(struct corpus *corpus, size_t sentence)
{
	const struct passage *passage = &corpus->sentences[sentence].passage;

	if (corpus->group_count * 2 >= corpus->slot_count)
		slots_grow(corpus);
	size_t at = (size_t)(hash_of(passage) % corpus->slot_count);
	for (; corpus->slots[at] != 0; at = (at + 1) % corpus->slot_count) {
		size_t g = corpus->slots[at] - 1;

		if (same_letters(&corpus->sentences[corpus->groups[g].first].passage, passage))
			return g;
	}
	*ARRAY_ADD(corpus->groups, corpus->group_count, corpus->group_room) =
	    (struct corpus_group){ sentence, 0, SIZE_MAX, SIZE_MAX };
	corpus->slots[at] = corpus->group_count;
	return corpus->group_count - 1;
}

static void
add_sentence(struct corpus *corpus, struct corpus_sentence sentence)
{
	*ARRAY_ADD(corpus->sentences, corpus->sentence_count, corpus->sentence_room) = sentence;
	size_t g = group_of(corpus, corpus->sentence_count - 1);

	corpus->sentences[corpus->sentence_count - 1].group = g;
	corpus->groups[g].forms += corpus->groups[g].latest != sentence.form;
	corpus->groups[g].latest = sentence.form;
}

static void
add_item(struct corpus *corpus, const struct item *item, size_t form)
{
	struct buf id = { 0 };
	struct str rest = arena_str(&corpus->arena, number_masked(&corpus->arena, item->text));
	struct corpus_sentence sentence = { .form = form, .line = item->line };

	form_id_write(&item->id, &id);
	sentence.item = arena_str(&corpus->arena, buf_str(&id));
	sentence.label = arena_str(&corpus->arena, item->id.item->label);
	while (!corpus->full && passage_next(&rest, &corpus->arena, &sentence.passage)) {
		corpus->full = corpus->sentence_count >= CORPUS_SENTENCES_MAX;
		if (!corpus->full)
			add_sentence(corpus, sentence);
	}
	buf_release(&id);
}

void
corpus_add(struct corpus *corpus, const struct assessment *assessment)
{
	if (corpus->file_count >= CORPUS_FORMS_MAX)
		corpus->full = true;
	if (corpus->full)
		return;
	size_t form = corpus->file_count;
	*ARRAY_ADD(corpus->files, corpus->file_count, corpus->file_room) =
	    arena_str(&corpus->arena, assessment->file);
	for (size_t i = 0; i < assessment->count; i++) {
		const struct item *item = &assessment->items[i];

		/* The table of changes is history: its sentences are those of other days. */
		if (item->state == ITEM_READ && form_type_is_text(item->id.item->type) &&
		    !str_has(item->id.item->def, STR(".change[]")))
			add_item(corpus, item, form);
	}
}

/* --- what strays ------------------------------------------------------------------------------------------ */

/* In two forms and more; and not the wording of a few beside that of many. */
static bool
is_shared(const struct corpus_group *group)
{
	return group->forms >= 2;
}

void
corpus_compare(struct corpus *corpus)
{
	struct passage_known *known = mem_alloc(corpus->group_count + 1, sizeof *known);
	size_t *groups = mem_alloc(corpus->group_count + 1, sizeof *groups);
	struct passage_library library;
	size_t count = 0;

	for (size_t g = 0; g < corpus->group_count; g++) {
		const struct passage *passage = &corpus->sentences[corpus->groups[g].first].passage;

		if (!is_shared(&corpus->groups[g]))
			continue;
		known[count] = (struct passage_known){ passage->shingles, passage->shingle_count };
		groups[count++] = g;
	}
	passage_library_init(&library, known, count);
	for (size_t g = 0; g < corpus->group_count; g++) {
		struct corpus_group *group = &corpus->groups[g];
		const struct passage *passage = &corpus->sentences[group->first].passage;
		size_t found, differences;

		if (is_shared(group))
			continue;
		found = passage_library_find(&library, passage);
		if (found != SIZE_MAX &&
		    passage_compare(passage, known[found].shingles, known[found].count, NULL, 0,
			&differences) >= CORPUS_NEAR)
			group->nearest = groups[found];
	}
	passage_library_release(&library);
	free(known);
	free(groups);
}

static void
say_stray(
    const struct corpus *corpus, const struct corpus_sentence *sentence, bool en, struct buf *out)
{
	const struct corpus_group *shared =
	    &corpus->groups[corpus->groups[sentence->group].nearest];
	const struct passage *other = &corpus->sentences[shared->first].passage;
	struct passage_difference mine = { 0 }, theirs = { 0 };
	struct buf line = { 0 };
	size_t count;

	passage_compare(
	    &sentence->passage, other->shingles, other->shingle_count, &mine, 1, &count);
	passage_compare(
	    other, sentence->passage.shingles, sentence->passage.shingle_count, &theirs, 1, &count);
	buf_addf(&line, "%.*s:%u  %.*s %.*s\n", STR_ARG(corpus->files[sentence->form]),
	    sentence->line, STR_ARG(sentence->item), STR_ARG(sentence->label));
	buf_addf(
	    &line, en ? "  here     …%.*s…\n" : "  ここ        …%.*s…\n", STR_ARG(mine.around));
	buf_addf(&line, en ? "  %zu others …%.*s…\n" : "  ほか%zu評価書 …%.*s…\n", shared->forms,
	    STR_ARG(theirs.around));
	text_visible_lines(buf_str(&line), out);
	buf_release(&line);
}

/* The form without the group's sentence, and without one that is nearly it; SIZE_MAX: there is none. */
static size_t
form_without(const struct corpus *corpus, size_t group)
{
	bool *has = mem_alloc(corpus->file_count + 1, sizeof *has);
	size_t without = 0;

	for (size_t i = 0; i < corpus->sentence_count; i++) {
		const struct corpus_sentence *s = &corpus->sentences[i];

		has[s->form] |= s->group == group || corpus->groups[s->group].nearest == group;
	}
	while (without < corpus->file_count && has[without])
		without++;
	free(has);
	return without < corpus->file_count ? without : SIZE_MAX;
}

/* What all forms but one have; with three forms and more, as one of two may just be another. */
static size_t
say_missing(const struct corpus *corpus, bool en, struct buf *out)
{
	size_t said = 0;

	for (size_t g = 0; corpus->file_count > 2 && g < corpus->group_count; g++) {
		const struct corpus_sentence *first = &corpus->sentences[corpus->groups[g].first];

		size_t form = corpus->groups[g].forms + 1 == corpus->file_count
		    ? form_without(corpus, g)
		    : SIZE_MAX;
		struct buf line = { 0 };

		if (form == SIZE_MAX)
			continue;
		buf_addf(
		    &line, "%.*s  %.*s\n  ", STR_ARG(corpus->files[form]), STR_ARG(first->item));
		buf_addf(&line,
		    en ? "does not have what all others have: %.*s\n"
		       : "ほかのすべてにある文がない: %.*s\n",
		    STR_ARG(first->passage.text));
		text_visible_lines(buf_str(&line), out);
		buf_release(&line);
		said++;
	}
	return said;
}

size_t
corpus_report(struct corpus *corpus, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;
	size_t shared = 0, strays = 0;

	for (size_t i = 0; i < corpus->sentence_count; i++) {
		const struct corpus_sentence *sentence = &corpus->sentences[i];

		if (corpus->groups[sentence->group].nearest == SIZE_MAX)
			continue;
		say_stray(corpus, sentence, en, out);
		strays++;
	}
	size_t missing = say_missing(corpus, en, out);
	for (size_t g = 0; g < corpus->group_count; g++)
		shared += is_shared(&corpus->groups[g]);
	buf_addf(out,
	    en ? "%zu forms, %zu sentences in two or more of them; %zu stray from these, %zu are "
		 "missing in one form\n"
	       : "評価書 %zu、二つ以上の評価書にある文 %zu、そこから外れる文 "
		 "%zu、一つの評価書だけにない文 %zu\n",
	    corpus->file_count, shared, strays, missing);
	return strays + missing;
}

/* --- fingerprints ------------------------------------------------------------------------------------------ */

void
corpus_write(struct corpus *corpus, struct str from, struct buf *out)
{
	buf_addf(out,
	    "# piacheck corpus: %zu forms. Fingerprints of sentences that two or more of them "
	    "share, "
	    "for --rules DIR/ with this file in DIR/data/.\n"
	    "table: boilerplate\n"
	    "description: passage, its generation, first and last day on which the generation is "
	    "up "
	    "to date, shingles\n"
	    "columns: [passage, generation, valid_from, valid_until, shingles]\nrows:%s\n",
	    corpus->file_count, corpus->group_count == 0 ? " []" : "");
	for (size_t g = 0; g < corpus->group_count; g++) {
		const struct passage *passage = &corpus->sentences[corpus->groups[g].first].passage;

		if (!is_shared(&corpus->groups[g]))
			continue;
		buf_addf(out, "  - [own-%016llx, 1, \"%.*s\", \"9999-12-31\", \"",
		    (unsigned long long)hash_of(passage), STR_ARG(from));
		passage_write(passage->shingles, passage->shingle_count, out);
		buf_adds(out, "\"]\n");
	}
}

void
corpus_release(struct corpus *corpus)
{
	free(corpus->files);
	free(corpus->sentences);
	free(corpus->groups);
	free(corpus->slots);
	arena_release(&corpus->arena);
	*corpus = (struct corpus){ 0 };
}
