/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON objects → records (yajl: libyaml is no JSON reader). Nested keys become a.b, elements of a list are values of one field. A line is
 * one object; of a document the records are its objects one behind another, those of a list, or those of a list in an object.
 */
#ifndef LOG_JSON_RECORD_H
#define LOG_JSON_RECORD_H

#include "log/events.h"
#include "log/source.h"

struct json_reader;
/* document: records are taken as they end; else each json_line is one. */
struct json_reader *
json_reader_new(struct log_events *events, const struct log_source *source, bool document);
void json_reader_free(struct json_reader *reader);
/* One line, without its LF: a record, or a bad one (false). */
bool json_line(struct json_reader *reader, struct str line, uint32_t number);
/* More of a document. false: it is none from *line on; what came before was taken. end: nothing follows. */
bool json_text(struct json_reader *reader, struct str text, bool end, uint32_t *line);
/* Was that because of one text or number without an end? yajl would keep all of it, and look through it anew with each piece. */
bool json_is_too_large(const struct json_reader *reader);

#endif
