# SPDX-License-Identifier: Apache-2.0
"""The city of Aonami (青波市) as data: who works there, with which IDs, contractors and records. All of it is invented.

genregisters writes it as the registers under fixtures/, genlog draws the access log from the same people, so that both
agree. The bad variant is the good one with faults planted by faults.py.
"""

from datetime import date, timedelta

AS_OF = date(2026, 1, 15)
FIRST, LAST = date(2025, 4, 1), date(2025, 12, 31)  # of the access log

HEALTH, VACCINE, CHILD = "健康推進課", "保健予防課", "保育課"
SYSTEM = {HEALTH: "健康管理システム", VACCINE: "予防接種台帳システム", CHILD: "子ども・子育て支援システム"}
DUTY = {HEALTH: "健康増進事業の実施に関する事務", VACCINE: "予防接種の実施に関する事務", CHILD: "教育・保育給付認定に関する事務"}
FILE = {HEALTH: "健康増進事業情報ファイル", VACCINE: "予防接種情報ファイル", CHILD: "子ども・子育て支援情報ファイル"}
NUMBER = {HEALTH: "12", VACCINE: "3", CHILD: "21"}  # 評価書番号

SHIOKAZE, MINATO, HAMAKAZE = "株式会社しおかぜ情報", "株式会社みなと事務サービス", "株式会社はまかぜシステムズ"
AOBA, NAGISA = "有限会社あおば計算センター", "合同会社なぎさテック"

# Invented; the first digit is the check digit (法人番号の指定等に関する省令). 9999… is no registry office's number.
CORPORATE = {SHIOKAZE: "999900010001", MINATO: "999900010002", HAMAKAZE: "999900020003", AOBA: "999900020004"}


def corporate_no(base):
    total = sum(int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(base)))
    return str(9 - total % 9) + base


HOLIDAYS = {date.fromisoformat(f"2025-{d}") for d in
            "04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24 12-29 12-30 12-31".split()}
HOLIDAYS |= {date(2026, 1, n) for n in (1, 2, 3, 12)}
EXTRA_OPEN = {date(2025, 4, 6): "年度初めの休日窓口", date(2025, 10, 26): "休日健診の日"}


def is_open(day):
    return day in EXTRA_OPEN or (day.weekday() < 5 and day not in HOLIDAYS)


def days(first, last):
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def iso(year, month, day):
    return date(year, month, day)


DEPARTMENTS = (  # name, first number of IDs, heads' post, staff
    (HEALTH, 1101, 18), (VACCINE, 1201, 16), (CHILD, 1301, 15), ("市民課", 1401, 5), ("総務課", 1501, 3), ("情報政策課", 1601, 6),
    ("行政監察室", 1701, 2))


def staff_rows():
    rows = []
    for department, first, count in DEPARTMENTS:
        for n in range(count):
            post = "課長" if n == 0 else "係長" if n < 3 else "主査" if n < 6 else "主事"
            role = None
            if department in SYSTEM:
                role = "保護責任者" if n == 0 else "事務取扱担当者"
            elif department == "情報政策課":
                role = "保護責任者" if n == 0 else "システム管理者" if n < 4 else None
            elif department == "市民課" and n == 0:
                role = "保護責任者"
            if department == "総務課" and n == 0:
                post, role = "総務部長", "総括責任者"
            if department == "行政監察室":
                post = "室長" if n == 0 else "主査"
                role = "監査責任者" if n == 0 else None
            rows.append(dict(staff_no=f"10{first + n}", user=f"A{first + n}", department=department, post=post,
                             duty=DUTY.get(department), role=role, from_on=iso(2019 + (first + n * 5) % 7, 4, 1), left_on=None))
    by_user = {row["user"]: row for row in rows}
    by_user["A1118"]["from_on"] = iso(2025, 7, 1)
    by_user["A1216"]["left_on"] = iso(2025, 9, 30)
    # One who moved in the year: two periods, the second as another row.
    moved = by_user["A1106"]
    rows.insert(rows.index(moved), dict(moved, department=CHILD, duty=DUTY[CHILD], from_on=iso(2023, 4, 1), left_on=iso(2025, 9, 30)))
    moved["from_on"] = iso(2025, 10, 1)
    # One who retired before the year of the log.
    rows.append(dict(staff_no="101316", user="A1316", department=CHILD, post="主査", duty=DUTY[CHILD], role="事務取扱担当者",
                     from_on=iso(2018, 4, 1), left_on=iso(2025, 3, 31)))
    return rows


