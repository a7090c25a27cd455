import type {EngineAddress} from '../engine/address.js';
import type {EngineError} from '../engine/engine-error.js';
import {findEngine} from '../engine/find-engine.js';
import {type FirstList, startFirstList} from '../engine/first-list.js';
import {terminalFeatures} from '../terminal/features.js';
import {contextOf, noEngine} from './engine-choice.js';
import type {Run} from './main.js';

/** Where the inspector's engine is: found, with its first list on the way; not found; or a replay that the command line names. */
export type Place =
	| {readonly kind: 'engine'; readonly address: EngineAddress; readonly firstList: FirstList | null; readonly named: boolean}
	| {readonly kind: 'none'; readonly error: EngineError}
	| {readonly kind: 'replay'};

/**
 * `dockscope`: the inspector, or, where no person sits at a terminal, the fleet printed once.
 *
 * The engine's first answer is on its way while Ink and React are still loading: the first rows wait for the slower of the two alone.
 */
export async function startInspector(run: Run): Promise<number> {
	const {line, stdin, stdout, env} = run;
	const features = terminalFeatures(env, {stdin, stdout});
	if (!features.interactive) return (await import('./print-fleet.js')).printFleet(run, await findPlace(run));
	const shown = {
		...features,
		unicode: features.unicode && !line.flag('ascii'),
		color: features.color && !line.flag('no-color'),
	};
	try {
		for (;;) {
			// First of all: what is typed while we load must not be echoed.
			stdin.setRawMode(true);
			const [{openInspector, tryAgain}, place] = await Promise.all([import('./open-inspector.js'), findPlace(run)]);
			const status = await openInspector(run, place, shown);
			if (status !== tryAgain) return status;
		}
	} finally {
		stdin.setRawMode(false);
		stdin.pause();
	}
}

async function findPlace(run: Run): Promise<Place> {
	const {line, env} = run;
	if (line.flag('demo') || line.value('from') !== null) return {kind: 'replay'};
	const host = line.value('host') ?? undefined;
	const context = contextOf(run);
	const found = await findEngine({host, context, env});
	if (!found.found) return {kind: 'none', error: noEngine(found)};
	const named = host !== undefined || context !== undefined || Boolean(env['DOCKER_HOST']);
	return {kind: 'engine', address: found.address, firstList: startFirstList(found.address, {all: true}), named};
}
