import type {SafeText} from '../../base/index.js';

/** The commands that texts on the screen name by their key. */
export const namedCommands = [
	...([
		'askBaseline',
		'back',
		'beginFilter',
		'beginWaiver',
		'cancelScans',
		'copy',
		'enter',
		'freeze',
		'lowerThreshold',
		'openDemo',
		'openEngines',
	] as const),
	...([
		'openEvents',
		'openFix',
		'openHost',
		'openLogs',
		'openOutput',
		'openPlain',
		'quit',
		'raiseThreshold',
		'refresh',
		'reveal',
	] as const),
	...([
		'scan',
		'toBottom',
		'toTop',
		'toggleFixable',
		'toggleLoaded',
		'toggleMouse',
		'togglePause',
		'toggleStopped',
		'up',
	] as const),
];

/** By command, what runs it: the first of the user's keys, or its name in the palette (`:scan`) where it has none. */
export type KeyNames = Readonly<Record<(typeof namedCommands)[number], SafeText>>;
