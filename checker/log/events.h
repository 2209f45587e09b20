/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with each record of a log: detections, the summary, what log_file says of it; all into a region. */
#ifndef LOG_EVENTS_H
#define LOG_EVENTS_H

#include "log/dict.h"
#include "log/log.h"
#include "log/part.h"
#include "log/record.h"
#include "log/steps.h"
#include "log/summary.h"

struct log_counter {
	uint64_t matches, undecided;
	uint64_t rows, rows_tail; /* chunks */
	uint32_t first_undecided;
};

enum slot_kind {
	SLOT_TEXT,
	SLOT_TIME,    /* by its grain */
	SLOT_COUNT,   /* small numbers by table */
	SLOT_SUBJECT, /* numbers, many */
	SLOT_SEVERAL, /* a field that stands several times, or never: judged each time */
};

enum { SLOT_SMALL = 1024, SLOT_HOURS = 24, SLOT_SEEN = 1024 };

/* A text seen lately, with its number and class; two of them share a place. */
struct slot_value {
	struct dict_key key;
	uint32_t len; /* 0: free */
	uint32_t number, entry;
	uint16_t class;
};
struct slot_pair {
	struct slot_value values[2]; /* the newer one first */
};

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
	struct slot_pair *seen; /* SLOT_SEEN, by key */
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

enum { LOG_WHOLE_RECORD = 1 << LOG_FIELD_COUNT };

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
	bool *origin_seen; /* then: by origin, has a record been of it? */
	struct occurrences *occurrences; /* NULL: no correlation counts anything of this log */
	struct log_subject_cache *odd_subjects;
	/*
	 * Fills in what the format left out of the record because nobody had asked: the texts of these fields (bits by enum log_field), or
	 * the whole record (LOG_WHOLE_RECORD). NULL: nothing was left out.
	 */
	void (*complete)(void *context, unsigned fields);
	void *complete_context;
	uint64_t records, bad, bad_otherwise;
	bool any;
	int64_t first, last;
	struct log_steps steps;
	uint64_t diag_tail;
	struct buf masked[LOG_FIELD_COUNT], hidden[LOG_FIELD_COUNT];
};

struct log_events *events_new(
    const struct log_job *job, const struct node *mapping, struct str file, struct region *region);
/* Rules by the logsources of the format (NULL: none but access), its columns, before the first record. */
void events_start(struct log_events *events, const struct log_format *format);
/* The record as filled in. Its bad ones are counted and said. */
bool events_take(struct log_events *events);
/* Before a record's values are numbered: another part when numbers are nearly used up. */
void events_room(struct log_events *events);
/* A record's moment: the first and the last are said of the log, and where time does not run on. */
static inline void
events_span(struct log_events *events, int64_t seconds, uint32_t line)
{
	steps_take(&events->steps, events->region, events->head, seconds, line);
	if (!events->any || seconds < events->first)
		events->first = seconds;
	if (!events->any || seconds > events->last)
		events->last = seconds;
	events->any = true;
}
/* The last of records behind the one said last, whose time ran on from each to the next. */
static inline void
events_span_on(struct log_events *events, int64_t seconds)
{
	events->steps.previous = seconds;
	if (seconds > events->last)
		events->last = seconds;
}
/* Do groups differ by number_accessed? */
static inline bool
events_want_accessed(const struct log_events *events)
{
	return (events->job->activity_without & 1U << LOG_KEY_NUMBER_ACCESSED) == 0;
}
/* The number of a terminal with it. */
static inline uint32_t
events_accessed(uint32_t terminal, int number_accessed)
{
	const uint32_t bits = (UINT32_C(1) << PART_TERMINAL_BITS) - 1;

	return (terminal & bits) | (uint32_t)(number_accessed + 1) << PART_TERMINAL_BITS;
}
/* Slots for the record's present columns; again when record.layout changes. */
void events_bind(struct log_events *events);
/* A bad record that could not even be filled in. */
void events_bad(struct log_events *events, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b);
/* What is left into the part. Frees. complete: false when the log was refused. */
void events_end(struct log_events *events, bool complete);

/* slots.c: number and class of each slot's value into class_of and numbers (by enum part_column); the subject's number + 1. */
uint32_t slots_take(struct log_events *events, int64_t day, uint32_t second, uint32_t *numbers);
void slots_release(struct log_events *events);
/* One slot with its text; its number. */
uint32_t slot_text(struct log_events *events, struct log_slot *slot, struct str text);
static inline struct slot_pair *
slot_pair_of(const struct log_slot *slot, struct dict_key key)
{
	enum { BITS = 10 };
	_Static_assert(1 << BITS == SLOT_SEEN, "as many pairs as the hash has values");

	return &slot->seen[((key.first ^ key.last << 7) * UINT64_C(0x9E3779B97F4A7C15)) >>
	    (64 - BITS)];
}
static inline bool
slot_value_is(const struct log_slot *slot, const struct slot_value *value, struct str text,
    struct dict_key key)
{
	uint64_t other = (value->key.first ^ key.first) | (value->key.last ^ key.last) |
	    (value->len ^ (uint32_t)text.len);

	return other == 0 &&
	    (text.len <= 16 ||
		hash_same(slot->dict.entries[value->entry].text, text.ptr, text.len));
}
/* The same when the text was seen lately; NULL: ask slot_text. */
static inline __attribute__((always_inline)) const struct slot_value *
slot_seen(const struct log_slot *slot, struct str text, struct dict_key key)
{
	const struct slot_pair *pair = slot_pair_of(slot, key);

	if (__builtin_expect(slot_value_is(slot, &pair->values[0], text, key), 1))
		return &pair->values[0];
	return slot_value_is(slot, &pair->values[1], text, key) ? &pair->values[1] : NULL;
}
void slot_time(struct log_events *events, struct log_slot *slot, int64_t day, uint32_t second);
void slot_count(struct log_events *events, struct log_slot *slot);
/* plain: key is that of the text; else text has none that is plain. */
uint32_t slot_subject(
    struct log_events *events, struct log_slot *slot, struct str text, bool plain, uint64_t key);
/* No text: null, or no such field. */
void slot_nothing(struct log_events *events, struct log_slot *slot, bool absent);
/* Does the summary count different subjects? */
static inline bool
events_want_subjects(const struct log_events *events)
{
	return events->job->activity && !events->job->activity_no_subjects;
}
/* Classes were forgotten while a record was looked at: once more. */
bool slots_again(struct log_events *events);
/* The texts and subjects of the part, into the region; nothing is numbered then. */
void slots_finish(struct log_events *events);
void slots_start(struct log_events *events);

/* The key of hash tables: derived from the pseudonyms' key. */
uint64_t events_table_key(const struct pseudonym *pseudonym);

#endif
