/* SPDX-License-Identifier: Apache-2.0 */
/* Records by their separators. */
#include "log/fast_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/scope.h"
#include "log/match_rows.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600 };

/* A slot's columns, the best first; or, without any, what is the same in all records. */
struct wanted {
	struct log_slot *slot; /* NULL: number_accessed for the summary */
	enum slot_kind kind;
	enum log_field field; /* LOG_FIELD_COUNT: a column of its own */
	bool absent;
	uint16_t columns[LOG_CANDIDATES_MAX];
	size_t count;
	struct str constant;
};

/* number, field: as the slot's column and field, plus one: 0 is nobody's place. */
struct simple {
	uint16_t column, number, field;
	struct log_slot *slot;
};

enum { RUN_SLOTS = 4, RUN_BYTES = 56, RUNS = 4096 };
struct seen_run {
	uint32_t user, len; /* len 0: free */
	char bytes[RUN_BYTES];
	uint32_t numbers[RUN_SLOTS];
	uint16_t classes[RUN_SLOTS];
	uint32_t epoch;
};

struct fast_csv {
	struct log_events *events;
	size_t columns;
	char delimiter;
	uint16_t times[LOG_CANDIDATES_MAX];
	size_t time_count;
	struct wanted *wanted; /* the rest of the slots */
	size_t wanted_count, wanted_room;
	/* texts of one column each */
	struct simple *simple;
	size_t simple_count, simple_room;
	/* simple slots run_first … of adjacent columns, that mostly are what they were at the same user's record before */
	size_t run_first, run_count;
	struct seen_run *runs;     /* by user */
	uint16_t run_from, run_to; /* columns */
	uint16_t subject_column;   /* UINT16_MAX: none, or several */
	struct simd_table table;
	/* where the table was found, and how far it was used */
	const char *base;
	size_t next; /* index into table.ends */
	/* of the record in hand */
	const char *start;
	const uint32_t *at; /* the separator before it, then its own */
	char *
	    unquoted; /* room for four times the window: a record may be unquoted anew for whoever asks */
	size_t unquoted_len, unquoted_room;
	/* the date of the record before */
	char date[10];
	int64_t date_day;
	bool has_date;
};

/* --- fields -------------------------------------------------------------------------------------- */

/* A field in quotes, doubled ones made one. */
static __attribute__((noinline)) struct str
unquote(struct fast_csv *f, struct str text)
{
	struct str inner = { text.ptr + 1, text.len - 2 };
	const char *quote = memchr(inner.ptr, '"', inner.len);

	if (quote == NULL)
		return inner;
	char *out = f->unquoted + f->unquoted_len;
	size_t len = 0;
	while (quote != NULL) {
		size_t part = (size_t)(quote - inner.ptr) + 1;
		memcpy(out + len, inner.ptr, part);
		len += part;
		inner = str_from(inner, part + 1);
		quote = inner.len == 0 ? NULL : memchr(inner.ptr, '"', inner.len);
	}
	if (inner.len > 0)
		memcpy(out + len, inner.ptr, inner.len);
	len += inner.len;
	f->unquoted_len += len;
	return (struct str){ out, len };
}

static inline __attribute__((always_inline)) struct str
field(struct fast_csv *f, size_t column)
{
	uint32_t from = f->at[column] + 1, len = f->at[column + 1] - from;
	struct str text = { f->base + from, len };

	if (column + 1 == f->columns && len > 0 && text.ptr[len - 1] == '\r')
		text.len--;
	if (__builtin_expect(text.ptr[0] == '"', 0))
		return unquote(f, text);
	return text;
}

static inline struct str
wanted_text(struct fast_csv *f, const struct wanted *w)
{
	struct str text = w->constant;

	for (size_t i = 0; text.len == 0 && i < w->count; i++)
		text = field(f, w->columns[i]);
	return text;
}

/* Somebody wants the whole record after all. */
static void
complete(void *context)
{
	struct fast_csv *f = context;
	struct log_record *record = &f->events->record;
	struct str fault;

	for (size_t i = 0; i < f->columns; i++) {
		struct str value = field(f, i);
		record_set(record, i, value, value.len == 0);
	}
	(void)record_complete(record, &fault);
}

