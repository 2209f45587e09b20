/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An office's own forms as a corpus: which sentences several of them share, where one of them says such a sentence in other words, and
 * which form lacks what all others have. What is shared can be written as fingerprints for the table `boilerplate`.
 */
#ifndef CMD_CORPUS_H
#define CMD_CORPUS_H

#include "assess/assess.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/passage.h"

enum {
	CORPUS_FORMS_MAX = 1000, /* an office has some sixty */
	/* Of all forms together, some 300 each; a sentence takes about 1 KB. */
	CORPUS_SENTENCES_MAX = 300000,
	/* Alike, but not the same: of 1000. */
	CORPUS_NEAR = 700,
};

struct corpus_sentence {
	struct passage passage;
	struct str item, label; /* of the form: III.6.other */
	size_t form;
	uint32_t line;
	size_t group;
};

/* Sentences with the same letters. */
struct corpus_group {
	size_t first;   /* sentence */
	size_t forms;   /* how many have it */
	size_t latest;  /* the form that was counted last */
	size_t nearest; /* shared group that it is nearly; SIZE_MAX: none */
};

struct corpus {
	struct arena arena;
	struct str *files;
	size_t file_count, file_room;
	struct corpus_sentence *sentences;
	size_t sentence_count, sentence_room;
	struct corpus_group *groups;
	size_t group_count, group_room;
	size_t *slots; /* by hash of the shingles: group + 1 */
	size_t slot_count;
	bool full; /* a limit was reached: the rest is not looked at */
};

/* Adds the sentences of a form. */
void corpus_add(struct corpus *corpus, const struct assessment *assessment);
/* After all forms: what strays from what is shared. */
void corpus_compare(struct corpus *corpus);
/* The findings as text, appended; how many there are. */
size_t corpus_report(struct corpus *corpus, enum lang lang, struct buf *out);
/* The shared sentences as a file of rules/data/, appended; from: valid from that day (empty: always). */
void corpus_write(struct corpus *corpus, struct str from, struct buf *out);
void corpus_release(struct corpus *corpus);

#endif
