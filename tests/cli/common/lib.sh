# SPDX-License-Identifier: Apache-2.0
# Sourced by the cases' cmd files. Copies a small office into the case's folder (its own files stay), whose findings do not
# depend on the standard rules.
cp -rn "$ROOT/tests/cli/common/office/." .
export XDG_STATE_HOME=$TMPDIR/state

# One day and one key, so that the same input gives the same bytes.
check() {
	check_with rules "$@"
}

# The same with a case's own rules.
check_with() { # RULES OPTION…
	local rules=$1
	shift
	piacheck check --no-default-rules --rules "$rules" --as-of 2026-01-15 --pseudonym-key pseudonym.key "$@"
}

# What is read of a log: a finding for each record.
seen() { # LOG OPTION…
	local log=$1
	shift
	status check_with "$ROOT/tests/cli/common/seen/rules" -l "$log" -f csv "$@"
}

# The same text many times over.
repeat() { # COUNT TEXT
	awk -v count="$1" -v text="$2" 'BEGIN { for (i = 0; i < count; i++) printf "%s", text }'
}

# Whatever the command says, its exit status as a line of the output.
status() { # COMMAND…
	"$@"
	echo "exit status $?"
}

# history verify without the hash, which differs from run to run.
verify() { # STORE
	piacheck history verify --store "$1" | sed -E 's/[0-9a-f]{64}/HASH/'
}
