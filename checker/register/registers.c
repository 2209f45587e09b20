/* SPDX-License-Identifier: Apache-2.0 */
/* The registers. A new one: its file in this folder, its line in this list. */
#include "register/columns.h"
#include "register/register.h"

#include "base/banned.h"

#define REGISTERS(R)                                                                               \
	R(staff)             /* 職員台帳 */                                                    \
	R(account)           /* システムID台帳 */                                            \
	R(consent)           /* 同意書台帳 */                                                 \
	R(identity_check)    /* 本人確認記録 */                                              \
	R(disclosure)        /* 提供記録 */                                                    \
	R(contract)          /* 委託契約台帳 */                                              \
	R(subcontract)       /* 再委託承認台帳 */                                           \
	R(contractor_worker) /* 委託先作業者名簿 */                                        \
	R(media)             /* 媒体管理簿 */                                                 \
	R(approval)          /* 承認簿 */                                                       \
	R(training)          /* 研修受講記録 */                                              \
	R(retention)         /* 保存期間台帳 */                                              \
	R(disposal)          /* 廃棄・消去記録 */                                           \
	R(audit)             /* 監査・自己点検記録 */                                     \
	R(log_review)        /* ログ点検記録 */                                              \
	R(incident)          /* 事故記録 */                                                    \
	R(calendar)          /* 開庁日カレンダー */                                        \
	R(backup_job)        /* バックアップ実施記録 */

#define DECLARE(id) extern const struct register_kind register_##id;
#define ENTRY(id) &register_##id,

REGISTERS(DECLARE)
const struct register_kind *const register_kinds[] = { REGISTERS(ENTRY) };
const size_t register_kind_count = COUNT_OF(register_kinds);

const char *
register_name_ja(struct str table)
{
	for (size_t i = 0; i < register_kind_count; i++)
		if (str_is(table, register_kinds[i]->table))
			return register_kinds[i]->name_ja;
	return NULL;
}
