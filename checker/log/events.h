/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with each record of a log: detections, the summary, what log_file says of it; all into a region. */
#ifndef LOG_EVENTS_H
#define LOG_EVENTS_H

#include "log/dict.h"
#include "log/log.h"
#include "log/part.h"
#include "log/record.h"
#include "log/summary.h"

struct log_counter {
	uint64_t matches, undecided;
	uint32_t first_undecided;
};

enum slot_kind {
	SLOT_TEXT,
	SLOT_TIME,    /* by its grain */
	SLOT_COUNT,   /* small numbers by table */
	SLOT_SUBJECT, /* numbers, many */
	SLOT_SEVERAL, /* a field that stands several times, or never: judged each time */
};

enum { SLOT_SMALL = 1024, SLOT_HOURS = 24, SLOT_HINTS = 4096 };

/* A text of at most eight bytes is a number (no text has a NUL): found without hashing and comparing texts. */
struct short_text {
	uint64_t word;
	uint32_t entry; /* index + 1; 0: free */
};
enum { SHORT_TEXTS = 4096 };

/* A field that is looked at in each record: because rules test it, because the summary groups by it, or both. */
struct log_slot {
	enum slot_kind kind;
	uint32_t place; /* in the record's fields */
	uint32_t *places;
	size_t place_count, place_room;
	int field;  /* of the classes; -1: no rule tests it */
	int column; /* enum part_column; -1: not in the summary */
	enum sigma_grain grain;
	struct dict dict;
	/* entries (index + 1) to try first: of the value before, and of the same user's record before */
	uint32_t last, *hints;
	struct short_text *shorts; /* a cache: two places for each word */
	uint32_t asked, missed;
	bool differs; /* hardly a value comes twice: not worth remembering */
	/* classes of what is no text: of null, of absent, of small numbers, of a day's hours */
	uint16_t null_class, absent_class;
	bool null_known, absent_known;
	int64_t day;
	uint16_t small[SLOT_SMALL];
	bool small_known[SLOT_SMALL];
};

/* Texts and their pseudonyms' bits, for the last of each hash: those that are no plain numbers. */
struct log_subject_cache;

struct log_format;

struct log_events {
	const struct log_job *job;
	struct str file;
	struct sink sink; /* diagnostics, into the part */
	struct log_mapping mapping;
	struct log_record record;
	const struct log_format *format; /* NULL: of no log */
	bool document;                   /* of JSON: not an object on each line */
	const char *encoding;            /* for log_file */
	struct region *region;
	struct part_head *head;
	struct part *part;
	struct summary summary;
	struct log_slot *slots;
	size_t slot_count, slot_room;
	unsigned layout;                 /* of the record, when the slots were bound */
	struct dict names[PART_COLUMNS]; /* of the part: text → number */
	struct part_text *texts[PART_COLUMNS];
	size_t text_count[PART_COLUMNS], text_room[PART_COLUMNS];
	struct numbers subjects;
	bool full; /* numbers are nearly used up: another part begins before the next record */
	uint64_t *subject_keys;
	size_t subject_count, subject_room;
	struct sigma_classes *classes;
	uint16_t *class_room, *class_of; /* of each field of the classes, for this record */
	uint32_t epoch;
	struct sigma_matcher *matcher; /* for the rules that classes cannot judge */
	const uint32_t *rest;
	size_t rest_count;
	const struct sigma_rule **rules; /* those that the log's logsource admits */
	size_t *detections;              /* their index in the job */
	struct log_counter *counters;
	size_t rule_count;
	uint8_t *admitted; /* NULL, or by origin and rule: does the origin's logsource admit it? */
	struct log_subject_cache *odd_subjects;
	/* Fills in what the format left out of the record because nobody had asked; NULL: nothing. */
	void (*complete)(void *context);
	void *complete_context;
	uint64_t records, bad;
	bool any;
	int64_t first, last;
	uint64_t match_tail, diag_tail;
	struct buf masked[LOG_FIELD_COUNT], hidden[LOG_FIELD_COUNT];
};

