/* SPDX-License-Identifier: Apache-2.0 */
/* `logsource:` of a rule against what a log is declared as: a rule that names a product is not run over another's logs. */
#include "base/node.h"
#include "base/scope.h"
#include "sigma/sigma.h"
#include "base/banned.h"

bool
sigma_logsource_matches(
    const struct node *logsource, struct str category, struct str product, struct str service)
{
	const struct {
		const char *key;
		struct str declared;
	} parts[] = { { "category", category }, { "product", product }, { "service", service } };

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		const struct node *wanted = node_find(logsource, parts[i].key);
		if (node_is_text(wanted) && !str_eq_nocase(wanted->text, parts[i].declared))
			return false;
	}
	return true;
}
