/* SPDX-License-Identifier: Apache-2.0 */
/* Lines by what stands between their values. */
#include "log/fast_jsonl.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/fast_batch.h"
#include "log/limits.h"
#include "log/simd.h"
#include "base/banned.h"

/* What stands before a value, up to its quote: brace or comma, key, colon. */
struct between {
	struct str text;
	uint16_t column;
	bool never_empty; /* somebody asks for the column itself, to whom "" is not null */
};

struct fast_jsonl {
	struct log_events *events;
	struct arena arena; /* of what was learned */
	struct between *between;
	size_t count, room;
	struct str tail; /* behind the last value, with the line feed */
	bool known;
	bool useful; /* lines were taken since it was learned, or since the last one that was not */
	unsigned layout; /* of the record, when the columns were asked for */
	bool usable;
	struct batch batch;
	uint32_t *at; /* of each record two for each column: before the value, behind it */
	const char *starts[BATCH_RECORDS + 1];
};

struct fast_jsonl *
fast_jsonl_new(struct log_events *events)
{
	if (!simd_here() || events->job->by_the_book)
		return NULL;
	struct fast_jsonl *f = mem_alloc(1, sizeof *f);
	f->events = events;
	f->batch.step = 2;
	f->batch.last = SIZE_MAX;
	return f;
}

void
fast_jsonl_free(struct fast_jsonl *f)
{
	if (f == NULL)
		return;
	batch_release(&f->batch);
	arena_release(&f->arena);
	free(f->between);
	free(f->at);
	free(f);
}

/* --- learning ------------------------------------------------------------------------------------ */

static const char *
past_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

/* Behind a plain text and its closing quote, from behind the opening one; NULL: it is not so plain. */
static const char *
past_text(const char *p, const char *end)
{
	size_t len = simd_json_text(p, (size_t)(end - p));

	return len < (size_t)(end - p) && p[len] == '"' ? p + len + 1 : NULL;
}

/* Behind a number without sign, point and exponent. */
static const char *
past_number(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p == from || (*from == '0' && p - from > 1) ? NULL : p;
}

static const char *
past_value(const char *p, const char *end)
{
	if (p == end)
		return NULL;
	return *p == '"' ? past_text(p + 1, end) : past_number(p, end);
}

static bool
asks_itself(const struct log_events *events, size_t column)
{
	for (size_t i = 0; i < events->slot_count; i++)
		if (events->slots[i].kind != SLOT_SEVERAL &&
		    events->slots[i].place == LOG_FIELD_COUNT + column)
			return true;
	return false;
}

/* One key and its value; NULL: not plain. Whether the line is JSON at all is known. */
static const char *
learn_one(struct fast_jsonl *f, const char *p, const char *end)
{
	const struct log_record *record = &f->events->record;
	const char *from = p, *key, *behind;

	p = past_blanks(p + 1, end); /* behind the brace or comma */
	if (p == end || *p != '"' || (behind = past_text(key = p + 1, end)) == NULL)
		return NULL;
	struct str name = { key, (size_t)(behind - 1 - key) };
	p = past_blanks(behind, end);
	if (p == end || *p != ':')
		return NULL;
	p = past_blanks(p + 1, end);
	size_t column = record_column_find(record, name, f->count);
	if (column == LOG_COLUMNS_MAX || p == end)
		return NULL;
	struct str text = { from, (size_t)(p - from) };
	*ARRAY_ADD(f->between, f->count, f->room) = (struct between){ arena_str(&f->arena, text),
		(uint16_t)column, asks_itself(f->events, column) };
	return past_value(p, end);
}

void
fast_jsonl_learn(struct fast_jsonl *f, struct str line)
{
	const char *p = line.ptr, *end = line.ptr + line.len;
	const struct log_record *record = &f->events->record;

	/* One line that is written otherwise, among many, changes nothing. */
	if (f->known && f->useful && f->layout == record->layout) {
		f->useful = false;
		return;
	}
	arena_release(&f->arena);
	f->count = 0;
	f->known = false;
	if (line.len == 0 || *p != '{')
		return;
	do {
		p = learn_one(f, p, end);
		if (p == NULL)
			return;
		f->tail = (struct str){ p, (size_t)(end - p) };
		p = past_blanks(p, end);
	} while (p < end && *p == ',');
	if (p == end || *p != '}' || past_blanks(p + 1, end) != end ||
	    f->count != record->column_count)
		return;
	f->tail = arena_printf(&f->arena, "%.*s\n", STR_ARG(f->tail));
	f->known = true;
	if (f->layout == record->layout)
		return;
	f->layout = record->layout;
	batch_release(&f->batch);
	f->usable = f->events->layout == record->layout && batch_init(&f->batch, f->events);
	free(f->at);
	f->at = mem_alloc(mem_mul(BATCH_RECORDS * 2, record->column_count), sizeof *f->at);
}

/* --- taking -------------------------------------------------------------------------------------- */

static inline bool
starts_with(const char *p, const char *end, struct str text)
{
	return (size_t)(end - p) >= text.len && hash_same(p, text.ptr, text.len);
}

/* The places of a line's values; behind the line, or NULL: it is not written so. */
static const char *
take_line(
    const struct fast_jsonl *f, const char *base, const char *p, const char *end, uint32_t *at)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct between *between = &f->between[i];
		if (!starts_with(p, end, between->text))
			return NULL;
		p += between->text.len;
		const char *behind = past_value(p, end);
		if (behind == NULL)
			return NULL;
		uint32_t *place = &at[between->column * 2];
		bool quoted = *p == '"', empty = quoted && behind == p + 2;
		if (empty && between->never_empty)
			return NULL;
		/* An empty text stands before its quotes: what it begins with is no quote then. */
		const char *from = empty ? p - 1 : p + quoted;
		place[0] = (uint32_t)(from - base) - 1;
		place[1] = (uint32_t)((empty ? from : behind - quoted) - base);
		p = behind;
	}
	return starts_with(p, end, f->tail) ? p + f->tail.len : NULL;
}

/* false: behind the batch stands a line for the other reader, or no whole one. */
static bool
fill_batch(struct fast_jsonl *f, struct str window, uint32_t line)
{
	struct batch *b = &f->batch;
	const char *p = window.ptr, *end = window.ptr + window.len;
	size_t width = f->events->record.column_count * 2;

	b->base = p;
	for (b->count = 0; b->count < BATCH_RECORDS; b->count++) {
		uint32_t *at = f->at + b->count * width;
		size_t i = b->count;
		f->starts[i] = p;
		b->records[i].line = line + (uint32_t)i + 1;
		if (p == end || (p = take_line(f, b->base, p, end, at)) == NULL ||
		    !batch_time(b, at, &b->records[i]))
			return false;
		b->at[i] = at;
	}
	f->starts[b->count] = p;
	return true;
}

void
fast_jsonl_take(struct fast_jsonl *f, struct str *window, uint32_t *line)
{
	bool whole = f->known && f->usable && f->layout == f->events->record.layout;

	while (whole) {
		whole = fill_batch(f, *window, *line);
		size_t filled = f->batch.count;
		if (filled == 0)
			break;
		batch_take(&f->batch);
		f->useful = true;
		whole |= f->batch.count < filled;
		*line += (uint32_t)f->batch.count;
		size_t used = (size_t)(f->starts[f->batch.count] - window->ptr);
		*window = (struct str){ window->ptr + used, window->len - used };
	}
}
