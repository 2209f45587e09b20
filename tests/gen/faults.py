# SPDX-License-Identifier: Apache-2.0
"""What is wrong in the bad variant of the city: faults in its registers (plant) and in its log (events).

Each fault stands in fixtures/bad/FAULTS.md with the rule that should find it. Nothing else differs from the good city.
"""

from city import (AOBA, CHILD, DUTY, FILE, HEALTH, MINATO, NAGISA, SHIOKAZE, SYSTEM, VACCINE, iso, subject)

STRANGER = "株式会社うしおデータ"  # a contractor that no assessment names
NOBODY = "株式会社なみのり計算"  # its contract ended in June
SILENT = {iso(2025, 11, 17), iso(2025, 11, 18), iso(2025, 11, 19)}  # open days without a line in the log
# Hours without a line: day → from, to, and of which system alone
PAUSES = {iso(2025, 10, 21): [("13:05:00", "16:30:00", "")], iso(2025, 11, 5): [("11:20:00", "24:00:00", SYSTEM[CHILD])]}


def find(rows, **wanted):
    for row in rows:
        if all(row[column] == value for column, value in wanted.items()):
            return row
    raise KeyError(wanted)


def accounts(city):
    rows = city["account"]
    person = dict(find(rows, user="A1110"), staff_no=None, contractor=None)
    # Those who left keep their IDs: one until now, one for months.
    find(rows, user="A1216")["disabled_on"] = None
    find(rows, user="A1316").update(disabled_on=iso(2025, 6, 20), last_login_on=iso(2025, 5, 12))
    rows.append(dict(person, user="KYOYU01", kind="共用", factors=1))
    for user in ("A1307", "A1308", "A1309"):
        find(rows, user=user)["factors"] = 1
    for row in rows:
        if row["system"] == SYSTEM[CHILD] and row["kind"] == "個人":
            row["reviewed_on"] = iso(2023, 5, 10)
    find(rows, user="A1602")["number_access"] = 1
    rows.append(dict(person, user="KYOYU02", kind="共用", factors=1, system=SYSTEM[CHILD]))
    rows.append(dict(person, user="A1999", staff_no="101999", kind="個人"))  # a number that the 職員台帳 does not have
    find(rows, user="A1106", system=SYSTEM[CHILD])["disabled_on"] = iso(2025, 11, 20)  # moved on 2025-09-30
    rows.append(dict(person, user="A1402", staff_no="101402", kind="個人", privilege="照会", number_access=1))
    contractor = dict(person, kind="委託先", privilege="運用保守", number_access=1)
    rows.append(dict(contractor, user="K1901", contractor=SHIOKAZE, enabled_on=iso(2024, 4, 1)))  # its worker left with last year's contract
    rows.append(dict(contractor, user="K2099", contractor=NOBODY, enabled_on=iso(2025, 5, 1)))
    rows.append(dict(contractor, user="K2098", contractor="株式会社おきなみ通信", enabled_on=iso(2025, 5, 1)))  # never had a contract
    rows.append(dict(contractor, user="K2051", contractor=MINATO, enabled_on=iso(2025, 2, 1), system=SYSTEM[CHILD]))
    find(rows, user="A1212").update(disabled_on=iso(2025, 8, 31))  # and goes on working
    for user in ("A1105", "A1106", "A1107", "A1108", "A1109", "A1110", "A1111", "A1112", "A1113"):
        for row in rows:
            if row["user"] == user and row["system"] == SYSTEM[HEALTH]:
                row["privilege"] = "管理者"


def people(city):
    staff = city["staff"]
    find(staff, user="A1301")["role"] = None  # no 保護責任者 in the section
    find(staff, user="A1702")["role"] = "総括責任者"  # a second one
    city["training"] = [row for row in city["training"] if row["user"] not in ("A1205", "A1206", "A1305", "A1306", "A1307", "A1601")]
    find(city["training"], user="A1310")["completed"] = 0
    find(city["training"], user="A1311")["held_on"] = iso(2023, 6, 20)


