/* SPDX-License-Identifier: Apache-2.0 */
/* key=value of Linux audit. What the kernel does not trust is written in hexadecimal: which fields, their names and the record's type tell. */
#include "log/audit_fields.h"

#include "base/scope.h"
#include "base/text.h"
#include "log/limits.h"
#include "base/banned.h"

const struct log_name audit_names[AUDIT_NAMES] = {
	{ LOG_SYSTEM, "node" },
};

static bool
is_encoded(struct str type, struct str key, struct str value)
{
	static const char *const keys[] = { "acct", "cmd", "comm", "cwd", "data", "dir", "exe",
		"file", "grp", "name", "new_group", "old_group", "path", "proctitle", "watch" };
	bool known =
	    str_is(type, "EXECVE") && key.len > 1 && key.ptr[0] == 'a' && str_is_digit(key.ptr[1]);

	for (size_t i = 0; !known && i < COUNT_OF(keys); i++)
		known = str_is(key, keys[i]);
	if (!known || value.len < 2 || value.len % 2 != 0)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (source_hex(value.ptr[i]) < 0)
			return false;
	return true;
}

/* In place: half as long. NULs part the words of a command; bytes that are no UTF-8 become ?. */
static struct str
decode(struct str value)
{
	char *out = (char *)(uintptr_t)value.ptr;
	size_t n = value.len / 2, fault;

	for (size_t i = 0; i < n; i++) {
		char c =
		    (char)(source_hex(value.ptr[2 * i]) * 16 + source_hex(value.ptr[2 * i + 1]));
		out[i] = c == '\0' ? ' ' : c;
	}
	while ((fault = text_utf8_fault((struct str){ out, n })) != STR_NONE)
		out[fault] = '?';
	return str_trim((struct str){ out, n });
}

/* pid=1 of two records of the event is one value. */
static bool
is_there(const struct log_record *record, struct str key, struct str value)
{
	for (size_t i = 0; i < record->column_count; i++) {
		const struct str *other = record_value(record, i);
		if (other != NULL && str_eq(*other, value) && str_eq(record->columns[i].name, key))
			return true;
	}
	return false;
}

static bool
put(struct log_record *record, struct str key, struct str value)
{
	if (value.len > 0 && is_there(record, key, value))
		return true;
	size_t column = record_column_next(record, key);
	if (column == LOG_COLUMNS_MAX)
		return false;
	record_set(record, column, value, value.len == 0);
	return true;
}

