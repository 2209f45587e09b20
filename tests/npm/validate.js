// SPDX-License-Identifier: Apache-2.0
// validate.js SCHEMA FILE…: "ok FILE …" or "not ok FILE …" with the first faults, for each file.
"use strict";
const fs = require("fs");
const read = (name) => JSON.parse(fs.readFileSync(name, "utf8"));
const [schemaName, ...files] = process.argv.slice(2);
const schema = read(schemaName);
const Ajv = require(schema.$schema.includes("draft-04") ? "ajv-draft-04" : "ajv/dist/2020").default;
const ajv = new Ajv({ strict: false, allErrors: true });
require("ajv-formats").default(ajv);
const validate = ajv.compile(schema);
for (const name of files) {
	const good = validate(read(name));
	console.log(`${good ? "ok" : "not ok"} ${name.split("/").pop()} fits ${schemaName.split("/").pop()}`);
	for (const e of (validate.errors || []).slice(0, 5))
		console.log(`  ${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`);
}
