/** What a hardened container can be shown as, in the order in which the inspector shows them. */
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