/* --- the time ------------------------------------------------------------------------------------ */

static inline int
two(const char *p)
{
	unsigned tens = (unsigned char)p[0] - '0', ones = (unsigned char)p[1] - '0';

	return tens > 9 || ones > 9 ? 100 : (int)(tens * 10 + ones);
}

/* hh:mm:ss as seconds; 86400 or more: it is something else. */
static inline uint32_t
clock_of(const char *p)
{
	/* ASCII digits differ from '0' in the lower four bits only; the colons not at all. */
	uint64_t word = hash_load(p, 8) ^ UINT64_C(0x30303A30303A3030);

	if (((word | (word + UINT64_C(0x0606000606000606))) & UINT64_C(0xF0F0FFF0F0FFF0F0)) != 0)
		return DAY_SEC;
	uint32_t h = (uint32_t)((word & 15) * 10 + (word >> 8 & 15));
	uint32_t m = (uint32_t)((word >> 24 & 15) * 10 + (word >> 32 & 15));
	uint32_t s = (uint32_t)((word >> 48 & 15) * 10 + (word >> 56));
	return h > 23 || m > 59 || s > 59 ? DAY_SEC : h * 3600 + m * 60 + s;
}

/* yyyy-mm-dd hh:mm:ss in Japan, of a day like the record's before: all others are for log_time_parse. */
static bool
take_time(struct fast_csv *f, int64_t *day, uint32_t *second)
{
	struct log_events *events = f->events;
	struct log_record *record = &events->record;
	struct str text = field(f, f->times[0]);

	for (size_t i = 1; text.len == 0 && i < f->time_count; i++)
		text = field(f, f->times[i]);
	bool plain = (text.len == 19 && !record->mapping->has_offset) ||
	    (text.len == 25 && hash_same(text.ptr + 19, "+09:00", 6));
	if (plain && f->has_date && hash_same(text.ptr, f->date, sizeof f->date) &&
	    (text.ptr[10] == 'T' || text.ptr[10] == ' ')) {
		*second = clock_of(text.ptr + 11);
		if (*second < DAY_SEC) {
			*day = f->date_day;
			record->seconds = *day * DAY_SEC + *second - JST_SEC;
			return true;
		}
	}
	if (text.len == 0 ||
	    !log_time_parse(&record->clock, record->mapping, text, &record->seconds) ||
	    log_time_iso(&record->clock, record->seconds).len == 0)
		return false;
	int64_t local = record->seconds + JST_SEC;
	*day = local >= 0 ? local / DAY_SEC : -((DAY_SEC - 1 - local) / DAY_SEC);
	*second = (uint32_t)(local - *day * DAY_SEC);
	/* Is the date as written the day in Japan? */
	f->has_date = plain && record->mapping->time_format.len == 0 && two(text.ptr + 11) < 24;
	if (f->has_date) {
		memcpy(f->date, text.ptr, sizeof f->date);
		f->date_day = *day;
	}
	return true;
}

/* --- records ------------------------------------------------------------------------------------- */

/* Plain digits, as they are written in records; what is not is completed in full. */
static void
take_count(struct fast_csv *f, struct log_slot *slot, struct str text)
{
	struct log_record *record = &f->events->record;
	struct sigma_field *field = &record->fields[LOG_COUNT];
	int64_t n = 0;

	bool plain = text.len < 10 && (text.ptr[0] != '0' || text.len == 1);
	for (size_t i = 0; plain && i < text.len; i++) {
		unsigned digit = (unsigned char)text.ptr[i] - '0';
		plain = digit <= 9;
		n = n * 10 + digit;
	}
	field->value = text;
	field->null = field->absent = false;
	record->has_count = true;
	record->count = n;
	if (!plain)
		record_complete_count(record);
	slot_count(f->events, slot);
}

/* 1/0 or as logs write it; the text that Sigma sees is 1 or 0 when it is known. */
static struct str
take_number_accessed(struct fast_csv *f, struct str text)
{
	struct log_record *record = &f->events->record;
	struct sigma_field *field = &record->fields[LOG_NUMBER_ACCESSED];

	*field = (struct sigma_field){ .name = field->name, .value = text, .null = text.len == 0 };
	record_complete_number_accessed(record);
	return field->value;
}