def account_rows(staff, workers):
    rows = []
    for n, person in enumerate(staff):
        common = dict(user=person["user"], staff_no=person["staff_no"], kind="個人", contractor=None, factors=2,
                      enabled_on=person["from_on"], disabled_on=person["left_on"],
                      last_login_on=person["left_on"] or iso(2026, 1, 13 + n % 2), reviewed_on=iso(2025, 7, 10))
        if common["enabled_on"] > common["reviewed_on"]:
            common["reviewed_on"] = common["enabled_on"]
        if person["department"] in SYSTEM:
            chief = person["post"] in ("課長", "係長")
            rows.append(dict(common, system=SYSTEM[person["department"]], privilege="管理者" if chief else "更新", number_access=1))
        elif person["role"] == "システム管理者":
            rows.append(dict(common, system="統合運用管理基盤", privilege="管理者", number_access=0))
    for worker in workers:
        if worker["user"]:
            rows.append(dict(system=worker["system"], user=worker["user"], staff_no=None, kind="委託先", contractor=worker["contractor"],
                             privilege="運用保守", number_access=0, factors=2, enabled_on=worker["from_on"],
                             disabled_on=None, last_login_on=iso(2026, 1, 14), reviewed_on=max(iso(2025, 7, 10), worker["from_on"])))
    return rows


def contract_rows():
    terms = dict.fromkeys("secrecy no_takeout purpose_limit subcontract_terms liability return_or_disposal handlers_named "
                          "supervision reporting inspection".split(), 1)
    rows = []

    def add(no, contractor, work, department, handlers, subcontracting):
        rows.append(dict(terms, contract_no=f"R7-{no}", contractor=contractor, corporate_no=corporate_no(CORPORATE[contractor]), work=work,
                         assessment_no=NUMBER[department], from_on=iso(2025, 4, 1), until_on=iso(2026, 3, 31), handlers=handlers,
                         subcontracting=subcontracting, selected_on=iso(2025, 2, 20), reported_on=iso(2025, 10, 20),
                         inspected_on=iso(2025, 9, 11), returned_on=None))

    add("015", SHIOKAZE, "健康管理システムの運用保守業務", HEALTH, 4, 1)
    add("021", MINATO, "検診結果の入力業務", HEALTH, 12, 0)
    add("016", SHIOKAZE, "予防接種台帳システムの運用保守業務", VACCINE, 3, 1)
    add("033", AOBA, "予診票の入力業務", VACCINE, 14, 0)
    add("017", HAMAKAZE, "子ども・子育て支援システムの運用保守業務", CHILD, 3, 0)
    add("040", MINATO, "給付認定申請書の電子化業務", CHILD, 11, 0)
    for row in rows[:2]:  # last year's, with everything given back
        rows.append(dict(row, contract_no=row["contract_no"].replace("R7", "R6"), from_on=iso(2024, 4, 1), until_on=iso(2025, 3, 31),
                         subcontracting=0, selected_on=iso(2024, 2, 19), reported_on=iso(2025, 3, 21), inspected_on=iso(2024, 9, 12),
                         returned_on=iso(2025, 4, 4)))
    return rows


def subcontract_rows():
    return [
        dict(approval_no="再7-01", contract_no="R7-016", contractor=SHIOKAZE, subcontractor=NAGISA,
             work="予防接種台帳システムの監視と夜間の障害の一次対応", depth=1, applied_on=iso(2025, 3, 5), approved_on=iso(2025, 3, 21),
             started_on=iso(2025, 4, 1), until_on=iso(2026, 3, 31), approver="保健予防課長"),
        dict(approval_no="再7-02", contract_no="R7-015", contractor=SHIOKAZE, subcontractor=NAGISA,
             work="健康管理システムの監視と夜間の障害の一次対応", depth=1, applied_on=iso(2025, 6, 10), approved_on=iso(2025, 7, 2),
             started_on=iso(2025, 7, 15), until_on=iso(2026, 3, 31), approver="健康推進課長"),
    ]