def consents(city):
    rows = city["consent"]
    rows[0]["form_id"] = None
    rows[1]["purpose_notice"] = None
    rows[2]["withdrawn_on"] = iso(2025, 6, 30)
    rows[3]["obtained_on"] = iso(2025, 11, 25)
    rows[4].update(obtained_on=iso(2025, 8, 20), withdrawn_on=iso(2025, 8, 1))
    checks = city["identity_check"]
    checks[2]["method"] = None
    checks[5]["method"] = "通知カード"
    checks[9]["method"] = "番号確認+身元確認"  # of a proxy: 代理権 was not looked at
    checks[14]["method"] = "省略"
    out = city["disclosure"]
    like = dict(out[0], method="電子記録媒体", information="検診の判定")
    extra = (
        dict(recipient="青波共済生命株式会社", basis="本人同意"),
        dict(recipient="市町村長", basis=None),
        dict(recipient="青波中央病院", basis="番号法第19条第16号", subject=subject(9901)),  # no consent at all
        dict(recipient="青波中央病院", basis="番号法第19条第16号", subject=subject(5003), disclosed_on=iso(2025, 9, 2)),  # consent came later
        dict(recipient="青波中央病院", basis="番号法第19条第16号", subject=subject(5002), disclosed_on=iso(2025, 9, 3)),  # consent was withdrawn
        dict(recipient="市町村長", basis="番号法第19条第8号", method="電子メール"),
        dict(recipient="市町村長", basis="番号法第19条第14号", method="情報提供ネットワークシステム"),
        dict(recipient="青波市社会福祉協議会", basis="市長の決裁"),
        dict(recipient="青波中央病院", basis="番号法第19条第16号", subject=subject(5006), disclosed_on=iso(2025, 12, 3)),  # consent named another
        dict(recipient="市町村長", basis="番号法第19条第8号", method="情報提供ネットワークシステム", user="A1304"),  # 保育課 declares none
        dict(recipient="青波高校同窓会", basis="第19条第20号"),
        dict(recipient="市町村長", basis="番号法第19条第8号", method="情報提供ネットワークシステム", user="K2011"),
        dict(recipient="市町村長", basis="番号法第19条第8号", method="情報提供ネットワークシステム", disclosed_on=iso(2025, 12, 2), user=None),
        dict(recipient="県知事", basis="番号法第19条第9号", information="地方税関係情報", method="情報提供ネットワークシステム", subject=subject(9902)),
    )
    for n, change in enumerate(extra):
        out.append(dict(dict(like, disclosure_no=f"提7-9{n:03}", disclosed_on=iso(2025, 9, 1)), **change))


def contracts(city):
    rows = city["contract"]
    find(rows, contract_no="R7-015").update(handlers=24, return_or_disposal=0, inspection=0)
    find(rows, contract_no="R7-021").update(handlers=640, handlers_named=0, supervision=0)
    find(rows, contract_no="R7-016").update(selected_on=None)
    find(rows, contract_no="R7-033").update(handlers=5, reported_on=iso(2023, 10, 2), inspected_on=None, selected_on=iso(2025, 6, 1))
    find(rows, contract_no="R7-017").update(corporate_no="1" + "999900020003", secrecy=0, purpose_limit=0, liability=0, no_takeout=0,
                                            reporting=0, subcontract_terms=0)
    find(rows, contract_no="R7-040").update(until_on=iso(2025, 9, 30))  # ended, nothing given back, ID still open
    find(rows, contract_no="R6-015")["returned_on"] = None
    rows.append(dict(find(rows, contract_no="R7-021"), contract_no="R7-088", contractor=STRANGER, corporate_no="7999900020009",
                     work="受診券の封入業務", handlers=8, handlers_named=1, supervision=1))
    rows.append(dict(find(rows, contract_no="R6-021"), contract_no="R7-090", contractor=NOBODY, corporate_no="5999900020010",
                     work="データ移行の支援", from_on=iso(2025, 4, 1), until_on=iso(2025, 6, 30), returned_on=iso(2025, 7, 3)))
    subs = city["subcontract"]
    subs[0].update(applied_on=iso(2025, 4, 10), approved_on=iso(2025, 4, 30))  # began before it
    like = dict(subs[1], subcontractor="有限会社みさき電算", started_on=iso(2025, 8, 1))
    subs.append(dict(like, approval_no=None, applied_on=None, approved_on=None, approver=None))
    subs.append(dict(like, approval_no="再7-03", contract_no="R7-033", contractor=AOBA, applied_on=iso(2025, 7, 1), approved_on=iso(2025, 7, 15),
                     approver="保健予防課長", work="予診票の読取り"))
    subs.append(dict(like, approval_no="再7-04", contractor=NAGISA, subcontractor="個人事業者（沖野）", depth=2, applied_on=None, approved_on=None,
                     approver=NAGISA))
    workers = city["contractor_worker"]
    find(workers, user="K2002").update(trained_on=None)
    find(workers, user="K2012").update(pledged_on=None)
    find(workers, user="K2032").update(pledged_on=iso(2025, 6, 2), trained_on=iso(2025, 6, 2))
    workers.append(dict(find(workers, user="K2013"), worker="作業者016-99"))  # two at one ID
    find(workers, user="K2023").update(from_on=iso(2025, 5, 1))
    city["contractor_worker"] = [row for row in workers if row["contract_no"] != "R7-040" or row["worker"] < "作業者040-05"]


