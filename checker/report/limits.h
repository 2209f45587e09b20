/* SPDX-License-Identifier: Apache-2.0 */
/* What readers of our reports take: beyond it they cut, or refuse the file, so we cut ourselves and say so. */
#ifndef REPORT_LIMITS_H
#define REPORT_LIMITS_H

/*
 * GitHub code scanning (docs: "SARIF support for code scanning", validation): 25,000 results a run, of which 5,000 are kept;
 * 25,000 rules; 1,000 locations a result (100 shown); 20 tags a rule (10 shown). We write one location, two tags,
 * and only the rules of the results.
 */
enum {
	SARIF_GITHUB_RESULTS_MAX = 5000,
	SARIF_GITHUB_RELATED_MAX = 100,
};

/* GitLab reads 500,000 test cases and cuts a failure's text for display; one finding must not fill the page. */
enum { JUNIT_FINDINGS_PER_CASE_MAX = 100 };

#endif
