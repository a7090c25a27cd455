export const commandNames = [
	'tui',
	'audit',
	'inspect',
	'command',
	'harden',
	'scan',
	'events',
	'snapshot',
	'doctor',
	'policy',
	'sweep',
	'config',
	'notify',
	'freeze',
	'completion',
	'man',
] as const;
export type CommandName = (typeof commandNames)[number];