/* The value at the beginning of *rest, which is moved behind it; quoted: it stood in quotes. */
static struct str
take_value(struct str *rest, bool *quoted)
{
	size_t end;

	*quoted = rest->len > 0 && (rest->ptr[0] == '"' || rest->ptr[0] == '\'');
	if (*quoted) {
		end = str_find_char(*rest, rest->ptr[0], 1);
		struct str value = str_sub(*rest, 1, (end == STR_NONE ? rest->len : end) - 1);
		*rest = str_from(*rest, end == STR_NONE ? rest->len : end + 1);
		return value;
	}
	for (end = 0; end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\x1D';)
		end++;
	struct str value = str_sub(*rest, 0, end);
	*rest = str_from(*rest, end);
	return value;
}

static bool
take_pairs(struct log_record *record, struct str type, struct str text, bool nested)
{
	while (text.len > 0) {
		size_t end = 0;
		bool quoted;
		while (end < text.len && text.ptr[end] != '=' && text.ptr[end] != ' ' &&
		    text.ptr[end] != '\x1D')
			end++;
		if (end == 0 || end == text.len || text.ptr[end] != '=') {
			text = str_from(text, end + 1); /* a word, as in the text of an AVC */
			continue;
		}
		struct str key = str_sub(text, 0, end), rest = str_from(text, end + 1);
		struct str value = take_value(&rest, &quoted);
		text = rest;
		if (str_is(key, "msg") && quoted && !nested) {
			if (!take_pairs(record, type, value, true))
				return false;
			continue;
		}
		if (!quoted && is_encoded(type, key, value))
			value = decode(value);
		if (!quoted &&
		    (str_is(value, "?") || str_is(value, "(null)") || str_is(value, "(none)")))
			value.len = 0;
		if (!put(record, key, value))
			return false;
	}
	return true;
}

bool
audit_fields(struct log_record *record, struct str type, struct str node, struct str text)
{
	if (!put(record, STR("type"), type) || (node.len > 0 && !put(record, STR("node"), node)))
		return false;
	return take_pairs(record, type, text, false);
}

static struct str
first_of(const struct log_record *record, const char *const *names, size_t count)
{
	struct str value = { 0 };

	for (size_t i = 0; i < count && value.len == 0; i++) {
		value = record_text(record, names[i]);
		if (str_is(value, "unset") || str_is(value, "4294967295"))
			value.len = 0;
	}
	return value;
}

/* What was done: types that stand for something that offices know; else the first type. */
static struct str
operation_of(const struct log_record *record)
{
	static const struct {
		const char *type, *operation;
	} known[] = {
		{ "USER_LOGIN", "ログイン" },
		{ "USER_LOGOUT", "ログアウト" },
		{ "USER_START", "セッション開始" },
		{ "USER_END", "セッション終了" },
		{ "USER_CMD", "sudo" },
		{ "ADD_USER", "利用者追加" },
		{ "DEL_USER", "利用者削除" },
		{ "USER_CHAUTHTOK", "パスワード変更" },
		{ "EXECVE", "実行" },
	};

	for (size_t c = 0; c < record->column_count; c++) {
		const struct str *type = record_value(record, c);
		if (type == NULL || !str_is(record->columns[c].name, "type"))
			continue;
		for (size_t i = 0; i < COUNT_OF(known); i++)
			if (str_is(*type, known[i].type))
				return str_of(known[i].operation);
	}
	return record_text(record, "type");
}

/* The words of the command. */
static struct str
command_of(struct log_record *record)
{
	static const char *const texts[] = { "cmd", "proctitle", "name", "key" };
	struct str first = record_text(record, "a0"), count = record_text(record, "argc");
	struct buf *made = record_room(record, LOG_DETAIL);
	int64_t n;

	if (first.len == 0 || !str_parse_i64(count, &n))
		return first_of(record, texts, COUNT_OF(texts));
	for (int64_t i = 0; i < n && i < 64; i++) {
		struct buf name = { 0 };
		buf_addf(&name, "a%lld", (long long)i);
		/* The last one of this name: system calls have numbers called a0, too, which stand before. */
		struct str value = { 0 };
		for (size_t c = 0; c < record->column_count; c++) {
			const struct str *found = record_value(record, c);
			if (found != NULL && str_eq(record->columns[c].name, buf_str(&name)))
				value = *found;
		}
		if (i > 0)
			buf_addc(made, ' ');
		buf_add(made, value);
		buf_release(&name);
	}
	return buf_str(made);
}

void
audit_end(struct log_record *record)
{
	static const char *const users[] = { "acct", "AUID", "auid", "UID", "uid" };
	static const char *const hosts[] = { "addr", "hostname", "terminal", "tty" };
	struct str result = record_text(record, "res"), success = record_text(record, "success");

	record_put(record, LOG_USER, first_of(record, users, COUNT_OF(users)));
	record_put(record, LOG_TERMINAL, first_of(record, hosts, COUNT_OF(hosts)));
	record_put(record, LOG_OPERATION, operation_of(record));
	if (str_is(result, "success") || str_is(result, "1") || str_is(success, "yes"))
		record_put(record, LOG_RESULT, STR("成功"));
	else if (result.len > 0 || success.len > 0)
		record_put(record, LOG_RESULT, STR("失敗"));
	record_put(record, LOG_DETAIL, command_of(record));
}
