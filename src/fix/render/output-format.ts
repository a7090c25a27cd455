/** The output formats of a hardened container, in the order in which the TUI shows them. */
export const outputFormats = ['run', 'replace', 'compose', 'quadlet', 'flags', 'diff', 'seccomp', 'apparmor'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/**
 * In the order in which they are offered. For a container of Compose the override comes first: a `docker run` would take the container out
 * of its project, so what does that comes last.
 */
export const formatsFor = (isOfCompose: boolean): readonly OutputFormat[] =>
	isOfCompose
		? ['compose', ...outputFormats.filter(format => !['compose', 'run', 'replace'].includes(format)), 'run', 'replace']
		: outputFormats;

/** A hardened container as a file in one of the formats. */
export type OutputFile = {
	readonly fileName: string;
	/** Where the file belongs, on the machine where the command runs; absent: anywhere. */
	readonly folder?: string;
	readonly text: string;
	/** What to run in a shell once the file is written. */
	readonly command: string;
	/** How to return to what was there before, where the file says so. */
	readonly back?: string;
	readonly warnings: readonly string[];
};
