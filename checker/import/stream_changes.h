/* SPDX-License-Identifier: Apache-2.0 */
/* 変更箇所 of a text layer, page by page: its dates, and what stands together as a row. Private to import/stream_change*.c. */
#ifndef IMPORT_STREAM_CHANGES_H
#define IMPORT_STREAM_CHANGES_H

#include "base/date.h"
#include "import/stream.h"

enum {
	/* Reason: the lines of a page are some sixty; with more rows it is no page. */
	PAGE_ROWS_MAX = 200,
	/* Reason: a cell that comes in more than four blocks is rare, and where the next one begins could not be told. */
	ROW_PIECES_MAX = 8,
	RANK_PARTS = 4
};

/* A block of lines in the columns 変更前の記載 and 変更後の記載; cells that are one line long may share it. */
struct change_piece {
	struct str text;
	bool one_line;
};

/* What was printed from one 項目 to the next: a row, or a part of one whose 項目 is elsewhere (path is empty). */
struct change_row {
	struct str path;
	uint32_t line;
	unsigned rank[RANK_PARTS]; /* of the path, in the order of the form: Ⅱ, ４., 委託事項2, ③ */
	struct change_piece pieces[ROW_PIECES_MAX];
	size_t piece_count;
	bool closed;       /* 提出時期 was seen */
	bool overflow;     /* more pieces than cells can have */
	struct str reason; /* 提出時期に係る説明, where words say that it is that */
	/* what the cells are, once tied: texts may be empty */
	bool tied, used;
	struct str before, after;
	const char *why;
	struct str date; /* empty: not known */
	bool date_sure;
};

struct change_page {
	struct str dates[PAGE_ROWS_MAX]; /* in time, once read */
	uint32_t lines[PAGE_ROWS_MAX];
	size_t date_count;
	size_t before, after;                  /* 事前, 事後 */
	struct change_row rows[PAGE_ROWS_MAX]; /* with a 項目: by its place in the form */
	size_t row_count;
	struct change_row parts[PAGE_ROWS_MAX]; /* without */
	size_t part_count;
	bool overflow;  /* more than there is room for */
	bool accounted; /* every text of the page is a cell of a row */
};

/* stream_change_page.c: era: dates of the column 変更日 are written by the era, those by numbers are values. */
void change_page_read(const struct stream *s, size_t p, bool era, struct change_page *page);

/* stream_change_cells.c: what is 変更前 and what 変更後, and of which row. body: the keys of all that the form itself says. */
struct str change_body(const struct stream *s);
/* How many bytes two keys begin and, behind that, end with in common. */
void change_common(struct str a, struct str b, size_t *head, size_t *tail);
void change_cells_tie(const struct stream *s, struct str body, struct change_page *page);

/*
 * stream_change_dates.c: the date of each row of a page that has two. next: the place in the form of the first row of the next page,
 * if all of that page is of the later date, else NULL.
 */
void change_dates_tie(struct arena *arena, struct change_page *page, const struct change_row *next);
int change_rank_cmp(const struct change_row *a, const struct change_row *b);

#endif
