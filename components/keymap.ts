import type {State} from '../src/store/state.js';
import type {CommandName} from './commands.js';

/** Where a key means something. `detail` is every page that is not the list. */
export type Place = 'anywhere' | 'fleet' | 'container' | 'vulns' | 'detail' | 'fix' | 'output' | 'trouble';
export type Group = 'Move' | 'Open' | 'List' | 'Pages' | 'Act' | 'Program';

export type Binding = {
	/** As they are written on the screen: `j`, `Enter`, `^d`, `S-Tab`. None: reached by the palette alone. */
	readonly keys: readonly string[];
	readonly where: readonly Place[];
	readonly does: CommandName;
	readonly group: Group;
	/** For the footer: one or two words. */
	readonly label: string;
	/** For the help, the palette and docs/keys.md. */
	readonly help: string;
	/** Lower comes first in the footer of that place; absent: not there. */
	readonly footer?: Partial<Record<Place, number>>;
};

/** Every key of the inspector: the footer, the help, the palette, docs/keys.md and the conflict check read this table. */
export const keymap: readonly Binding[] = [
	{keys: ['j', 'Down'], where: ['anywhere'], does: 'down', group: 'Move', label: 'down', help: 'Down'},
	{keys: ['k', 'Up'], where: ['anywhere'], does: 'up', group: 'Move', label: 'up', help: 'Up'},
	{keys: ['g', 'Home'], where: ['anywhere'], does: 'toTop', group: 'Move', label: 'top', help: 'To the top'},
	{keys: ['G', 'End'], where: ['anywhere'], does: 'toBottom', group: 'Move', label: 'bottom', help: 'To the bottom'},
	{keys: ['^d'], where: ['anywhere'], does: 'halfPageDown', group: 'Move', label: 'half down', help: 'Half a page down'},
	{keys: ['^u'], where: ['anywhere'], does: 'halfPageUp', group: 'Move', label: 'half up', help: 'Half a page up'},
	{keys: ['PgDn', '^f'], where: ['anywhere'], does: 'pageDown', group: 'Move', label: 'page down', help: 'A page down'},
	{keys: ['PgUp', '^b'], where: ['anywhere'], does: 'pageUp', group: 'Move', label: 'page up', help: 'A page up'},

	{
		keys: ['Enter'],
		where: ['anywhere'],
		does: 'enter',
		group: 'Open',
		label: 'open',
		help: 'Open the selected container, finding or path; a project: show it alone',
		footer: {fleet: 1, container: 3, vulns: 2, detail: 2},
	},
	{
		keys: ['Esc'],
		where: ['anywhere'],
		does: 'back',
		group: 'Open',
		label: 'back',
		help: 'Back; on the list, clear the filter',
		footer: {container: 1, vulns: 1, detail: 1, fix: 1, output: 1},
	},
	{
		keys: ['Tab', ']', 'Right'],
		where: ['container'],
		does: 'nextTab',
		group: 'Open',
		label: 'tabs',
		help: 'Next tab',
		footer: {container: 2},
	},
	{
		keys: ['S-Tab', '[', 'Left'],
		where: ['container'],
		does: 'previousTab',
		group: 'Open',
		label: 'tab left',
		help: 'Previous tab',
	},
	{
		keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'],
		where: ['container'],
		does: 'tabByNumber',
		group: 'Open',
		label: 'tab',
		help: 'The tab of that number; 0 is the tenth',
	},
	{
		keys: ['J'],
		where: ['container'],
		does: 'nextContainer',
		group: 'Open',
		label: 'next',
		help: 'The next container of the list, same tab',
		footer: {container: 8},
	},
	{
		keys: ['K'],
		where: ['container'],
		does: 'previousContainer',
		group: 'Open',
		label: 'previous',
		help: 'The container before, same tab',
	},

	{
		keys: ['/'],
		where: ['anywhere'],
		does: 'beginFilter',
		group: 'List',
		label: 'filter',
		help: 'Filter the list: words, badge: sev: img: proj: state: grade: name:, ! inverts',
		footer: {fleet: 3},
	},
	{
		keys: ['s'],
		where: ['fleet'],
		does: 'sortNext',
		group: 'List',
		label: 'sort',
		help: 'Sort by the next column',
		footer: {fleet: 4},
	},
	{keys: ['S'], where: ['fleet'], does: 'sortReversed', group: 'List', label: 'reverse', help: 'Reverse the order'},
	{
		keys: ['a'],
		where: ['fleet'],
		does: 'toggleStopped',
		group: 'List',
		label: 'stopped',
		help: 'Stopped containers too, or not',
		footer: {fleet: 9},
	},
	{
		keys: ['t'],
		where: ['fleet'],
		does: 'toggleTree',
		group: 'List',
		label: 'tree',
		help: 'Group by Compose project, or not',
		footer: {fleet: 8},
	},
	{
		keys: ['Space'],
		where: ['fleet'],
		does: 'mark',
		group: 'List',
		label: 'mark',
		help: 'Mark the selected container',
		footer: {fleet: 10},
	},
	{
		keys: ['w'],
		where: ['fleet'],
		does: 'toggleWide',
		group: 'List',
		label: 'wide',
		help: 'Give names and badges the room of other columns',
	},
	{
		keys: ['m'],
		where: ['fleet'],
		does: 'toggleMeters',
		group: 'List',
		label: 'meters',
		help: 'CPU and memory of the rows in sight, once a second',
	},

	{
		keys: ['H'],
		where: ['anywhere'],
		does: 'openHost',
		group: 'Pages',
		label: 'host',
		help: 'Engine, host, swarm, images: checks and blind spots',
		footer: {fleet: 6},
	},
	{
		keys: ['R'],
		where: ['anywhere'],
		does: 'openRules',
		group: 'Pages',
		label: 'rules',
		help: 'By rule: which one fails, on how many',
	},
	{
		keys: ['N'],
		where: ['anywhere'],
		does: 'openNetwork',
		group: 'Pages',
		label: 'network',
		help: 'Who can reach whom',
		footer: {fleet: 11},
	},
	{
		keys: ['e'],
		where: ['anywhere'],
		does: 'openEvents',
		group: 'Pages',
		label: 'events',
		help: 'What changed since this program runs',
	},
	{
		keys: ['p'],
		where: ['anywhere'],
		does: 'openPolicy',
		group: 'Pages',
		label: 'policy',
		help: 'The policy in force and its waivers',
	},
	{
		keys: ['v'],
		where: ['fleet', 'container'],
		does: 'openVulnerabilities',
		group: 'Pages',
		label: 'vulnerabilities',
		help: 'Vulnerabilities of the selected container',
	},
	{
		keys: ['i'],
		where: ['fleet', 'container'],
		does: 'openRaw',
		group: 'Pages',
		label: 'raw',
		help: "The engine's own answer, secrets masked",
	},

	{
		keys: ['f'],
		where: ['fleet', 'container', 'detail'],
		does: 'openFix',
		group: 'Act',
		label: 'fix',
		help: 'The hardened command for this container, with its evidence',
		footer: {fleet: 2, container: 4},
	},
	{
		keys: ['Space'],
		where: ['fix'],
		does: 'toggleChange',
		group: 'Act',
		label: 'toggle',
		help: 'Switch the selected change off or on',
		footer: {fix: 2},
	},
	{
		keys: ['o'],
		where: ['fix', 'output'],
		does: 'openOutput',
		group: 'Act',
		label: 'other tools',
		help: 'The plan for Compose, Kubernetes, Quadlet, as flags, as diff; again for the next one',
		footer: {fix: 6, output: 2},
	},
	{
		keys: ['R'],
		where: ['fix'],
		does: 'askRehearsal',
		group: 'Act',
		label: 'rehearse',
		help: 'Prove the plan with throw-away twins; says what it creates and asks first',
		footer: {fix: 5},
	},
	{
		keys: ['u'],
		where: ['fix'],
		does: 'copyUndo',
		group: 'Act',
		label: 'undo',
		help: 'Copy the command that undoes it',
		footer: {fix: 4},
	},
	{
		keys: ['V'],
		where: ['fleet', 'container'],
		does: 'scan',
		group: 'Act',
		label: 'scan',
		help: 'Scan the image of the selected or marked containers',
		footer: {vulns: 7},
	},
	{keys: ['A'], where: ['fleet'], does: 'scanAll', group: 'Act', label: 'scan all', help: 'Scan every image in use'},
	{
		keys: ['+', '='],
		where: ['vulns'],
		does: 'raiseThreshold',
		group: 'Act',
		label: 'worse',
		help: 'Vulnerabilities: only worse ones',
		footer: {vulns: 3},
	},
	{
		keys: ['-'],
		where: ['vulns'],
		does: 'lowerThreshold',
		group: 'Act',
		label: 'milder',
		help: 'Vulnerabilities: milder ones too',
		footer: {vulns: 4},
	},
	{
		keys: ['x'],
		where: ['vulns'],
		does: 'toggleFixable',
		group: 'Act',
		label: 'fixable',
		help: 'Vulnerabilities: only those with a fix, or all',
		footer: {vulns: 5},
	},
	{
		keys: ['l'],
		where: ['vulns'],
		does: 'toggleLoaded',
		group: 'Act',
		label: 'loaded',
		help: 'Vulnerabilities: only those that a live process has loaded, or all',
		footer: {vulns: 6},
	},
	{keys: ['^x'], where: ['anywhere'], does: 'cancelScans', group: 'Act', label: 'cancel', help: 'Cancel what is being scanned'},
	{
		keys: ['c', 'y'],
		where: ['anywhere'],
		does: 'copy',
		group: 'Act',
		label: 'copy',
		help: "Send the selection to your own terminal's clipboard (OSC 52)",
		footer: {fleet: 5, container: 5, detail: 4, fix: 3, output: 3},
	},
	{
		keys: ['C'],
		where: ['anywhere'],
		does: 'copyPage',
		group: 'Act',
		label: 'copy page',
		help: 'Send the whole page there',
		footer: {detail: 5},
	},
	{
		keys: ['P'],
		where: ['anywhere'],
		does: 'openPlain',
		group: 'Act',
		label: 'plain',
		help: 'The page as plain text, to select with the mouse',
	},
	{
		keys: [],
		where: ['anywhere'],
		does: 'save',
		group: 'Act',
		label: 'save',
		help: 'Write the page to a file that you alone can read',
	},
	{
		keys: ['x'],
		where: ['container'],
		does: 'reveal',
		group: 'Act',
		label: 'reveal',
		help: 'Show the value of the selected variable, on the screen alone',
	},
	{
		keys: ['W'],
		where: ['container'],
		does: 'beginWaiver',
		group: 'Act',
		label: 'waive',
		help: 'Accept the selected finding: reason and last day',
		footer: {container: 6},
	},

	{
		keys: [':'],
		where: ['anywhere'],
		does: 'beginPalette',
		group: 'Program',
		label: 'commands',
		help: 'Every command, by its words',
		footer: {fleet: 7, container: 7, detail: 7},
	},
	{
		keys: ['?'],
		where: ['anywhere', 'trouble'],
		does: 'beginHelp',
		group: 'Program',
		label: 'help',
		help: 'All keys, searchable',
		footer: {fleet: 0, container: 0, vulns: 0, detail: 0, fix: 0, output: 0, trouble: 0},
	},
	{
		keys: ['r'],
		where: ['anywhere', 'trouble'],
		does: 'refresh',
		group: 'Program',
		label: 'refresh',
		help: 'Ask the engine again',
		footer: {trouble: 1},
	},
	{
		keys: ['d'],
		where: ['trouble'],
		does: 'openDemo',
		group: 'Program',
		label: 'demo',
		help: 'Open the bundled demo fleet',
		footer: {trouble: 2},
	},
	{
		keys: ['^l'],
		where: ['anywhere', 'trouble'],
		does: 'redraw',
		group: 'Program',
		label: 'redraw',
		help: 'Paint the screen anew',
	},
	{
		keys: ['^z'],
		where: ['anywhere', 'trouble'],
		does: 'suspend',
		group: 'Program',
		label: 'suspend',
		help: 'Back to the shell, until fg',
	},
	{
		keys: ['q'],
		where: ['anywhere', 'trouble'],
		does: 'quit',
		group: 'Program',
		label: 'quit',
		help: 'Quit',
		footer: {trouble: 4},
	},
	{keys: ['^c'], where: ['anywhere', 'trouble'], does: 'interrupt', group: 'Program', label: 'quit', help: 'Quit at once'},
];

