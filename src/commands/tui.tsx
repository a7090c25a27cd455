import {writeSync} from 'node:fs';
import {render} from 'ink';
import {App} from '../../components/App.js';
import {type TerminalControl, terminalControl} from '../../components/terminal-control.js';
import {ThemeContext} from '../../components/theme.js';
import {InspectorProvider} from '../../components/use-inspector.js';
import {EngineError} from '../engine/engine-error.js';
import type {Fleet} from '../fleet/fleet-model.js';
import {findRule} from '../rules/index.js';
import {createInspector, type RunningInspector} from '../store/inspector.js';
import type {Services} from '../store/services.js';
import {switchableFleet} from '../store/switchable-fleet.js';
import {clipboardSequence, saveText} from '../terminal/clipboard.js';
import type {TerminalFeatures} from '../terminal/features.js';
import {waysOut} from '../terminal/leave.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {guardedStdout, restoreSequence} from '../terminal/screen.js';
import {giveBackMemoryLater} from './small-heap.js';

/** What `runInspector` gives when a person asks for the engine to be looked for once more. */
export const tryAgain = -1;

/** Another fleet to show instead of one that could not be reached, with the words that say so. */
export type Fallback = Pick<Services, 'loadHardener'> & {
	readonly fleet: Fleet;
	readonly title: SafeText;
	readonly banner: SafeText;
};

export type InspectorOptions = Pick<
	Services,
	'stats' | 'policy' | 'writeWaiver' | 'loadScans' | 'loadHardener' | 'listEngines'
> & {
	/** Told before `tryAgain` is the result: the next engine is that of this Docker context. */
	readonly chooseEngine: (context: string) => void;
	/** Not started yet: the first frame does not wait for the engine. */
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
	/** Asked when the engine cannot be reached; `null`, or its answer `null`: show the error and what can be done. */
	readonly fallback: ((error: EngineError) => Promise<Fallback | null>) | null;
	/** The bundled fleet, for `d` on the error page. */
	readonly openDemo: (() => Promise<Fallback>) | null;
};

/**
 * Runs the inspector until it is left; gives the exit status or `tryAgain`, and throws what nobody foresaw. However it ends, the terminal is as it
 * was before.
 */
export async function runInspector(options: InspectorOptions): Promise<number> {
	const {stdin, stdout} = options;
	// First of all: what is typed while we load must not be echoed into the screen.
	stdin.setRawMode(true);
	const out = waysOut(process);
	const restoreAtExit = () => writeSync(1, restoreSequence);
	process.once('exit', restoreAtExit);

	const control = terminalControl();
	const {inspector, begin, close} = wire(options, control, status => out.leave({status}));
	let settled: NodeJS.Timeout | undefined;
	const onResize = () => {
		inspector.actions.resize(stdout.columns, stdout.rows);
		// Ink writes the lines that changed; a terminal that was made narrower may have wrapped or kept others: paint them all anew.
		clearTimeout(settled);
		settled = setTimeout(control.redraw, 100);
	};
	stdout.on('resize', onResize);
	const screen = render(
		<ThemeContext value={{color: options.color}}>
			<InspectorProvider value={inspector}>
				<App control={control} />
			</InspectorProvider>
		</ThemeContext>,
		{
			stdin,
			stdout: guardedStdout(stdout, options),
			alternateScreen: true,
			incrementalRendering: true,
			patchConsole: false,
			exitOnCtrlC: false,
			maxFps: 30,
			interactive: true,
		},
	);
	screen.waitUntilExit().then(
		() => out.leave({status: 0}),
		(error: unknown) => out.leave({error}),
	);
	begin().catch((error: unknown) => out.leave({error}));

	const ending = await out.ending;
	await inspector.actions.endRehearsal();
	close();
	stdout.off('resize', onResize);
	clearTimeout(settled);
	screen.unmount();
	process.off('exit', restoreAtExit);
	out.release();
	stdin.setRawMode(false);
	stdin.pause();
	if ('error' in ending) throw ending.error;
	return ending.status;
}

/** The store with everything it reaches, and the way to begin. */
function wire(options: InspectorOptions, control: TerminalControl, quit: (status: number) => void) {
	const fleet = switchableFleet(options.fleet);
	let running: RunningInspector | null = null;

	// What belongs to the engine goes with it.
	let parts: Pick<Services, 'stats' | 'loadScans' | 'loadHardener'> = options;

	const show = ({fleet: other, title, banner, loadHardener}: Fallback) => {
		parts = {stats: null, loadScans: null, loadHardener};
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
		start().catch((error: unknown) =>
			running?.actions.setTrouble({message: own(error instanceof Error ? error.message : 'it failed'), kind: 'engine'}),
		);
	};
	const {openDemo} = options;

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
				quit(tryAgain);
			},
			// A fleet that could not begin is closed for good, with its sockets.
			retry: () => quit(tryAgain),
			demo: openDemo ? again(async () => show(await openDemo())) : null,
			quit,
			redraw: control.redraw,
			suspend: control.suspend,
		},
		{
			title: options.title,
			banner: options.banner,
			context: options.context,
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
