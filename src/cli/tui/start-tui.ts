import {keyNamesOf, stylesOf, terminalStyles} from '../../../components/index.js';
import {findEngine, sanitise, showAddress, startPrefetch, statusOf, takeTerminal, terminalFeatures} from '../../base/index.js';
import type {ViewSettings} from '../../tui/index.js';
import {loadConfiguration} from '../config/load-configuration.js';
import type {Run} from '../run.js';
import {contextsOf, isReplay, listEngines, noEngine} from '../source/engine-choice.js';
import {type Engines, type EngineTarget, tryAgain} from './engine-target.js';
import type {LoadingScreen} from './loading-screen.js';
import {limitCompilers} from './memory.js';
import type {Screen} from './wire-tui.js';

/**
 * `dockscope`: the TUI, or, without an interactive terminal, the fleet printed once.
 *
 * Modules are loaded when needed: the list and its rows first, then the rules, Ink and React last. On Node 20 the last two
 * alone take longer than the engine's first answer.
 */
export async function startTui(run: Run): Promise<number> {
	const {line, stdin, stdout, env} = run;
	// A mistake in it is reported without a terminal too.
	const {theme, colors, view, preferences} = await loadConfiguration(run);
	const features = terminalFeatures(env, {stdin, stdout});
	if (!features.interactive) return printAll(run);
	limitCompilers();
	const shown = {
		...features,
		unicode: features.unicode && !line.flag('ascii'),
		color: features.color && !line.flag('no-color'),
	};
	const styles = shown.color ? stylesOf(theme, colors) : terminalStyles;
	const contexts = contextsOf(run);
	// A wrong name is reported now, not when the user switches to it.
	if (contexts.length > 1) await Promise.all(contexts.map(context => findEngine({context, env})));
	let context = contexts[0];
	let chosen = contexts.length > 1;
	let viewSettings: ViewSettings = view;
	// The first one starts with the program.
	let begun = 0;
	for (;;) {
		const terminal = takeTerminal(stdin, stdout);
		try {
			const status = await inspectAt(run, {terminal, features: shown, styles}, context, {
				list: () => listEngines(run, context),
				begun,
				context: chosen && context !== undefined ? sanitise(context) : null,
				choose(name) {
					context = name ?? undefined;
					chosen = true;
				},
				viewSettings,
				preferences,
				keepViewSettings(shown) {
					viewSettings = shown;
				},
			});
			if (status !== tryAgain) return status;
			begun = performance.now();
		} finally {
			terminal.release();
		}
	}
}

async function printAll(run: Run): Promise<number> {
	const {printFleet} = await import('./print-fleet.js');
	const contexts = contextsOf(run);
	const printOne = (one: Run, context: string | undefined) =>
		withTarget(findTarget(one, context, {follow: false}), target => printFleet(one, target));
	if (contexts.length < 2) return printOne(run, contexts[0]);
	return (await import('../source/for-each-context.js')).forEachContext(run, contexts, async (one, context) => {
		run.stdout.write(`${context === contexts[0] ? '' : '\n'}context ${sanitise(context)}\n`);
		return printOne(one, context);
	});
}

/** An unused prefetch would keep the program alive: an event stream never ends. */
async function withTarget<T>(finding: Promise<EngineTarget>, use: (target: EngineTarget) => Promise<T>): Promise<T> {
	const target = await finding;
	try {
		return await use(target);
	} finally {
		if (target.kind === 'engine') target.prefetch?.close();
	}
}

async function inspectAt(
	run: Run,
	screen: Omit<Screen, 'stdin' | 'stdout' | 'loading'>,
	context: string | undefined,
	engines: Engines,
): Promise<number> {
	const {terminal} = screen;
	const finding = findTarget(run, context, {follow: true});
	const found = await Promise.race([finding, terminal.out.ending]);
	if (!('kind' in found)) {
		// The engine may still be found, and queried, after the user has quit.
		withTarget(finding, async () => undefined).catch(() => undefined);
		return statusOf(found);
	}
	return withTarget(finding, async target => {
		const loading = await firstRows(run, target, screen, engines);
		try {
			const {openTui} = await import('./run-tui.js');
			return await openTui(run, target, engines, {...screen, loading});
		} finally {
			loading?.stop();
		}
	});
}

async function firstRows(
	{stdout}: Run,
	target: EngineTarget,
	{terminal, features: {unicode, color}, styles}: Omit<Screen, 'stdin' | 'stdout' | 'loading'>,
	{context, viewSettings, preferences, begun}: Engines,
): Promise<LoadingScreen | null> {
	// Only Ink knows how to show a colour of the user's on this terminal.
	if (target.kind !== 'engine' || target.prefetch === null || styles !== terminalStyles) return null;
	const {showFirstRows} = await import('./first-rows.js');
	const heading = {
		title: showAddress(target.address),
		context,
		viewSettings,
		preferences,
		keyNames: keyNamesOf(preferences.keys),
	};
	return showFirstRows(target.prefetch.rows, heading, terminal, stdout, begun, {ascii: !unicode, color});
}

async function findTarget(run: Run, context: string | undefined, {follow}: {follow: boolean}): Promise<EngineTarget> {
	const {line, env} = run;
	if (isReplay(run)) return {kind: 'replay'};
	// A context chosen on the screen overrides the command line.
	const host = context === undefined ? (line.value('host') ?? undefined) : undefined;
	const found = await findEngine({host, context, env});
	if (!found.found) return {kind: 'none', error: noEngine(found)};
	const named = host !== undefined || context !== undefined || Boolean(env['DOCKER_HOST']);
	return {kind: 'engine', address: found.address, prefetch: await startPrefetch(found.address, {all: true, follow}), named};
}