def keeping(city):
    media = city["media"]
    media[0]["encrypted"] = 0
    media[1].update(returned_on=None, erased_on=None)
    media[2]["approver"] = None
    media[3]["erased_on"] = None
    media[5].update(kind="USBメモリ", user="A1316")
    city["disposal"] = [row for row in city["disposal"] if row["media_id"] != "M-05" and row["dataset"] != FILE[CHILD]]
    disposal = city["disposal"]
    find(disposal, disposal_no="廃7-01").update(method=None)
    find(disposal, disposal_no="廃7-02").update(method="ごみ箱への移動", witness=None, approver=None)
    find(disposal, disposal_no="廃7-30")["certificate_no"] = None
    retention = city["retention"]
    find(retention, dataset=FILE[VACCINE]).update(oldest_on=iso(2016, 1, 12), purge_job=None, purged_on=None)
    find(retention, dataset=FILE[HEALTH]).update(purged_on=iso(2023, 4, 25), oldest_on=iso(2018, 4, 3))
    find(retention, dataset=SYSTEM[HEALTH] + "の操作記録").update(period="6か月", oldest_on=iso(2025, 7, 20))
    find(retention, kind="情報提供等の記録").update(period="3年", oldest_on=iso(2023, 1, 15))
    city["retention"] = [row for row in retention if not row["dataset"].startswith(FILE[CHILD])]
    backups = []
    for row in city["backup_job"]:
        if row["dataset"] == FILE[HEALTH] and iso(2025, 9, 8) <= row["run_on"] <= iso(2025, 9, 16):
            continue
        if row["dataset"] == FILE[VACCINE] and iso(2025, 10, 1) <= row["run_on"] <= iso(2025, 10, 4):
            row = dict(row, result="失敗")
        if row["dataset"] == FILE[CHILD]:
            if row["run_on"] > iso(2025, 12, 20):
                continue
            if row["run_on"] >= iso(2025, 12, 1):
                row = dict(row, place="青波データセンター", encrypted=0)
        backups.append(row)
    city["backup_job"] = backups


def oversight(city):
    city["audit"] = [row for row in city["audit"] if row["held_on"].year < 2025 and row["kind"] == "自己点検"]
    city["audit"][0].update(open_findings=5, closed_on=None)
    find(city["audit"], department=CHILD)["held_on"] = iso(2022, 11, 14)
    city["log_review"] = [row for row in city["log_review"] if row["system"] == SYSTEM[HEALTH] and row["from_on"].month < 8]
    city["log_review"][0]["reviewer"] = None
    incident = dict(city["incident"][0], incident_no="事7-2", summary="保守の作業者が対象者の一覧を持ち出した", kind="漏えい", specific=1, intentional=1,
                    persons=1240, occurred_on=iso(2025, 4, 21), known_on=iso(2025, 4, 24), quick_report_on=iso(2025, 5, 20),
                    final_report_on=iso(2025, 8, 1), notified_on=None)
    city["incident"].append(incident)
    city["incident"].append(dict(city["incident"][1], incident_no="事7-3", summary="端末の盗難により申請書の控えを失った", kind="漏えい", persons=130,
                                 known_on=iso(2025, 7, 1), quick_report_on=None, final_report_on=None, notified_on=iso(2025, 7, 4)))
    rows = city["approval"]
    find(rows, approval_no="出7-001").update(approver="A1104")
    city["approval"] = [row for row in rows if row["approval_no"] != "出7-004"]
    find(rows, approval_no="出7-003").update(max_count=1000)
    city["approval"].append(dict(rows[0], approval_no="出7-090", approver="健康推進課長", max_count=500, valid_from=iso(2025, 12, 1),
                                 valid_until=iso(2028, 3, 31)))


def plant(city):
    for part in (accounts, people, consents, contracts, keeping, oversight):
        part(city)


