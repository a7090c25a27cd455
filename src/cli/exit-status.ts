/** Exit statuses of the command line: scripts depend on them, so a number never changes its meaning. */
export const exitStatus = {
	done: 0,
	/** The `--fail-on` threshold was reached, more was unknown than `--max-unknown` allows, or a hardening was refused. */
	threshold: 1,
	usage: 2,
	/** The engine cannot be reached or refused, or an audit could not see a requested container. */
	engine: 3,
	/** A scanner failed, or a test message was not taken. */
	scanner: 4,
	/** An internal error, whatever else was found. EX_SOFTWARE in sysexits.h. */
	unforeseen: 70,
	interrupted: 130,
	/** The reader of its output has ended: 128 and the number of SIGPIPE, as a shell reports it. */
	brokenPipe: 141,
} as const;
