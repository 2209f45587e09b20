/* SPDX-License-Identifier: Apache-2.0 */
/* What Windows events mean to an office: who, what, where from, with what result. */
#include "log/windows.h"

#include "base/scope.h"
#include "base/banned.h"

const struct log_name windows_names[6] = {
	{ LOG_TIME, "TimeCreated_SystemTime" },
	{ LOG_TIME, "@timestamp" },
	{ LOG_TIME, "TimeCreated" },
	{ LOG_TIME, "EventTime" },
	{ LOG_TIME, "UtcTime" },
	{ LOG_SYSTEM, "Computer" },
};

/* --- names --------------------------------------------------------------------------------------- */

static bool
take_head(struct str *path, const char *head)
{
	struct str text = str_of(head);

	if (!str_starts(*path, text))
		return false;
	*path = str_from(*path, text.len);
	return true;
}

/* Provider.#attributes.Name → Provider_Name; EventID.#text → EventID. */
static bool
add_name(struct str path, struct buf *name)
{
	static const struct str attributes = STR_INIT("#attributes."), text = STR_INIT(".#text");
	size_t at;

	if (str_ends(path, STR("xmlns")))
		return false;
	if (str_ends(path, text))
		path = str_sub(path, 0, path.len - text.len);
	while ((at = str_find(path, attributes, 0)) != STR_NONE) {
		buf_add(name, str_sub(path, 0, at > 0 ? at - 1 : 0));
		if (at > 0)
			buf_addc(name, '_');
		path = str_from(path, at + attributes.len);
	}
	buf_add(name, path);
	return path.len > 0;
}

/* Of shippers: their names for what the event calls otherwise. */
static bool
add_known(struct str path, struct buf *name)
{
	static const struct {
		const char *theirs, *name;
	} known[] = {
		{ "winlog.event_id", "EventID" },
		{ "winlog.channel", "Channel" },
		{ "winlog.provider_name", "Provider_Name" },
		{ "winlog.provider_guid", "Provider_Guid" },
		{ "winlog.computer_name", "Computer" },
		{ "winlog.record_id", "EventRecordID" },
		{ "winlog.process.pid", "Execution_ProcessID" },
		{ "SourceName", "Provider_Name" },
		{ "Hostname", "Computer" },
		{ "message", "Message" },
	};

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!str_is(path, known[i].theirs))
			continue;
		buf_adds(name, known[i].name);
		return true;
	}
	return false;
}

bool
windows_rename(struct str path, struct buf *name)
{
	if (add_known(path, name))
		return true;
	if (take_head(&path, "winlog.event_data.") || take_head(&path, "winlog.user_data.") ||
	    take_head(&path, "winlog.")) {
		buf_add(name, path);
		return true;
	}
	(void)take_head(&path, "Event.");
	if (take_head(&path, "UserData.")) {
		/* Fields stand in an element of the event's own. */
		struct str rest, first = str_split(path, '.', &rest);
		return add_name(rest.len > 0 ? rest : first, name);
	}
	if (!take_head(&path, "System.") && take_head(&path, "EventData.") &&
	    str_starts(path, STR("#attributes.")))
		buf_adds(name, "EventData_");
	return add_name(path, name);
}

/* --- fields -------------------------------------------------------------------------------------- */

/* Of the channel Security; who is meant is the subject, or the target of a log-on. */
static const struct known_event {
	const char *event, *operation;
	const char *result; /* NULL: by the keywords */
	bool target;
} security[] = {
	{ "1102", "ログ消去", "成功", false },
	{ "4624", "ログイン", "成功", true },
	{ "4625", "ログイン", "失敗", true },
	{ "4634", "ログアウト", "成功", true },
	{ "4647", "ログアウト", "成功", true },
	{ "4648", "資格情報の指定", NULL, false },
	{ "4656", "オブジェクトの要求", NULL, false },
	{ "4660", "削除", NULL, false },
	{ "4663", "オブジェクトの利用", NULL, false },
	{ "4670", "権限変更", NULL, false },
	{ "4672", "特権の付与", NULL, false },
	{ "4688", "実行", NULL, false },
	{ "4720", "利用者追加", NULL, false },
	{ "4722", "利用者有効化", NULL, false },
	{ "4723", "パスワード変更", NULL, false },
	{ "4724", "パスワード再設定", NULL, false },
	{ "4725", "利用者無効化", NULL, false },
	{ "4726", "利用者削除", NULL, false },
	{ "4728", "グループへの追加", NULL, false },
	{ "4732", "グループへの追加", NULL, false },
	{ "4738", "利用者変更", NULL, false },
	{ "4740", "ロック", NULL, true },
	{ "4756", "グループへの追加", NULL, false },
	{ "4768", "Kerberos TGT", NULL, true },
	{ "4769", "Kerberos TGS", NULL, true },
	{ "4771", "Kerberos事前認証", NULL, true },
	{ "4776", "NTLM", NULL, true },
	{ "5140", "共有の利用", NULL, false },
	{ "5145", "共有の利用", NULL, false },
};

