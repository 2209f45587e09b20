/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passwd, shadow and group. No lens: a hash must not even get into a tree, one odd line (an NIS "+", a name with a
 * capital) must not lose all accounts, and three files make one table. The rows sent are halves of accounts;
 * settle_accounts.c joins them.
 */
#include "base/date.h"
#include "base/scope.h"
#include "config/format.h"
#include "config/formats.h"
#include "base/banned.h"

enum { PASSWD_FIELDS = 7, SHADOW_FIELDS = 9, GROUP_FIELDS = 4, FIELDS_MAX = 16 };

/* crypt(5): the prefix of a hash and the name of its method. */
static const struct {
	const char *head, *name;
} schemes[] = {
	{ "$y$", "yescrypt" },
	{ "$gy$", "gost-yescrypt" },
	{ "$7$", "scrypt" },
	{ "$2a$", "bcrypt" },
	{ "$2b$", "bcrypt" },
	{ "$2x$", "bcrypt" },
	{ "$2y$", "bcrypt" },
	{ "$6$", "sha512" },
	{ "$5$", "sha256" },
	{ "$sha1$", "sha1" },
	{ "$md5", "sunmd5" },
	{ "$1$", "md5" },
	{ "$3$", "nt" },
	{ "_", "bsdicrypt" },
};

static struct value
integer_or_null(struct str text)
{
	int64_t n;

	return str_parse_i64(text, &n) ? value_integer(n) : value_null();
}

static struct value
day_or_null(struct str text, struct arena *arena)
{
	int64_t days;
	struct buf iso = { 0 };

	/* Beyond the year 9999 there are no dates. */
	if (!str_parse_i64(text, &days) || days < 0 || days > 2932896)
		return value_null();
	date_iso(date_of_days(days), &iso);
	struct value value = value_text(arena_str(arena, buf_str(&iso)));
	buf_release(&iso);
	return value;
}

/* What kind of password it is, never the password. */
static void
judge_password(struct str field, struct value *state, struct value *scheme)
{
	*scheme = value_null();
	if (field.len == 0) {
		*state = value_text(STR("none"));
		return;
	}
	*state = value_text(STR("set"));
	if (field.ptr[0] == '!' || field.ptr[0] == '*') {
		*state = value_text(STR("locked"));
		return;
	}
	for (size_t i = 0; i < COUNT_OF(schemes); i++) {
		if (str_starts(field, str_of(schemes[i].head))) {
			*scheme = value_text(str_of(schemes[i].name));
			return;
		}
	}
	if (field.len == 13)
		*scheme = value_text(STR("des"));
	else /* no hash of any method: nothing matches it (shadow(5)) */
		*state = value_text(STR("locked"));
}

static size_t
split_fields(struct str line, struct str *fields)
{
	size_t count = 1;
	struct str rest = line;

	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] == ':')
			count++;
	for (size_t i = 0; i < FIELDS_MAX; i++)
		fields[i] = i < count ? str_split(rest, ':', &rest) : (struct str){ 0 };
	return count;
}

static void
passwd_line(struct config_out *out, const struct str *field, uint32_t line)
{
	struct value row[SENT_ACCOUNT_COUNT] = {
		[SENT_USER] = value_text(field[0]),
		[SENT_UID] = integer_or_null(field[2]),
		[SENT_GID] = integer_or_null(field[3]),
		[SENT_HOME] = value_text_or_null(field[5]),
		/* An empty shell is /bin/sh (passwd(5)). */
		[SENT_SHELL] = value_text(field[6].len == 0 ? STR("/bin/sh") : field[6]),
		[SENT_ACCOUNT_LINE] = value_integer(line),
	};

	/* "x": the password is in shadow. */
	if (!str_is(field[1], "x"))
		judge_password(field[1], &row[SENT_PASSWORD], &row[SENT_SCHEME]);
	sink_row(&out->out->sink, config_sent[SENT_ACCOUNT], row);
}

static void
shadow_line(struct config_out *out, const struct str *field, uint32_t line)
{
	struct value row[SENT_ACCOUNT_COUNT] = {
		[SENT_USER] = value_text(field[0]),
		/* 0: must be changed at the next login: no date. */
		[SENT_CHANGED] =
		    str_is(field[2], "0") ? value_null() : day_or_null(field[2], out->arena),
		[SENT_MIN_DAYS] = integer_or_null(field[3]),
		[SENT_MAX_DAYS] = integer_or_null(field[4]),
		[SENT_INACTIVE] = integer_or_null(field[6]),
		[SENT_EXPIRES] = day_or_null(field[7], out->arena),
		[SENT_ACCOUNT_LINE] = value_integer(line),
	};

	judge_password(field[1], &row[SENT_PASSWORD], &row[SENT_SCHEME]);
	sink_row(&out->out->sink, config_sent[SENT_ACCOUNT], row);
}

static void
group_line(struct config_out *out, const struct str *field, uint32_t line)
{
	struct value row[SENT_MEMBER_COUNT] = {
		[SENT_GRP] = value_text(field[0]),
		[SENT_GRP_GID] = integer_or_null(field[2]),
		[SENT_MEMBER_LINE] = value_integer(line),
	};
	struct str rest = field[3];

	/* The group itself, for the primary groups; then each member. */
	sink_row(&out->out->sink, config_sent[SENT_MEMBERSHIP], row);
	while (rest.len > 0) {
		struct str member = str_trim(str_split(rest, ',', &rest));
		if (member.len == 0)
			continue;
		row[SENT_MEMBER] = value_text(member);
		sink_row(&out->out->sink, config_sent[SENT_MEMBERSHIP], row);
	}
}

typedef void line_fn(struct config_out *out, const struct str *field, uint32_t line);

static void
read_lines(struct config_out *out, struct str text, size_t fields, line_fn *read)
{
	struct str line, field[FIELDS_MAX];
	uint32_t number = 0;

	while (str_line(&text, &line)) {
		number++;
		if (str_trim(line).len == 0 || line.ptr[0] == '#')
			continue;
		/* "+@staff" and "-name": drawn in from NIS; who that is cannot be seen here. */
		if (line.ptr[0] == '+' || line.ptr[0] == '-')
			continue;
		size_t count = split_fields(line, field);
		if (count != fields || field[0].len == 0) {
			config_refuse(out, DIAG_CONFIG_FIELDS, number, 0,
			    arena_printf(out->arena, "%s: %zu", out->kind->name, fields),
			    arena_printf(out->arena, "%zu", count));
			return;
		}
		read(out, field, number);
	}
}

void
format_passwd(struct config_out *out, struct str text)
{
	read_lines(out, text, PASSWD_FIELDS, passwd_line);
}

void
format_shadow(struct config_out *out, struct str text)
{
	read_lines(out, text, SHADOW_FIELDS, shadow_line);
}

void
format_group(struct config_out *out, struct str text)
{
	read_lines(out, text, GROUP_FIELDS, group_line);
}
