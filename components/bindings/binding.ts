import type {KeyCommand} from '../commands.js';

/** Where a key is active. `detail` is every page except the list, `search` one with a search. */
export type KeyScope =
	| 'anywhere'
	| 'fleet'
	| 'search'
	| 'container'
	| 'vulns'
	| 'events'
	| 'detail'
	| 'fix'
	| 'output'
	| 'disconnected';
/** What people call these places. */
export const scopeNames: Readonly<Record<KeyScope, string>> = {
	anywhere: 'anywhere',
	fleet: 'list',
	container: 'container',
	vulns: 'vulnerabilities',
	events: 'events',
	search: 'a page with a search',
	detail: 'pages',
	fix: 'fix',
	output: 'other tools',
	disconnected: 'no engine',
};

export type Group = 'Move' | 'Open' | 'List' | 'Pages' | 'Act' | 'Program';

export type Binding = {
	/** As shown on the screen: `j`, `Enter`, `^d`, `S-Tab`. Empty: only in the palette. */
	readonly keys: readonly string[];
	readonly where: readonly KeyScope[];
	readonly does: KeyCommand;
	readonly group: Group;
	/** For the footer: one or two words. */
	readonly label: string;
	/** For the help, the palette and docs/keys.md. */
	readonly help: string;
	/** Order in the footer of that scope, lowest first; absent: not shown. */
	readonly footer?: Partial<Record<KeyScope, number>>;
	/** On a page the footer shows it only if the selected line can be opened, revealed or waived. */
	readonly needs?: 'open' | 'reveal' | 'waive';
};
