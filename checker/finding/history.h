/* SPDX-License-Identifier: Apache-2.0 */
/* Past runs as history list|show|trend see them: read from the stored reports, compared with the run before. */
#ifndef FINDING_HISTORY_H
#define FINDING_HISTORY_H

#include "finding/store.h"

/* A finding of a stored run. Waived ones are among them. */
struct past_finding {
	struct str fingerprint, rule, severity, status, message, title, file, item, assessment;
	uint32_t line;
};

/* A stored run; all in its arena. */
struct past_run {
	struct arena arena;
	int64_t number;
	struct str id, started, as_of, hash;
	int64_t error, warning, note, waived, no_evidence;
	struct past_finding *list; /* by fingerprint, without what was fixed */
	size_t count, room;
	size_t fresh, unchanged, fixed; /* against the run before */
};

/* Reads run number n, in a language; false with a diagnostic. */
bool past_run_read(
    struct store *store, int64_t number, enum lang lang, struct past_run *run, struct diags *diags);
/* Number of the run with this id (empty: the last one); 0 with a diagnostic. */
int64_t past_run_find(struct store *store, struct str id, struct diags *diags);
/* A severity, a status, or what became of a finding (new, unchanged, fixed), in words; "" for what is none. */
const char *past_word(struct str name, enum lang lang);
void past_run_release(struct past_run *run);

/* The next finding of either run in the order of fingerprints; in both: *old and *now are set. false: no more. */
bool past_next(const struct past_run *before, const struct past_run *run, size_t *i, size_t *k,
    const struct past_finding **old, const struct past_finding **now);
/* Sets fresh, unchanged and fixed of run. before NULL: there was none. */
void past_compare(const struct past_run *before, struct past_run *run);

#endif
