/** The output formats of a hardened container, in the order in which the TUI shows them. */
export const outputFormats = [
	'run',
	'replace',
	'compose',
	'kubernetes',
	'quadlet',
	'flags',
	'diff',
	'seccomp',
	'apparmor',
] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** A hardened container as a file in one of the formats. */
export type OutputFile = {
	readonly fileName: string;
	readonly text: string;
	/** What to run in a shell once the file is written. */
	readonly command: string;
	readonly warnings: readonly string[];
};