static const struct known_event *
find_event(struct str channel, struct str event)
{
	for (size_t i = 0; str_is_nocase(channel, "security") && i < COUNT_OF(security); i++)
		if (str_is(event, security[i].event))
			return &security[i];
	return NULL;
}

static struct str
named(const struct log_record *record, const char *name)
{
	struct str value = record_text(record, name);

	return str_is(value, "-") || str_is(value, "::1") || str_is(value, "127.0.0.1")
	    ? (struct str){ 0 }
	    : value;
}

static struct str
first_of(const struct log_record *record, const char *const names[], size_t count)
{
	struct str value = { 0 };

	for (size_t i = 0; i < count && value.len == 0; i++)
		value = named(record, names[i]);
	return value;
}

static void
put_user(struct log_record *record, bool target)
{
	static const char *const subjects[] = { "SubjectUserName", "TargetUserName", "User",
		"AccountName", "UserName", "user.name", "Security_UserID" };
	static const char *const targets[] = { "TargetUserName", "SubjectUserName" };
	struct str user = target ? first_of(record, targets, COUNT_OF(targets))
				 : first_of(record, subjects, COUNT_OF(subjects));
	size_t slash = str_find_char(user, '\\', 0); /* DOMAIN\user */

	record_put(record, LOG_USER, slash == STR_NONE ? user : str_from(user, slash + 1));
}

/* Batch jobs and services log on, too: that is no log-in of a person. */
static bool
is_of_machine(const struct log_record *record, struct str event)
{
	struct str type = record_text(record, "LogonType");

	return (str_is(event, "4624") || str_is(event, "4634")) &&
	    (str_is(type, "0") || str_is(type, "4") || str_is(type, "5"));
}

/* Microsoft-Windows-Sysmon/Operational: Sysmon. */
static struct str
short_name(struct str channel)
{
	struct str rest, name = str_split(channel, '/', &rest);

	(void)take_head(&name, "Microsoft-Windows-");
	return name;
}

void
windows_derive(struct log_events *events)
{
	static const char *const details[] = { "ObjectName", "CommandLine", "NewProcessName",
		"Image", "TargetFilename", "ShareName", "ServiceName", "TaskName", "Message" };
	static const char *const places[] = { "IpAddress", "WorkstationName", "Workstation",
		"ClientAddress", "SourceIp" };
	struct log_record *record = &events->record;
	struct str channel = record_text(record, "Channel"), event = record_text(record, "EventID");
	const struct known_event *known = find_event(channel, event);
	struct str keywords = record_text(record, "Keywords");

	record->origin = windows_origin(channel, event);
	put_user(record, known != NULL && known->target);
	record_put(record, LOG_TERMINAL, first_of(record, places, COUNT_OF(places)));
	record_put(record, LOG_DETAIL, first_of(record, details, COUNT_OF(details)));
	if (known != NULL && !is_of_machine(record, event)) {
		record_put(record, LOG_OPERATION, str_of(known->operation));
	} else {
		struct buf *made = record_room(record, LOG_OPERATION);
		buf_addf(made, "%.*s %.*s", STR_ARG(short_name(channel)), STR_ARG(event));
		record_put(record, LOG_OPERATION, str_trim(buf_str(made)));
	}
	if (known != NULL && known->result != NULL)
		record_put(record, LOG_RESULT, str_of(known->result));
	else if (str_starts(keywords, STR("0x801")))
		record_put(record, LOG_RESULT, STR("失敗"));
	else if (str_starts(keywords, STR("0x802")))
		record_put(record, LOG_RESULT, STR("成功"));
}
