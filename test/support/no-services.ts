import type {Services} from '../../src/tui/store/services.js';

/** A terminal UI without anything that an engine, files or a terminal would do for it. */
export const noServices = {
	stats: null,
	readLog: null,
	policy: null,
	writeWaiver: null,
	baseline: null,
	loadScans: null,
	loadHardener: null,
	loadHistory: null,
	freeze: null,
	listEngines: null,
	openEngine: () => undefined,
	retry: () => undefined,
	demo: null,
	quit: () => undefined,
	setMouse: () => undefined,
	redraw: () => undefined,
	suspend: () => undefined,
} satisfies Partial<Services>;