static uint32_t
take_subject(struct fast_csv *f, struct log_slot *slot, struct str text)
{
	uint64_t key = 0;
	bool plain = subject_key_plain(text, &key);

	return slot_subject(f->events, slot, text, plain, key);
}

static inline void
take_simple(struct fast_csv *f, const struct simple *one, uint32_t *numbers)
{
	struct log_events *events = f->events;
	struct str text = field(f, one->column);
	const struct dict_entry *entry = slot_text_seen(one->slot, text, numbers[PART_USER + 1]);

	if (__builtin_expect(entry != NULL && entry->classed && text.len > 0, 1)) {
		numbers[one->number] = entry->number;
		events->class_of[(int)one->field - 1] = entry->class;
	} else if (text.len == 0) {
		slot_nothing(events, one->slot, false);
		numbers[one->number] = 0;
	} else {
		numbers[one->number] = slot_text(events, one->slot, text, numbers[PART_USER + 1]);
	}
}

/* --- runs of columns ----------------------------------------------------------------------------- */

static struct str
run_text(const struct fast_csv *f)
{
	uint32_t from = f->at[f->run_from] + 1;

	return (struct str){ f->base + from, f->at[f->run_to + 1] - from };
}

static inline bool
run_seen(struct fast_csv *f, uint32_t *numbers)
{
	uint32_t user = numbers[PART_USER + 1];
	BUG_IF(f->runs == NULL);
	const struct seen_run *run = &f->runs[user % RUNS];
	struct str text = run_text(f);

	if (run->user != user || run->len != text.len || run->epoch != f->events->epoch)
		return false;
	if (!hash_same(run->bytes, text.ptr, text.len))
		return false;
	for (size_t i = 0; i < f->run_count; i++) {
		const struct simple *one = &f->simple[f->run_first + i];
		numbers[one->number] = run->numbers[i];
		f->events->class_of[(int)one->field - 1] = run->classes[i];
	}
	return true;
}

static void
run_keep(struct fast_csv *f, const uint32_t *numbers)
{
	uint32_t user = numbers[PART_USER + 1];
	struct seen_run *run = &f->runs[user % RUNS];
	struct str text = run_text(f);

	run->len = 0;
	if (text.len > RUN_BYTES || sigma_classes_epoch(f->events->classes) != f->events->epoch)
		return;
	memcpy(run->bytes, text.ptr, text.len);
	run->user = user;
	run->len = (uint32_t)text.len;
	run->epoch = f->events->epoch;
	for (size_t i = 0; i < f->run_count; i++) {
		const struct simple *one = &f->simple[f->run_first + i];
		run->numbers[i] = numbers[one->number];
		run->classes[i] = f->events->class_of[(int)one->field - 1];
	}
}

static uint32_t
take_slots(struct fast_csv *f, int64_t day, uint32_t second, uint32_t *numbers)
{
	struct log_events *events = f->events;
	uint32_t subject = 0;

	for (size_t i = 0; i < f->simple_count; i++) {
		if (i == f->run_first && run_seen(f, numbers)) {
			i += f->run_count - 1;
			continue;
		}
		take_simple(f, &f->simple[i], numbers);
		if (i + 1 == f->run_first + f->run_count)
			run_keep(f, numbers);
	}
	for (size_t i = 0; i < f->wanted_count; i++) {
		const struct wanted *w = &f->wanted[i];
		if (w->kind == SLOT_TIME) {
			slot_time(events, w->slot, day, second);
			continue;
		}
		struct str text = wanted_text(f, w);
		if (w->field == LOG_NUMBER_ACCESSED)
			text = take_number_accessed(f, text);
		if (w->slot == NULL)
			continue;
		if (text.len == 0) {
			slot_nothing(events, w->slot, w->absent);
			continue;
		}
		if (w->kind == SLOT_TEXT) {
			numbers[w->slot->column + 1] =
			    slot_text(events, w->slot, text, numbers[PART_USER + 1]);
		} else if (w->kind == SLOT_COUNT) {
			take_count(f, w->slot, text);
		} else {
			subject = take_subject(f, w->slot, text);
		}
	}
	return subject;
}

