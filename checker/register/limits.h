/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of the registers, each with its reason. */
#ifndef REGISTER_LIMITS_H
#define REGISTER_LIMITS_H

enum {
	/* A register is kept by hand or exported once a year; a hundred thousand rows are 10 MB. */
	REGISTER_FILE_MAX_BYTES = 64 << 20,
	/* One directory holds the office's some twenty registers, perhaps one for each year. */
	REGISTER_FILES_MAX = 1000,
	/* Title, date of printing, conditions: more lines than that above a header are no register. */
	REGISTER_TITLE_LINES_MAX = 30,
	/* Faulty rows said one by one; then only their number. */
	REGISTER_FAULTS_MAX = 100,
};

#endif