def events():
    """Day → (arguments of Day.add) of what nobody should have done."""
    found = {}

    def add(day, second, user, department, system, operation, terminal, **other):
        found.setdefault(day, []).append(((second, user, department, system, operation, terminal), other))

    def many(day, start, step, count, user, department, operation, terminal, first=0, **other):
        system = other.pop("system", SYSTEM.get(department))
        for n in range(count):
            add(day, start + n * step, user, department, system, operation, terminal, subject=subject(91000 + first + n),
                count=other.get("count", 1), purpose=other.get("purpose", DUTY.get(department, "")), number=other.get("number", "無"),
                detail=other.get("detail", ""))

    health, vaccine, child = SYSTEM[HEALTH], SYSTEM[VACCINE], SYSTEM[CHILD]
    # Before joining, after leaving, with a stopped ID, with an ID nobody knows.
    many(iso(2025, 5, 12), 50400, 300, 12, "A1316", CHILD, "照会", "KD1316")
    many(iso(2025, 10, 10), 50400, 300, 8, "A1216", VACCINE, "照会", "YB1216")
    many(iso(2025, 6, 20), 50400, 300, 6, "A1118", HEALTH, "照会", "KS1118")
    many(iso(2025, 7, 3), 50400, 120, 9, "X9001", HEALTH, "照会", "KS9001")
    # Night and holidays.
    many(iso(2025, 7, 15), 82800, 50, 60, "A1109", HEALTH, "照会", "KS1109", first=100)
    many(iso(2025, 7, 16), 7200, 60, 45, "A1109", HEALTH, "照会", "KS1109", first=200)
    many(iso(2025, 8, 11), 46800, 90, 40, "A1209", VACCINE, "照会", "YB1209", first=300)
    many(iso(2025, 9, 14), 46800, 90, 42, "A1209", VACCINE, "照会", "YB1209", first=400)
    # Failed log-ins in a burst, and one who logs in again and again.
    for n in range(14):
        add(iso(2025, 6, 10), 48000 + n * 25, "A1308", CHILD, child, "ログイン", "KD1308", result="失敗", detail="パスワードの誤り")
    add(iso(2025, 6, 10), 48400, "A1308", CHILD, child, "ログイン", "KD1308")
    for n in range(70):
        add(iso(2025, 9, 9), 36000 + n * 240, "A1206", VACCINE, vaccine, "ログイン", "YB1206")
    # One ID at two terminals; a shared ID from everywhere.
    many(iso(2025, 6, 20), 36000, 600, 20, "A1112", HEALTH, "照会", "YB1201", first=500)
    for n, terminal in enumerate(("KS1105", "KS1110", "KS1114", "KS1117")):
        many(iso(2025, 10, 7), 36000 + n * 30, 900, 12, "KYOYU01", HEALTH, "照会", terminal, first=600 + n * 20)
    # Large outputs and prints: no approval, approval over, more than approved.
    add(iso(2025, 7, 8), 61000, "A1203", VACCINE, vaccine, "出力", "YB1203", count=48000, purpose=DUTY[VACCINE], detail="全件の抽出")
    add(iso(2025, 11, 20), 52000, "A1304", CHILD, child, "出力", "KD1304", count=3890, purpose=DUTY[CHILD], detail="一括出力")
    add(iso(2025, 11, 21), 52000, "A1304", CHILD, child, "出力", "KD1304", count=640, purpose=DUTY[CHILD], detail="追加の出力")
    add(iso(2025, 8, 6), 53000, "A1113", HEALTH, health, "印刷", "KS1113", count=2600, purpose=DUTY[HEALTH], detail="名簿の印刷")
    # Mass search; search by number from a section that has nothing to do with it.
    many(iso(2025, 10, 2), 33000, 17, 1500, "A1210", VACCINE, "照会", "YB1210", first=1000)
    many(iso(2025, 9, 25), 50000, 60, 25, "A1402", "市民課", "照会", "SM1402", first=3000, system=health, number="有", detail="検索条件: 個人番号",
         purpose="転入者の確認")
    add(iso(2025, 10, 3), 40000, "A1211", VACCINE, vaccine, "照会", "YB1211", count=6200, purpose=DUTY[VACCINE], detail="検索条件: 町名")
    many(iso(2025, 10, 8), 43000, 60, 7, "K2003", SHIOKAZE, "照会", "HS2003", first=3050, system=health, number="有", purpose=DUTY[HEALTH])
    for n in range(15):  # everybody looks at one person
        department, user = (VACCINE, f"12{n + 1:02}") if n < 8 else (HEALTH, f"11{n - 6:02}")
        add(iso(2025, 11, 12), 40000 + n * 300, "A" + user, department, SYSTEM[department], "照会", ("YB" if n < 8 else "KS") + user,
            subject=subject(95000), count=1, purpose=DUTY[department])
    for n in range(8):  # one terminal, one ID after another
        add(iso(2025, 6, 11), 48000 + n * 20, f"A12{n + 1:02}", VACCINE, vaccine, "ログイン", "YB1299", result="失敗", detail="パスワードの誤り")
    # What it was done for: not the work of the assessment.
    many(iso(2025, 7, 10), 51000, 40, 15, "A1305", CHILD, "照会", "KD1305", first=3100, purpose="選挙人名簿との照合")
    many(iso(2025, 7, 11), 51000, 40, 5, "A1115", HEALTH, "提供", "KS1115", first=3200, purpose="保険会社からの問合せへの回答")
    # Contractors: after the contract, from a company without one, at the network's terminal.
    many(iso(2025, 4, 15), 40000, 300, 10, "K1901", SHIOKAZE, "照会", "HS1901", first=3300, system=health, purpose=DUTY[HEALTH])
    many(iso(2025, 11, 6), 40000, 300, 10, "K2051", MINATO, "照会", "HS2051", first=3350, system=child, purpose=DUTY[CHILD])
    many(iso(2025, 8, 27), 40000, 300, 10, "K2099", NOBODY, "照会", "HS2099", first=3400, system=health, purpose=DUTY[HEALTH])
    many(iso(2025, 9, 17), 40000, 300, 6, "K2011", SHIOKAZE, "情報照会", "HS2011", first=3500, system="中間サーバー", purpose=DUTY[VACCINE])
    # A number where none may stand (invented, with a right check digit), deletions, and a log that was cleared.
    for n in range(3):
        add(iso(2025, 8, 21), 52000 + n * 60, "A1312", CHILD, child, "更新", "KD1312", subject=subject(93600 + n), count=1, purpose=DUTY[CHILD],
            number="有", detail="個人番号 123456789018 に訂正")
    many(iso(2025, 12, 3), 52000, 30, 30, "A1315", CHILD, "削除", "KD1315", first=3700)
    add(iso(2025, 9, 1), 64000, "K2002", SHIOKAZE, health, "ログ削除", "HS2002", count=5200, purpose=DUTY[HEALTH], detail="操作ログの消去")
    # What should have been approved, checked or recorded first.
    for n in range(3):
        add(iso(2025, 7, 9), 52000 + n * 60, "A1203", VACCINE, vaccine, "データ抽出（EUC）", "YB1203", count=30, purpose=DUTY[VACCINE], number="有")
    many(iso(2025, 10, 9), 52000, 60, 4, "A1602", "情報政策課", "照会", "JS1602", first=3800, system=health, number="有", purpose="不具合の調査")
    add(iso(2025, 8, 5), 55000, "A1602", "情報政策課", health, "権限の付与", "JS1602", detail="A1109 に出力の権限")
    for n in range(3):
        add(iso(2025, 9, 2), 40000 + n * 60, "A1103", HEALTH, health, "個人番号の紐付け", "KS1103", subject=subject(97100 + n), count=1,
            purpose=DUTY[HEALTH], number="有")
    add(iso(2025, 9, 2), 50000, "A1104", HEALTH, health, "個人番号の確認", "KS1104", subject=subject(97100), count=1, purpose=DUTY[HEALTH], number="有")
    add(iso(2025, 8, 7), 60000, "A1109", HEALTH, health, "USBメモリ接続", "KS1109", detail="製造番号 000000")
    add(iso(2025, 9, 4), 61000, "Administrator", HEALTH, health, "ログイン", "KS1109")
    many(iso(2025, 9, 5), 45000, 60, 3, "A1305", CHILD, "情報提供等記録の照会", "KD1305", first=3900, purpose="滞納者の調査")
    # Clocks: one that was set back for a quarter of an hour, and one that lost its date.
    for n in range(3):
        add(iso(2025, 10, 22), 36000 + n, "A1107", HEALTH, health, "照会", "KS1107", subject=subject(97000 + n), count=1, purpose=DUTY[HEALTH],
            shown=f"2025-10-22 09:45:0{n}")
    add(iso(2025, 12, 8), 40000, "A1110", HEALTH, health, "照会", "KS1110", subject=subject(97010), count=1, purpose=DUTY[HEALTH],
        shown="1970-01-01 09:03:12")
    return found