/* What no column gives is the same for all records. */
static void
fill_constants(struct log_events *events)
{
	struct log_record *record = &events->record;

	record->has_count = false;
	record->number_accessed = -1;
	for (size_t i = 0; i < events->slot_count; i++)
		if (events->slots[i].kind == SLOT_SEVERAL)
			events->class_of[events->slots[i].field] = sigma_classes_of(
			    events->classes, (size_t)events->slots[i].field, NULL, 0);
}

/* The subject of the record behind this one: it is looked up far from where the last one was. */
static inline void
look_ahead(const struct fast_csv *f)
{
	const uint32_t *at = f->at + f->columns;
	uint64_t key;

	if (f->subject_column == UINT16_MAX || f->next + 1 >= f->table.end_count)
		return;
	uint32_t from = at[f->subject_column] + 1, end = at[f->subject_column + 1];
	if (end > from && subject_key_plain((struct str){ f->base + from, end - from }, &key))
		numbers_prefetch(&f->events->subjects, key);
}

/* false: not for us, nothing was taken. */
static bool
take_record(struct fast_csv *f, uint32_t line)
{
	struct log_events *events = f->events;
	uint32_t numbers[PART_COLUMNS + 1] = { 0 }, second, subject;
	int64_t day;

	f->unquoted_len = 0;
	look_ahead(f);
	if (!take_time(f, &day, &second))
		return false;
	events->record.line = line;
	if (events->full) {
		events_room(events);
		if (f->runs != NULL)
			memset(f->runs, 0, RUNS * sizeof *f->runs);
	}
	subject = take_slots(f, day, second, numbers);
	while (slots_again(events)) {
		fill_constants(events);
		subject = take_slots(f, day, second, numbers);
	}
	events_take_known(events, day, second, summary_key_of(numbers + 1), subject);
	return true;
}

