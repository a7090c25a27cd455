import type {CommandName} from '../commands.js';

/** Where a key means something. `detail` is every page that is not the list. */
export type KeyScope = 'anywhere' | 'fleet' | 'container' | 'vulns' | 'detail' | 'fix' | 'output' | 'disconnected';
export type Group = 'Move' | 'Open' | 'List' | 'Pages' | 'Act' | 'Program';

export type Binding = {
	/** As they are written on the screen: `j`, `Enter`, `^d`, `S-Tab`. None: reached only through the palette. */
	readonly keys: readonly string[];
	readonly where: readonly KeyScope[];
	readonly does: CommandName;
	readonly group: Group;
	/** For the footer: one or two words. */
	readonly label: string;
	/** For the help, the palette and docs/keys.md. */
	readonly help: string;
	/** Lower comes first in the footer of that scope; absent: not there. */
	readonly footer?: Partial<Record<KeyScope, number>>;
	/** On a page the footer shows it only while the selected line can be opened, revealed or waived. */
	readonly needs?: 'open' | 'reveal' | 'waive';
};