struct log_events *events_new(
    const struct log_job *job, const struct node *mapping, struct str file, struct region *region);
/* Rules by the logsources of the format (NULL: none but access), its columns, before the first record. */
void events_start(struct log_events *events, const struct log_format *format);
/* The record as filled in. Its bad ones are counted and said. */
bool events_take(struct log_events *events);
/* The same when the slots were taken already, and record->seconds is known. Before them events_room. */
void events_take_known(struct log_events *events, int64_t day, uint32_t second,
    struct summary_key key, uint32_t subject);
void events_room(struct log_events *events);
/* Slots for the record's present columns; again when record.layout changes. */
void events_bind(struct log_events *events);
/* A bad record that could not even be filled in. */
void events_bad(struct log_events *events, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b);
/* What is left into the part. Frees. complete: false when the log was refused. */
void events_end(struct log_events *events, bool complete);

/* slots.c: number and class of each slot's value into class_of and *key; the subject's number + 1. */
uint32_t
slots_take(struct log_events *events, int64_t day, uint32_t second, struct summary_key *key);
void slots_release(struct log_events *events);
/* One slot with its text. user: the record's, 0 while it is not known. */
uint32_t
slot_text(struct log_events *events, struct log_slot *slot, struct str text, uint32_t user);
/* The first eight bytes, what is beyond the text taken off: len at most 8, all 8 readable. */
static inline uint64_t
short_word(const char *text, size_t len)
{
	uint64_t word;

	memcpy(&word, text, sizeof word);
	return len >= 8 ? word : word & ((UINT64_C(1) << (len * 8)) - 1);
}
static inline struct short_text *
short_place(const struct log_slot *slot, uint64_t word)
{
	return &slot->shorts[(word * UINT64_C(0x9E3779B97F4A7C15)) >> 52 & ~UINT64_C(1)];
}

/*
 * The same when the text is one of those last seen; 8 bytes behind it must be readable. Its entry, or NULL: then ask slot_text.
 */
static inline struct dict_entry *
slot_text_seen(const struct log_slot *slot, struct str text, uint32_t user)
{
	if (text.len <= 8) {
		uint64_t word = short_word(text.ptr, text.len);
		const struct short_text *place = short_place(slot, word);
		uint32_t at = place[0].word == word ? place[0].entry
		    : place[1].word == word         ? place[1].entry
						    : 0;
		return at == 0 ? NULL : &slot->dict.entries[at - 1];
	}
	uint32_t at = slot->hints == NULL ? slot->last : slot->hints[user % SLOT_HINTS];
	if (at == 0)
		return NULL;
	struct dict_entry *entry = &slot->dict.entries[at - 1];
	if (entry->len != text.len)
		return NULL;
	size_t i = 0;
	for (; i + 8 < text.len; i += 8)
		if (hash_load(entry->text + i, 8) != hash_load(text.ptr + i, 8))
			return NULL;
	return hash_load(entry->text + text.len - 8, 8) == hash_load(text.ptr + text.len - 8, 8)
	    ? entry
	    : NULL;
}
void slot_time(struct log_events *events, struct log_slot *slot, int64_t day, uint32_t second);
void slot_count(struct log_events *events, struct log_slot *slot);
/* plain: key is that of the text; else text has none that is plain. */
uint32_t slot_subject(
    struct log_events *events, struct log_slot *slot, struct str text, bool plain, uint64_t key);
/* No text: null, or no such field. */
void slot_nothing(struct log_events *events, struct log_slot *slot, bool absent);
/* Classes were forgotten while a record was looked at: once more. */
bool slots_again(struct log_events *events);
/* The texts and subjects of the part, into the region; nothing is numbered then. */
void slots_finish(struct log_events *events);
void slots_start(struct log_events *events);

/* The key of hash tables: derived from the pseudonyms' key. */
uint64_t events_table_key(const struct pseudonym *pseudonym);

#endif
