/* SPDX-License-Identifier: Apache-2.0 */
/* passwd joined with shadow, and the members of groups, the primary group of each account among them. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "config/settle.h"
#include "base/banned.h"

SINK_SHAPE(account_shape, "os_account", "host", "user", "uid", "gid", "home", "shell", "can_login",
    "password", "password_scheme", "changed_on", "max_days", "min_days", "inactive_days",
    "expires_on", "file", "line");
SINK_SHAPE(member_shape, "os_group_member", "host", "grp", "user", "file", "line");

/* Shells that end at once, by the last part of their path. */
static const char *const closed_shells[] = { "nologin", "false", "true", "sync", "shutdown", "halt",
	"null" };

static bool
can_login(struct str shell)
{
	for (size_t i = 0; i < COUNT_OF(closed_shells); i++) {
		struct str name = str_of(closed_shells[i]);
		if (str_eq(shell, name) ||
		    (str_ends(shell, name) && shell.len > name.len &&
			shell.ptr[shell.len - name.len - 1] == '/'))
			return false;
	}
	return true;
}

static const struct gathered_file *
file_of(const struct gathered *gathered, const char *kind)
{
	for (size_t i = 0; i < gathered->count; i++)
		if (gathered->files[i].kind != NULL && str_is(gathered->files[i].kind_name, kind))
			return gathered->files[i].is_refused ? NULL : &gathered->files[i];
	return NULL;
}

static int
by_user(const void *a, const void *b)
{
	const struct gathered_account *const *left = a, *const *right = b;

	return str_cmp((*left)->field[SENT_USER].text, (*right)->field[SENT_USER].text);
}

static int
by_gid(const void *a, const void *b)
{
	const struct gathered_member *const *left = a, *const *right = b;
	int64_t l = (*left)->field[SENT_GRP_GID].integer, r = (*right)->field[SENT_GRP_GID].integer;

	return l < r ? -1 : l > r;
}

/* Pointers to the rows of shadow by name, and to the groups by number; malloc'ed. */
struct joins {
	const struct gathered_account **shadow;
	size_t shadow_count;
	const struct gathered_member **groups;
	size_t group_count;
};

static void
joins_init(
    struct joins *joins, const struct gathered_file *shadow, const struct gathered_file *group)
{
	*joins = (struct joins){ 0 };
	if (shadow != NULL && shadow->account_count > 0) {
		joins->shadow = mem_alloc(shadow->account_count, sizeof *joins->shadow);
		for (size_t i = 0; i < shadow->account_count; i++)
			joins->shadow[joins->shadow_count++] = &shadow->accounts[i];
		qsort(joins->shadow, joins->shadow_count, sizeof *joins->shadow, by_user);
	}
	if (group != NULL && group->member_count > 0) {
		joins->groups = mem_alloc(group->member_count, sizeof *joins->groups);
		for (size_t i = 0; i < group->member_count; i++)
			if (group->members[i].field[SENT_MEMBER].type == VALUE_NULL)
				joins->groups[joins->group_count++] = &group->members[i];
		qsort(joins->groups, joins->group_count, sizeof *joins->groups, by_gid);
	}
}

static void
joins_release(struct joins *joins)
{
	free(joins->shadow);
	free(joins->groups);
}

static const struct gathered_account *
shadow_of(const struct joins *joins, const struct gathered_account *account)
{
	if (joins->shadow_count == 0)
		return NULL;
	const struct gathered_account **found =
	    bsearch(&account, joins->shadow, joins->shadow_count, sizeof *joins->shadow, by_user);
	return found == NULL ? NULL : *found;
}

static void
write_account(struct gathered *gathered, const struct gathered_file *file,
    const struct joins *joins, const struct gathered_account *account)
{
	const struct value *own = account->field;
	const struct gathered_account *shadow = shadow_of(joins, account);
	const struct value *other = shadow == NULL ? NULL : shadow->field;
	bool in_passwd = own[SENT_PASSWORD].type == VALUE_TEXT;
	struct value values[] = { value_text(gathered->host), own[SENT_USER], own[SENT_UID],
		own[SENT_GID], own[SENT_HOME], own[SENT_SHELL],
		value_integer(can_login(own[SENT_SHELL].text)), value_text(STR("unknown")),
		value_null(), value_null(), value_null(), value_null(), value_null(), value_null(),
		value_text(file->name), own[SENT_ACCOUNT_LINE] };
	enum { PASSWORD = 7, SCHEME, CHANGED, MAX_DAYS, MIN_DAYS, INACTIVE, EXPIRES };

	if (in_passwd || other != NULL) {
		values[PASSWORD] = in_passwd ? own[SENT_PASSWORD] : other[SENT_PASSWORD];
		values[SCHEME] = in_passwd ? own[SENT_SCHEME] : other[SENT_SCHEME];
	}
	if (other != NULL) {
		values[CHANGED] = other[SENT_CHANGED];
		values[MAX_DAYS] = other[SENT_MAX_DAYS];
		values[MIN_DAYS] = other[SENT_MIN_DAYS];
		values[INACTIVE] = other[SENT_INACTIVE];
		values[EXPIRES] = other[SENT_EXPIRES];
	}
	sink_row(gathered->sink, &account_shape, values);
}

static void
write_member(struct gathered *gathered, const struct gathered_file *file, struct value group,
    struct value user, struct value line)
{
	struct value values[] = { value_text(gathered->host), group, user, value_text(file->name),
		line };

	sink_row(gathered->sink, &member_shape, values);
}

static void
write_primary_group(struct gathered *gathered, const struct gathered_file *file,
    const struct joins *joins, const struct gathered_account *account)
{
	struct gathered_member wanted = { .field = { [SENT_GRP_GID] = account->field[SENT_GID] } };
	const struct gathered_member *key = &wanted, **found = NULL;

	if (account->field[SENT_GID].type != VALUE_INTEGER)
		return;
	if (joins->group_count > 0)
		found =
		    bsearch(&key, joins->groups, joins->group_count, sizeof *joins->groups, by_gid);
	/* A group without a name is known by its number. */
	struct value name = found != NULL ? (*found)->field[SENT_GRP]
					  : value_text(arena_printf(gathered->arena, "%lld",
						(long long)account->field[SENT_GID].integer));
	write_member(
	    gathered, file, name, account->field[SENT_USER], account->field[SENT_ACCOUNT_LINE]);
}

void
settle_write_accounts(struct gathered *gathered)
{
	const struct gathered_file *passwd = file_of(gathered, "passwd");
	const struct gathered_file *group = file_of(gathered, "group");
	struct joins joins;

	joins_init(&joins, file_of(gathered, "shadow"), group);
	for (size_t i = 0; passwd != NULL && i < passwd->account_count; i++) {
		write_account(gathered, passwd, &joins, &passwd->accounts[i]);
		write_primary_group(gathered, passwd, &joins, &passwd->accounts[i]);
	}
	for (size_t i = 0; group != NULL && i < group->member_count; i++) {
		const struct value *field = group->members[i].field;
		if (field[SENT_MEMBER].type == VALUE_TEXT)
			write_member(gathered, group, field[SENT_GRP], field[SENT_MEMBER],
			    field[SENT_MEMBER_LINE]);
	}
	joins_release(&joins);
}
