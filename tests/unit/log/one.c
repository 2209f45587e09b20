/* SPDX-License-Identifier: Apache-2.0 */
/* One log, read with one detection. */
#include "log/one.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sigma/flow.h"
#include "base/banned.h"

const struct pseudonym one_pseudonym = { .key = { 1, 2, 3 } };

void
one_init(struct one *one, const char *detection, const char *mapping)
{
	*one = (struct one){ 0 };
	sent_init(&one->rows);
	one->job.pseudonym = &one_pseudonym;
	one->job.activity = true;
	one->job.match_limit = 1000;
	if (mapping != NULL) {
		one->job.mapping = flow_parse(&one->arena, mapping);
		assert_true(log_mapping_check(one->job.mapping, STR("map.yaml"), &one->rows.diags));
	}
	if (detection == NULL)
		return;
	one->detection.rule = STR("r1");
	one->detection.sigma = sigma_compile(
	    flow_parse(&one->arena, detection), STR("r1.yaml"), NULL, &one->rows.diags);
	assert_non_null(one->detection.sigma);
	one->job.detections = &one->detection;
	one->job.detection_count = 1;
}

void
one_release(struct one *one)
{
	sigma_free((struct sigma_rule *)(uintptr_t)one->detection.sigma);
	sent_release(&one->rows);
	arena_release(&one->arena);
}
