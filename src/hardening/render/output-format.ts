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