/* Line feeds inside the record: its own lines. */
static uint32_t
lines_of(const struct fast_csv *f, const char *end)
{
	uint32_t lines = 1;

	for (const char *p = f->start; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		lines++;
	return lines;
}

enum fast_result
fast_csv_take(struct fast_csv *f, struct str *window, uint32_t *line, bool fresh)
{
	struct simd_table *t = &f->table;

	if (fresh) {
		simd_table_find(t, window->ptr, window->len, f->delimiter);
		f->base = window->ptr;
		f->next = 0;
	}
	if (f->unquoted_room < window->len * 4 + DICT_PADDING) {
		f->unquoted_room = window->len * 4 + DICT_PADDING;
		free(f->unquoted);
		f->unquoted = mem_alloc(f->unquoted_room, 1);
	}
	f->start = window->ptr;
	f->events->complete = complete;
	f->events->complete_context = f;
	enum fast_result result = t->odd ? FAST_ODD : FAST_MORE;
	for (; f->next < t->end_count; f->next++) {
		size_t first = f->next == 0 ? 1 : t->ends[f->next - 1] + 1;
		const char *end = f->base + t->at[t->ends[f->next]];
		f->at = t->at + first - 1;
		if (t->ends[f->next] - first + 1 != f->columns || !take_record(f, *line)) {
			f->next++; /* csv_next takes this one */
			result = FAST_SLOW;
			break;
		}
		*line += t->inner_feeds ? lines_of(f, end) : 1;
		f->start = end + 1;
	}
	f->events->complete = NULL;
	*window = (struct str){ f->start, window->len - (size_t)(f->start - window->ptr) };
	return result;
}

/* --- what is asked for --------------------------------------------------------------------------- */

static void
want(struct fast_csv *f, struct log_slot *slot, size_t place)
{
	const struct log_record *record = &f->events->record;

	if (slot != NULL && slot->kind == SLOT_TEXT && place != LOG_NUMBER_ACCESSED &&
	    (place >= LOG_FIELD_COUNT ||
		(record->candidate_count[place] == 1 &&
		    !record->mapping->fields[place].is_constant))) {
		struct simple *one = ARRAY_ADD(f->simple, f->simple_count, f->simple_room);
		*one =
		    (struct simple){ place >= LOG_FIELD_COUNT ? (uint16_t)(place - LOG_FIELD_COUNT)
							      : record->candidates[place][0],
			    (uint16_t)(slot->column + 1), (uint16_t)(slot->field + 1), slot };
		return;
	}
	struct wanted *w = ARRAY_ADD(f->wanted, f->wanted_count, f->wanted_room);

	w->slot = slot;
	w->kind = slot == NULL ? SLOT_TEXT : slot->kind;
	w->field = place < LOG_FIELD_COUNT ? (enum log_field)place : LOG_FIELD_COUNT;
	if (place >= LOG_FIELD_COUNT) {
		w->columns[w->count++] = (uint16_t)(place - LOG_FIELD_COUNT);
	} else if (record->mapping->fields[place].is_constant) {
		w->constant = record->mapping->fields[place].constant;
	} else {
		w->count = record->candidate_count[place];
		w->absent = w->count == 0;
		memcpy(w->columns, record->candidates[place], sizeof w->columns);
	}
}

/*
 * Department, terminal and system go with the user, and mostly stand side by side: the longest such run behind the user. Numbers of a part are
 * forgotten with it, and with them the runs.
 */
static void
find_run(struct fast_csv *f)
{
	for (size_t i = 1; i + 1 < f->simple_count; i++) {
		size_t n = 1;
		/* in the order of the slots, which is that of the summary, columns may stand otherwise */
		uint16_t low = f->simple[i].column, high = low;
		for (; i + n < f->simple_count && n < RUN_SLOTS; n++) {
			const struct simple *next = &f->simple[i + n];
			if (next->slot->hints == NULL)
				break;
			low = next->column < low ? next->column : low;
			high = next->column > high ? next->column : high;
		}
		if (f->simple[i].slot->hints == NULL || f->simple[0].slot->column != PART_USER ||
		    n < 2 || (size_t)(high - low) + 1 != n)
			continue;
		f->run_first = i;
		f->run_count = n;
		f->run_from = low;
		f->run_to = high;
		f->runs = mem_alloc(RUNS, sizeof *f->runs);
		return;
	}
}

/* Are all slots of a kind that can be had from a column each? */
static bool
is_simple(const struct log_events *events)
{
	for (size_t i = 0; i < events->slot_count; i++) {
		const struct log_slot *slot = &events->slots[i];
		if (slot->kind == SLOT_SEVERAL && slot->place_count > 0)
			return false;
	}
	return true;
}

struct fast_csv *
fast_csv_new(struct log_events *events, size_t columns, char delimiter)
{
	const struct log_record *record = &events->record;

	if (!simd_here() || events->job->by_the_book || columns < 2 ||
	    columns != record->column_count || record->candidate_count[LOG_TIME] == 0 ||
	    record->candidate_count[LOG_DATE] > 0 || record->mapping->fields[LOG_TIME].is_constant)
		return NULL;
	events_bind(events);
	if (!is_simple(events))
		return NULL;
	struct fast_csv *f = mem_alloc(1, sizeof *f);
	f->events = events;
	f->columns = columns;
	f->delimiter = delimiter;
	f->run_first = SIZE_MAX / 2;
	f->subject_column = record->candidate_count[LOG_SUBJECT] == 1
	    ? record->candidates[LOG_SUBJECT][0]
	    : UINT16_MAX;
	f->time_count = record->candidate_count[LOG_TIME];
	memcpy(f->times, record->candidates[LOG_TIME], sizeof f->times);
	fill_constants(events);
	bool number_accessed = false;
	for (size_t i = 0; i < events->slot_count; i++) {
		struct log_slot *slot = &events->slots[i];
		if (slot->kind != SLOT_SEVERAL)
			want(f, slot, slot->place);
		number_accessed |= slot->place == LOG_NUMBER_ACCESSED;
	}
	find_run(f);
	if (!number_accessed && events->job->activity &&
	    (events->job->activity_without & 1U << LOG_KEY_NUMBER_ACCESSED) == 0)
		want(f, NULL, LOG_NUMBER_ACCESSED);
	return f;
}

void
fast_csv_free(struct fast_csv *f)
{
	if (f == NULL)
		return;
	simd_table_release(&f->table);
	free(f->unquoted);
	free(f->wanted);
	free(f->simple);
	free(f->runs);
	free(f);
}
