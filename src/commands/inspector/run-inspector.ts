import {type TerminalControl, terminalControl} from '../../../components/terminal-control.js';
import {EngineError} from '../../engine/engine-error.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import {findRule} from '../../rules/index.js';
import {createInspector, type RunningInspector} from '../../store/inspector.js';
import type {Services} from '../../store/services.js';
import {type Look, lookOf} from '../../store/state.js';
import {switchableFleet} from '../../store/switchable-fleet.js';
import {clipboardSequence, saveText} from '../../terminal/clipboard.js';
import {errorText} from '../../terminal/error-text.js';
import type {TerminalFeatures} from '../../terminal/features.js';
import {statusOf} from '../../terminal/leave.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import type {TerminalSession} from '../../terminal/session.js';
import type {LoadingScreen} from './loading-screen.js';
import {giveBackMemoryLater} from './small-heap.js';
import {tryAgain} from './start-inspector.js';
import {untilInk} from './until-ink.js';

/** Another fleet to show instead of one that could not be reached, with the words that say so. */
export type Fallback = Pick<Services, 'loadHardener' | 'loadScans'> & {
	readonly fleet: Fleet;
	readonly title: SafeText;
	readonly banner: SafeText;
};

export type InspectorOptions = Pick<
	Services,
	'stats' | 'policy' | 'writeWaiver' | 'loadScans' | 'loadHardener' | 'listEngines'
> & {
	/** Told before `tryAgain` is the result: the next engine is that of this Docker context. */
	readonly chooseEngine: (context: string | null) => void;
	/** Of the engine that was shown before; what it is when another one is asked for goes to `keepLook`. */
	readonly look: Look | null;
	readonly keepLook: (look: Look) => void;
	/** Not started yet. */
	readonly fleet: Fleet;
	readonly title: SafeText;
	readonly banner: SafeText | null;
	/** See `State.context`. */
	readonly context: SafeText | null;
	readonly ascii: boolean;
	readonly color: boolean;
	readonly multiplexer: TerminalFeatures['multiplexer'];
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly terminal: TerminalSession;
	/** What shows the list already; `null`: Ink shows the first frame. */
	readonly loading: LoadingScreen | null;
	/** Asked when the engine cannot be reached; `null`, or its answer `null`: show the error and what can be done. */
	readonly fallback: ((error: EngineError) => Promise<Fallback | null>) | null;
	/** The bundled fleet, for `d` on the error page. */
	readonly openDemo: (() => Promise<Fallback>) | null;
};

/** Runs the inspector until it is left; gives the exit status or `tryAgain`, and throws what nobody foresaw. The caller gives the terminal back. */
export async function runInspector(options: InspectorOptions): Promise<number> {
	const {stdin, stdout, terminal, loading, color, ascii} = options;
	const {out} = terminal;
	const control = terminalControl();
	const {inspector, begin, close} = wire(options, control, status => out.leave({status}));
	let settled: NodeJS.Timeout | undefined;
	const onResize = () => {
		loading?.forget();
		inspector.actions.resize(stdout.columns, stdout.rows);
		// Ink writes the lines that changed; a terminal that was made narrower may have wrapped or kept others: paint them all anew.
		clearTimeout(settled);
		settled = setTimeout(control.redraw, 100);
	};
	stdout.on('resize', onResize);
	begin().catch((error: unknown) => out.leave({error}));

	const until = loading === null ? null : untilInk(inspector, loading, stdin);
	const early = await Promise.race([until?.ready, out.ending]);
	const screen = early === undefined ? await showOnInk() : null;
	const ending = early ?? (await out.ending);
	// An engine that hangs removes no twin; the next start does, by their label.
	const tidied = await Promise.race([inspector.actions.endRehearsal().then(() => true), out.insisted.then(() => false)]);
	until?.stop();
	close();
	stdout.off('resize', onResize);
	clearTimeout(settled);
	screen?.unmount();
	// What still waits for the engine would keep the program alive; the terminal is given back at its exit.
	if (!tidied) process.exit(statusOf(ending));
	return statusOf(ending);

	async function showOnInk() {
		const {renderInspector} = await import('./ink-screen.js');
		until?.stop();
		const rendered = renderInspector({inspector, control, stdin, stdout, color, ascii, entered: terminal.entered});
		rendered.waitUntilExit().then(
			() => out.leave({status: 0}),
			(error: unknown) => out.leave({error}),
		);
		return rendered;
	}
}

/** The store with everything it reaches, and the way to begin. */
function wire(options: InspectorOptions, control: TerminalControl, quit: (status: number) => void) {
	const fleet = switchableFleet(options.fleet);
	let running: RunningInspector | null = null;

	// What belongs to the engine goes with it.
	let parts: Pick<Services, 'stats' | 'loadScans' | 'loadHardener'> = options;

	const show = ({fleet: other, title, banner, loadHardener, loadScans}: Fallback) => {
		parts = {stats: null, loadScans, loadHardener};
		running?.store.setState({title, banner, context: null, trouble: null, fix: null});
		fleet.become(other);
		return fleet.start();
	};
	const begin = async (): Promise<void> => {
		running?.actions.setTrouble(null);
		try {
			await fleet.start();
			giveBackMemoryLater();
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
			const other = (await options.fallback?.(error)) ?? null;
			if (other) await show(other);
			// An EngineError's words are safe to show: it is made that way.
			else running?.actions.setTrouble({message: own(error.message), kind: error.kind});
		}
	};
	const again = (start: () => Promise<void>) => () => {
		start().catch((error: unknown) => running?.actions.setTrouble({message: errorText(error), kind: 'engine'}));
	};
	const {openDemo} = options;
	const anew = () => {
		if (running) options.keepLook(lookOf(running.store.getState()));
		quit(tryAgain);
	};

	const inspector = createInspector(
		{
			get stats() {
				return parts.stats;
			},
			get loadScans() {
				return parts.loadScans;
			},
			get loadHardener() {
				return parts.loadHardener;
			},
			policy: options.policy,
			writeWaiver: options.writeWaiver,
			fleet,
			now: Date.now,
			findRule,
			copy: async text => {
				const sequence = clipboardSequence(text, options.multiplexer);
				if (sequence === null)
					return {how: 'file', path: await saveText(text), why: own('it is too long for a clipboard sequence')};
				options.stdout.write(sequence);
				return {how: 'clipboard', bytes: Buffer.byteLength(text)};
			},
			save: saveText,
			listEngines: options.listEngines,
			openEngine(context) {
				options.chooseEngine(context);
				anew();
			},
			// A fleet that could not begin is closed for good, with its sockets.
			retry: anew,
			demo: openDemo ? again(async () => show(await openDemo())) : null,
			quit,
			redraw: control.redraw,
			suspend: control.suspend,
		},
		{
			title: options.title,
			banner: options.banner,
			context: options.context,
			look: options.look,
			columns: options.stdout.columns,
			rows: options.stdout.rows,
		},
	);
	running = inspector;
	return {
		inspector,
		begin,
		close() {
			inspector.close();
			fleet.close();
		},
	};
}