def worker_rows(contracts):
    """Those who maintain have an ID of their own; those who type in are at their own place and have none."""
    rows = []
    ids = {"R7-015": ("K2001", "K2002", "K2003", "K2004"), "R7-016": ("K2011", "K2012", "K2013"), "R7-017": ("K2031", "K2032", "K2033")}
    system = {"R7-015": SYSTEM[HEALTH], "R7-016": SYSTEM[VACCINE], "R7-017": SYSTEM[CHILD]}
    for contract in contracts:
        no = contract["contract_no"]
        if no.startswith("R6"):
            continue
        for n in range(contract["handlers"]):
            user = ids[no][n] if no in ids else None
            rows.append(dict(contractor=contract["contractor"], contract_no=no, worker=f"作業者{no[3:]}-{n + 1:02}", user=user,
                             from_on=iso(2025, 4, 1), until_on=contract["until_on"], trained_on=iso(2025, 3, 24), pledged_on=iso(2025, 3, 25),
                             system=system.get(no)))
    for no, user, start in (("R7-016", "K2021", iso(2025, 4, 1)), ("R7-015", "K2022", iso(2025, 7, 15)), ("R7-015", "K2023", iso(2025, 7, 15))):
        rows.append(dict(contractor=NAGISA, contract_no=no, worker=f"作業者N-{user[-2:]}", user=user, from_on=start, until_on=iso(2026, 3, 31),
                         trained_on=start - timedelta(8), pledged_on=start - timedelta(7), system=system[no]))
    return rows


def subject(n):
    """A 宛名番号 of ten digits."""
    return f"{(n * 1000003 + 20250401) % 9999999967:010}"


def consent_rows():
    return [dict(consent_no=f"同7-{n + 1:03}", subject=subject(5000 + n), purpose="転出先での保健指導への引継ぎ", recipient="市町村長",
                 form_id="様式第7号", purpose_notice="同意書の表面に記載", obtained_on=iso(2025, 4 + n % 8, 7 + n), withdrawn_on=None)
            for n in range(14)]


def identity_rows():
    methods = (("窓口", "個人番号カード"), ("窓口", "番号確認+身元確認"), ("郵送", "番号確認+身元確認"), ("電子申請", "カード代替電磁的記録"),
               ("代理人", "代理権+代理人身元+本人番号"))
    open_days = [day for day in days(FIRST, LAST) if is_open(day)]
    return [dict(receipt_no=f"R07-{n + 1:05}", subject=subject(6000 + n * 3), received_on=open_days[n * 3 % len(open_days)],
                 channel=methods[n % 5][0], method=methods[n % 5][1], checked_by=f"A{1310 + n % 5}" if n % 2 else f"A{1110 + n % 6}")
            for n in range(60)]


def disclosure_rows():
    rows = []
    open_days = [day for day in days(FIRST, LAST) if is_open(day)]
    for n in range(48):
        health = n % 2 == 0
        rows.append(dict(disclosure_no=f"提7-{n + 1:04}", subject=subject(7000 + n * 11), recipient="市町村長", basis="番号法第19条第8号",
                         method="情報提供ネットワークシステム", information="検診の受診日、検診の種類及び判定" if health else "接種を受けた日及び予防接種の種類",
                         disclosed_on=open_days[n * 3 + 5], user="A1104" if health else "A1204"))
    return rows


def media_rows():
    rows = []
    for n in range(8):
        out = iso(2025, 4 + n, 8 if n != 4 else 7)
        rows.append(dict(media_id=f"M-{n + 1:02}", kind="磁気テープ" if n % 2 else "光ディスク", serial=f"AN{n + 1:05}X", purpose="検診結果の受渡し",
                         destination="青波市医師会検診センター", user=f"A11{11 + n % 4}", approver="健康推進課長", encrypted=1, taken_out_on=out,
                         due_on=out + timedelta(7), returned_on=out + timedelta(2), erased_on=out + timedelta(3)))
    rows.append(dict(rows[0], media_id="M-09", serial="AN00009X", taken_out_on=iso(2026, 1, 13), due_on=iso(2026, 1, 20),
                     returned_on=None, erased_on=None))
    return rows


