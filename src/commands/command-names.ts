export const commandNames = [
	'tui',
	'audit',
	'inspect',
	'command',
	'harden',
	'scan',
	'events',
	'record',
	'snapshot',
	'doctor',
	'policy',
	'sweep',
] as const;
export type CommandName = (typeof commandNames)[number];
