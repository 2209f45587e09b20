/* SPDX-License-Identifier: Apache-2.0 */
/* log/format_windows_xml.c, log/format_windows_json.c, log/windows.c: events however they were exported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/cases.h"
#include "base/banned.h"

static const struct read_case cases[] = {
	{
	    .what = "as wevtutil prints them: no root element",
	    .text =
		"<Event "
		"xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "
		"Name=\"Microsoft-Windows-Security-Auditing\" "
		"Guid=\"{x}\"/><EventID>4624</EventID><Keywords>0x8020000000000000</"
		"Keywords><TimeCreated "
		"SystemTime=\"2025-04-01T00:00:01.123456700Z\"/><EventRecordID>1</"
		"EventRecordID><Correlation/><Channel>Security</"
		"Channel><Computer>gyoumu01.example</Computer><Security/></System><EventData><Data "
		"Name=\"SubjectUserName\">-</Data><Data Name=\"TargetUserName\">u1001</Data><Data "
		"Name=\"LogonType\">10</Data><Data "
		"Name=\"IpAddress\">192.0.2.5</Data></EventData></Event>\n"
		"<Event "
		"xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "
		"Name=\"Microsoft-Windows-Security-Auditing\" "
		"Guid=\"{x}\"/><EventID>4625</EventID><Keywords>0x8010000000000000</"
		"Keywords><TimeCreated "
		"SystemTime=\"2025-04-01T00:00:02.123456700Z\"/><EventRecordID>2</"
		"EventRecordID><Correlation/><Channel>Security</"
		"Channel><Computer>gyoumu01.example</Computer><Security/></System><EventData><Data "
		"Name=\"TargetUserName\">u1002</Data><Data Name=\"LogonType\">3</Data><Data "
		"Name=\"IpAddress\">-</Data><Data "
		"Name=\"WorkstationName\">T-07</Data></EventData></Event>\n"
		"<Event "
		"xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "
		"Name=\"Microsoft-Windows-Security-Auditing\" "
		"Guid=\"{x}\"/><EventID>4624</EventID><Keywords>0x8020000000000000</"
		"Keywords><TimeCreated "
		"SystemTime=\"2025-04-01T00:00:03.123456700Z\"/><EventRecordID>3</"
		"EventRecordID><Correlation/><Channel>Security</"
		"Channel><Computer>gyoumu01.example</Computer><Security/></System><EventData><Data "
		"Name=\"TargetUserName\">SYSTEM</Data><Data "
		"Name=\"LogonType\">5</Data></EventData></Event>\n"
		"<Event "
		"xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "
		"Name=\"Microsoft-Windows-Sysmon\" "
		"Guid=\"{x}\"/><EventID>1</EventID><Keywords>0x8000000000000000</"
		"Keywords><TimeCreated "
		"SystemTime=\"2025-04-01T00:00:04.123456700Z\"/><EventRecordID>4</"
		"EventRecordID><Correlation/><Channel>Microsoft-Windows-Sysmon/Operational</"
		"Channel><Computer>gyoumu01.example</Computer><Security/></System><EventData><Data "
		"Name=\"User\">CITY\\u1003</Data><Data Name=\"CommandLine\">cmd /c &quot;a&quot; "
		"&amp; b</Data><Data Name=\"Image\">C:\\x.exe</Data></EventData></Event>\n"
		"<Event "
		"xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "
		"Name=\"Microsoft-Windows-Security-Auditing\" "
		"Guid=\"{x}\"/><EventID>104</EventID><Keywords>0x8020000000000000</"
		"Keywords><TimeCreated "
		"SystemTime=\"2025-04-01T00:00:05.123456700Z\"/><EventRecordID>5</"
		"EventRecordID><Correlation/><Channel>System</Channel><Computer>gyoumu01.example</"
		"Computer><Security/></System><EventData><Data>first</Data><Data>second</Data></"
		"EventData></Event>\n"
		"<Event><System><EventID>1</Wrong></System></Event>\n"
		"<Event "
		"xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "
		"Name=\"Microsoft-Windows-Security-Auditing\" "
		"Guid=\"{x}\"/><EventID>4663</EventID><Keywords>0x8020000000000000</"
		"Keywords><TimeCreated "
		"SystemTime=\"2025-04-01T00:00:06.123456700Z\"/><EventRecordID>6</"
		"EventRecordID><Correlation/><Channel>Security</"
		"Channel><Computer>gyoumu01.example</Computer><Security/></System><EventData><Data "
		"Name=\"SubjectUserName\">u1004</Data><Data "
		"Name=\"ObjectName\">D:\\名簿.xlsx</Data></EventData></Event>\n",
	    .have = { "time=2025-04-01T09:00:01+09:00 day=2025-04-01 user=u1001 operation=ログイン "
		      "system=gyoumu01.example terminal=192.0.2.5 result=成功",
		"user=u1002 operation=ログイン system=gyoumu01.example terminal=T-07 result=失敗",
		"user=SYSTEM operation=Security 4624",
		"user=u1003 operation=Sysmon 1 system=gyoumu01.example detail=cmd /c \"a\" & "
		"b file=t.log line=4\n",
		"operation=System 104",
		"user=u1004 operation=オブジェクトの利用 system=gyoumu01.example result=成功 "
		"detail=D:\\名簿.xlsx file=t.log line=7\n",
		"log_file format=windows-xml encoding=utf-8 records=6 bad_records=1" },
	    .said = { { DIAG_LOG_RECORD_FORM, 6 } },
	    .flows = true,
	},
	{
	    .what = "as the Event Viewer saves them: in one line",
	    .text = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>"
		    "<Event "
		    "xmlns=\"http://schemas.microsoft.com/win/2004/08/events/"
		    "event\"><System><Provider Name=\"Microsoft-Windows-Security-Auditing\" "
		    "Guid=\"{x}\"/><EventID>4624</EventID><Keywords>0x8020000000000000</"
		    "Keywords><TimeCreated "
		    "SystemTime=\"2025-04-01T00:00:01.123456700Z\"/><EventRecordID>1</"
		    "EventRecordID><Correlation/><Channel>Security</"
		    "Channel><Computer>gyoumu01.example</Computer><Security/></"
		    "System><EventData><Data Name=\"SubjectUserName\">-</Data><Data "
		    "Name=\"TargetUserName\">u1001</Data><Data Name=\"LogonType\">10</Data><Data "
		    "Name=\"IpAddress\">192.0.2.5</Data></EventData></Event>"
		    "<Event "
		    "xmlns=\"http://schemas.microsoft.com/win/2004/08/events/"
		    "event\"><System><Provider Name=\"Microsoft-Windows-Security-Auditing\" "
		    "Guid=\"{x}\"/><EventID>4625</EventID><Keywords>0x8010000000000000</"
		    "Keywords><TimeCreated "
		    "SystemTime=\"2025-04-01T00:00:02.123456700Z\"/><EventRecordID>2</"
		    "EventRecordID><Correlation/><Channel>Security</"
		    "Channel><Computer>gyoumu01.example</Computer><Security/></"
		    "System><EventData><Data Name=\"TargetUserName\">u1002</Data><Data "
		    "Name=\"LogonType\">3</Data><Data Name=\"IpAddress\">-</Data><Data "
		    "Name=\"WorkstationName\">T-07</Data></EventData></Event>"
		    "</Events>",
	    .have = { "user=u1001 operation=ログイン", "user=u1002 operation=ログイン",
		"records=2 bad_records=0", "line=2\n" },
	},
	{
	    .what = "no entity of its own, no DOCTYPE",
	    .text = "<!DOCTYPE Events [<!ENTITY a \"b\">]><Events>"
		    "<Event "
		    "xmlns=\"http://schemas.microsoft.com/win/2004/08/events/"
		    "event\"><System><Provider Name=\"Microsoft-Windows-Security-Auditing\" "
		    "Guid=\"{x}\"/><EventID>4624</EventID><Keywords>0x8020000000000000</"
		    "Keywords><TimeCreated "
		    "SystemTime=\"2025-04-01T00:00:01.123456700Z\"/><EventRecordID>1</"
		    "EventRecordID><Correlation/><Channel>Security</"
		    "Channel><Computer>gyoumu01.example</Computer><Security/></"
		    "System><EventData><Data Name=\"SubjectUserName\">-</Data><Data "
		    "Name=\"TargetUserName\">&a;</Data><Data Name=\"LogonType\">10</Data><Data "
		    "Name=\"IpAddress\">192.0.2.5</Data></EventData></Event>"
		    "<Event "
		    "xmlns=\"http://schemas.microsoft.com/win/2004/08/events/"
		    "event\"><System><Provider Name=\"Microsoft-Windows-Security-Auditing\" "
		    "Guid=\"{x}\"/><EventID>4625</EventID><Keywords>0x8010000000000000</"
		    "Keywords><TimeCreated "
		    "SystemTime=\"2025-04-01T00:00:02.123456700Z\"/><EventRecordID>2</"
		    "EventRecordID><Correlation/><Channel>Security</"
		    "Channel><Computer>gyoumu01.example</Computer><Security/></"
		    "System><EventData><Data Name=\"TargetUserName\">u1002</Data><Data "
		    "Name=\"LogonType\">3</Data><Data Name=\"IpAddress\">-</Data><Data "
		    "Name=\"WorkstationName\">T-07</Data></EventData></Event>"
		    "</Events>",
	    .have = { "user=u1002 operation=ログイン", "records=1 bad_records=1" },
	    .said = { { DIAG_LOG_RECORD_FORM, 1 } },
	},
	{
	    .what =
		"what is left of events between others is said, elements around them all are not",
	    .text = "<?xml version=\"1.0\"?>\n<Exported by=\"x\">\n<!-- from > to -->\n"
		    "<Event><System><EventID>4625</EventID><Channel>Security</Channel><TimeCreated "
		    "SystemTime=\"2025-04-01T00:00:01Z\"/></System><EventData><Data "
		    "Name=\"TargetUserName\">u1</Data></EventData></Event>\n"
		    "<Name>rest</Name></Event>\n"
		    "<Event><System><EventID>4625</EventID><Channel>Security</Channel><TimeCreated "
		    "SystemTime=\"2025-04-01T00:00:02Z\"/></System><EventData><Data "
		    "Name=\"TargetUserName\">u2</Data></EventData></Event>\n"
		    "Channel=\"Security\">\n\n"
		    "<Event><System><EventID>4625</EventID><Channel>Security</Channel><TimeCreated "
		    "SystemTime=\"2025-04-01T00:00:03Z\"/></System><EventData><Data "
		    "Name=\"TargetUserName\">u3</Data></EventData></Event>\n"
		    "</Exported>\n<Ev",
	    .have = { "user=u1 operation=ログイン result=失敗 file=t.log line=4\n",
		"user=u2 operation=ログイン result=失敗 file=t.log line=6\n",
		"user=u3 operation=ログイン result=失敗 file=t.log line=9\n",
		"log_file format=windows-xml encoding=utf-8 records=3 bad_records=3" },
	    .said = { { DIAG_LOG_RECORD_FORM, 5 }, { DIAG_LOG_RECORD_FORM, 7 },
		{ DIAG_LOG_RECORD_FORM, 11 } },
	},
	{
	    .what = "JSON, indented, events behind one another",
	    .text =
		"{\n \"Event\": {\n  \"#attributes\": {\"xmlns\": \"x\"},\n  \"System\": "
		"{\"Provider\": {\"#attributes\": {\"Name\": \"Microsoft-Windows-Sysmon\"}}, "
		"\"EventID\": 1, \"Channel\": \"Microsoft-Windows-Sysmon/Operational\",\n"
		"   \"Computer\": \"c\", \"TimeCreated\": {\"#attributes\": {\"SystemTime\": "
		"\"2025-04-01T00:00:00.5Z\"}}, \"Correlation\": null},\n"
		"  \"EventData\": {\"CommandLine\": \"whoami\", \"User\": \"CITY\\\\u1\"}\n }\n}\n"
		"{\n \"Event\": {\n  \"System\": {\"EventID\": {\"#attributes\": {\"Qualifiers\": "
		"0}, \"#text\": 1102}, \"Channel\": \"Security\",\n"
		"   \"TimeCreated\": {\"#attributes\": {\"SystemTime\": "
		"\"2025-04-01T00:00:01Z\"}}},\n"
		"  \"UserData\": {\"LogFileCleared\": {\"#attributes\": {\"xmlns\": \"x\"}, "
		"\"SubjectUserName\": \"u2\"}}\n }\n}\n",
	    .have = { "user=u1 operation=Sysmon 1 system=c detail=whoami file=t.log line=1\n",
		"user=u2 operation=ログ消去 result=成功 file=t.log line=9\n",
		"log_file format=windows-json encoding=utf-8 records=2 bad_records=0" },
	},
	{
	    .what = "winlogbeat's",
	    .text = "{\"@timestamp\":\"2025-04-01T00:00:00.000Z\",\"winlog\":{\"event_id\":4625,"
		    "\"channel\":\"Security\",\"provider_name\":\"p\",\"computer_name\":\"c\","
		    "\"event_data\":{\"TargetUserName\":\"u1\",\"IpAddress\":\"192.0.2.1\"}},"
		    "\"message\":\"m\"}\n",
	    .have = { "user=u1 operation=ログイン system=c terminal=192.0.2.1 result=失敗 "
		      "detail=m" },
	},
};

static void
test_cases(void **state)
{
	(void)state;
	read_cases(cases, COUNT_OF(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests_name("log/format_windows", tests, NULL, NULL);
}