# Large outputs in the log, each with its approval: who, the day, how many.
OUTPUTS = (("A1104", iso(2025, 5, 14), 18240, "がん検診の受診券の作成"), ("A1104", iso(2025, 9, 3), 6120, "未受診者への勧奨通知の作成"),
           ("A1204", iso(2025, 4, 22), 9480, "予診票の作成"), ("A1205", iso(2025, 9, 18), 31200, "高齢者の予診票の作成"),
           ("A1304", iso(2025, 8, 20), 4310, "利用者負担額の通知の作成"), ("A1304", iso(2025, 11, 5), 3890, "現況届の案内の作成"))


def approval_rows(staff):
    department = {row["user"]: row["department"] for row in staff}
    rows = []
    for n, (user, day, count, purpose) in enumerate(OUTPUTS):
        rows.append(dict(approval_no=f"出7-{n + 1:03}", kind="出力", user=user, department=department[user],
                         approver=department[user] + "長", purpose=purpose, max_count=(count // 1000 + 1) * 1000,
                         valid_from=day - timedelta(1), valid_until=day + timedelta(1)))
    return rows


def training_rows(staff):
    rows = []
    for n, person in enumerate(staff):
        if person["left_on"] is not None:
            continue
        held = iso(2025, 10, 15) if person["from_on"] > iso(2025, 6, 1) else iso(2025, 6, 17 if n % 3 else 24)
        rows.append(dict(staff_no=person["staff_no"], user=person["user"], course="特定個人情報保護・サイバーセキュリティ研修", held_on=held,
                         completed=1))
    return rows


def retention_rows():
    rows = []
    held = {HEALTH: (iso(2021, 4, 6), 96410), VACCINE: (iso(2021, 4, 5), 241880), CHILD: (iso(2021, 4, 9), 20150)}
    for department in (HEALTH, VACCINE, CHILD):
        basis = "予防接種法施行規則" if department == VACCINE else "青波市文書管理規程別表"
        oldest, records = held[department]
        rows.append(dict(dataset=FILE[department], assessment_no=NUMBER[department], place="青波データセンター", kind="業務データ", period="5年",
                         basis=basis, starts_from="取得の日の属する年度の翌年度の初日", oldest_on=oldest, records=records, purge_job="purge.timer",
                         purged_on=iso(2025, 4, 25)))
        rows.append(dict(dataset=SYSTEM[department] + "の操作記録", assessment_no=NUMBER[department], place="ログ保管サーバー", kind="ログ", period="5年",
                         basis="青波市情報セキュリティ対策基準", starts_from="記録の日", oldest_on=iso(2021, 4, 1), records=None, purge_job="logrotate.timer",
                         purged_on=iso(2025, 12, 1)))
        rows.append(dict(dataset=FILE[department] + "のバックアップ", assessment_no=NUMBER[department], place="北部データセンター", kind="バックアップ",
                         period="90日", basis="青波市情報セキュリティ対策基準", starts_from="取得の日", oldest_on=iso(2025, 10, 20), records=None,
                         purge_job="backup.timer", purged_on=iso(2026, 1, 14)))
    rows.append(dict(dataset="情報提供等の記録", assessment_no=None, place="中間サーバー・プラットフォーム", kind="情報提供等の記録", period="7年",
                     basis="番号法施行令第30条", starts_from="記録の日", oldest_on=iso(2019, 4, 1), records=None, purge_job="中間サーバーの機能",
                     purged_on=iso(2025, 12, 28)))
    return rows


def disposal_rows(media):
    rows = []
    for n, department in enumerate((HEALTH, VACCINE, CHILD)):
        rows.append(dict(disposal_no=f"廃7-{n + 1:02}", what="保存期間が過ぎた業務データ", media_id=None, dataset=FILE[department],
                         method="復元できない方法による消去（上書き）", records=(3120, 8044, 611)[n], disposed_on=iso(2025, 4, 25),
                         approver=department + "長", witness=("A1102", "A1202", "A1302")[n], contractor=None, certificate_no=None))
    for row in media:
        if row["erased_on"]:
            rows.append(dict(disposal_no=f"廃7-1{row['media_id'][-1]}", what="媒体に記録した検診結果", media_id=row["media_id"], dataset=FILE[HEALTH],
                             method="復元できない方法による消去（上書き）", records=1, disposed_on=row["erased_on"], approver="健康推進課長", witness="A1102",
                             contractor=None, certificate_no=None))
    rows.append(dict(disposal_no="廃7-30", what="R6年度の契約の終了に伴う作業用データ", media_id=None, dataset=FILE[HEALTH], method="物理的破壊",
                     records=1, disposed_on=iso(2025, 4, 3), approver="健康推進課長", witness="A1102", contractor=SHIOKAZE,
                     certificate_no="証2025-003"))
    rows.append(dict(disposal_no="廃7-31", what="紙の予診票（令和元年度分）", media_id=None, dataset=FILE[VACCINE], method="市の施設での焼却", records=52310,
                     disposed_on=iso(2025, 5, 20), approver="保健予防課長", witness="A1202", contractor=None, certificate_no=None))
    return rows


def audit_rows():
    rows = []
    for year in (2024, 2025):
        for n, department in enumerate((HEALTH, VACCINE, CHILD)):
            rows.append(dict(audit_no=f"点{year - 2018}-{n + 1}", kind="自己点検", scope=FILE[department] + "の取扱い", auditor=department + "長",
                             department=department, held_on=iso(year, 11, 12), reported_on=iso(year, 11, 26), open_findings=0,
                             closed_on=iso(year, 12, 10)))
            rows.append(dict(audit_no=f"監{year - 2018}-{n + 1}", kind="内部監査", scope="特定個人情報の安全管理措置", auditor="行政監察室長",
                             department=department, held_on=iso(year, 10, 7 + n), reported_on=iso(year, 10, 24), open_findings=0,
                             closed_on=iso(year, 12, 5)))
    return rows


def review_rows():
    rows = []
    for department in (HEALTH, VACCINE, CHILD):
        for month in range(4, 13):
            first = iso(2025, month, 1)
            following = iso(2025, month + 1, 1) if month < 12 else iso(2026, 1, 1)
            reviewed = following + timedelta(7)
            while not is_open(reviewed):
                reviewed += timedelta(1)
            rows.append(dict(system=SYSTEM[department], from_on=first, until_on=following - timedelta(1), reviewed_on=reviewed,
                             reviewer=department + "長", result="深夜・休日、ログインの失敗、大量の検索を確認した。問題なし"))
    return rows


def incident_rows():
    return [dict(incident_no="事6-1", summary="検診の案内を別人に送付した", kind="誤送付", specific=0, intentional=0, persons=1,
                 occurred_on=iso(2024, 11, 1), known_on=iso(2024, 11, 5), quick_report_on=iso(2024, 11, 7), final_report_on=iso(2024, 11, 29),
                 notified_on=iso(2024, 11, 6)),
            dict(incident_no="事7-1", summary="申請書の写しを別の世帯に交付した", kind="誤交付", specific=1, intentional=0, persons=2,
                 occurred_on=iso(2025, 8, 18), known_on=iso(2025, 8, 18), quick_report_on=iso(2025, 8, 20), final_report_on=iso(2025, 9, 10),
                 notified_on=iso(2025, 8, 19))]


def calendar_rows():
    return [dict(day=day, open=1, name=name) for day, name in EXTRA_OPEN.items()]


def backup_rows():
    return [dict(dataset=FILE[department], host="db01", run_on=day, result="成功", place="北部データセンター", encrypted=1)
            for day in days(FIRST, iso(2026, 1, 14)) for department in (HEALTH, VACCINE, CHILD)]


def good():
    staff = staff_rows()
    contracts = contract_rows()
    workers = worker_rows(contracts)
    media = media_rows()
    return dict(staff=staff, account=account_rows(staff, workers), consent=consent_rows(), identity_check=identity_rows(),
                disclosure=disclosure_rows(), contract=contracts, subcontract=subcontract_rows(), contractor_worker=workers, media=media,
                approval=approval_rows(staff), training=training_rows(staff), retention=retention_rows(), disposal=disposal_rows(media),
                audit=audit_rows(), log_review=review_rows(), incident=incident_rows(), calendar=calendar_rows(), backup_job=backup_rows())


def tables(variant):
    city = good()
    if variant == "bad":
        from faults import plant
        plant(city)
    return city
