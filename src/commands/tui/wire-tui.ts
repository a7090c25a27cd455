import type {TerminalControl} from '../../../components/terminal-control.js';
import {EngineError} from '../../engine/engine-error.js';
import type {Services} from '../../store/services.js';
import {viewSettingsOf} from '../../store/state.js';
import {switchableFleet} from '../../store/switchable-fleet.js';
import {createTui, type Tui} from '../../store/tui.js';
import {clipboardSequence, saveText} from '../../terminal/clipboard.js';
import {errorText} from '../../terminal/error-text.js';
import {trusted} from '../../terminal/safe-text.js';
import {tryAgain} from './engine-target.js';
import {releaseMemoryOnceIdle} from './release-memory.js';
import type {Fallback, TuiOptions} from './tui-options.js';

export type WiredTui = {
	readonly tui: Tui;
	/** Starts the fleet. If its engine cannot be reached, another one is shown, or the error and what can be done. */
	readonly begin: () => Promise<void>;
	readonly close: () => void;
};

/** The store with everything it uses. @param quit  called with an exit status, or with `tryAgain` */
export function wireTui(options: TuiOptions, control: TerminalControl, quit: (status: number) => void): WiredTui {
	const fleet = switchableFleet(options.fleet);
	let closed = false;
	let keepMemory: () => void = () => undefined;
	// Services that belong to the engine are replaced with it.
	let ofEngine: Pick<Services, 'stats' | 'loadScans' | 'loadHardener'> = options;

	const show = ({fleet: other, title, banner, loadHardener, loadScans}: Fallback) => {
		ofEngine = {stats: null, loadScans, loadHardener};
		const offered = {canScan: loadScans !== null, canHarden: loadHardener !== null};
		tui.store.setState({title, banner, context: null, connectionProblem: null, fix: null, ...offered});
		fleet.become(other);
		return fleet.start();
	};
	const begin = async (): Promise<void> => {
		tui.actions.setConnectionProblem(null);
		try {
			await fleet.start();
			// A start that was closed meanwhile also ends without an error.
			if (!closed) keepMemory = releaseMemoryOnceIdle(tui.store);
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
			const other = (await options.fallback?.(error)) ?? null;
			if (other) await show(other);
			// The message of an EngineError is already safe to show.
			else tui.actions.setConnectionProblem({message: trusted(error.message), kind: error.kind});
		}
	};
	const {openDemo} = options;
	const showDemo = async (open: NonNullable<typeof openDemo>): Promise<void> => {
		try {
			await show(await open());
		} catch (error) {
			tui.actions.setConnectionProblem({message: errorText(error), kind: 'engine'});
		}
	};
	/** A fleet that failed to start is closed for good, including its sockets: a new one is opened. */
	const reopen = () => {
		options.keepViewSettings(viewSettingsOf(tui.store.getState()));
		quit(tryAgain);
	};

	const services: Services = {
		get stats() {
			return ofEngine.stats;
		},
		get loadScans() {
			return ofEngine.loadScans;
		},
		get loadHardener() {
			return ofEngine.loadHardener;
		},
		policy: options.policy,
		writeWaiver: options.writeWaiver,
		fleet,
		now: Date.now,
		copy: copyOn(options),
		save: saveText,
		listEngines: options.listEngines,
		openEngine(context) {
			options.chooseEngine(context);
			reopen();
		},
		retry: reopen,
		demo: openDemo ? () => void showDemo(openDemo) : null,
		quit,
		redraw: control.redraw,
		suspend: control.suspend,
	};
	const {title, banner, context, viewSettings, stdout} = options;
	const tui: Tui = createTui(services, {
		title,
		banner,
		context,
		viewSettings,
		columns: stdout.columns,
		rows: stdout.rows,
	});
	return {
		tui,
		begin,
		close() {
			closed = true;
			keepMemory();
			tui.close();
			fleet.close();
		},
	};
}

/** Copies to the clipboard of the user's terminal, or to a file if the text is too long. */
function copyOn({stdout, multiplexer}: Pick<TuiOptions, 'stdout' | 'multiplexer'>): Services['copy'] {
	return async text => {
		const sequence = clipboardSequence(text, multiplexer);
		if (sequence === null)
			return {how: 'file', path: await saveText(text), why: trusted('it is too long for a clipboard sequence')};
		stdout.write(sequence);
		return {how: 'clipboard', bytes: Buffer.byteLength(text)};
	};
}
