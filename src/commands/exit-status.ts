/** Exit statuses of the command line: a contract with scripts, so a number never changes its meaning. */
export const exitStatus = {
	done: 0,
	/** The `--fail-on` threshold was met, or a hardening was refused. */
	threshold: 1,
	usage: 2,
	/** The engine cannot be reached or refused, or an audit could not see a container that it was asked for. */
	engine: 3,
	scanner: 4,
	/** An unexpected failure: a fault in the program, whatever else was found. EX_SOFTWARE in sysexits.h. */
	unforeseen: 70,
	interrupted: 130,
} as const;