export const footerKeys = 8;

/** The places that a state is at, the narrower one first. */
export function placesOf({frames, trouble}: Pick<State, 'frames' | 'trouble'>): readonly Place[] {
	if (trouble) return ['trouble'];
	const kind = frames.at(-1)?.view.kind ?? 'fleet';
	if (kind === 'fleet') return ['fleet', 'anywhere'];
	const view = frames.at(-1)?.view;
	if (view?.kind === 'container' && view.tab === 'vulns') return ['vulns', 'container', 'detail', 'anywhere'];
	if (kind === 'container' || kind === 'fix' || kind === 'output') return [kind, 'detail', 'anywhere'];
	return ['detail', 'anywhere'];
}

/** What a key does at those places. */
export function bindingOf(key: string, places: readonly Place[]): Binding | undefined {
	return places.flatMap(place => keymap.filter(({keys, where}) => keys.includes(key) && where.includes(place))).at(0);
}

/** What the footer of a place shows, help last: at most eight. */
export function footerOf(places: readonly Place[]): readonly Binding[] {
	const place = places[0] ?? 'anywhere';
	const rank = ({footer}: Binding): number => footer?.[place] ?? -1;
	const offered = keymap.filter(binding => rank(binding) > 0).toSorted((a, b) => rank(a) - rank(b));
	const help = keymap.filter(binding => rank(binding) === 0);
	return [...offered.slice(0, footerKeys - help.length), ...help];
}
