import {setImmediate as turn} from 'node:timers/promises';
import type {EngineAddress} from '../../engine/address.js';
import {EngineError} from '../../engine/engine-error.js';
import {findEngine} from '../../engine/find-engine.js';
import {type FirstList, startFirstList} from '../../engine/first-list.js';
import type {HostAhead} from '../../host/host-ahead.js';
import type {Run} from '../run.js';
import {contextsOf} from './engine-choice.js';

/** Milliseconds: nobody presses a key in an audit, but a mistake in its command line is to be said soon. */
const patience = 300;

/** The engine that the command line names, with its list on the way. */
export type Ahead = {
	readonly address: EngineAddress;
	readonly firstList: FirstList | null;
	/** This machine, where the engine may run on it: of no use before that is proven. */
	readonly host: Promise<HostAhead> | null;
};

/**
 * Asks the engine for its containers before what judges them is loaded: both take some 50 ms with 500 of them. `null` where there is a
 * replay, several engines, or none: that, and why, is said by whoever connects.
 *
 * @param whileItLists  loads more, and begins to read the host, where an engine that answers has many to list; is to wait for `free`
 *   between two pieces of work of some milliseconds
 */
export async function askAhead(
	run: Run,
	whileItLists: (address: EngineAddress, free: () => Promise<void>) => Promise<Pick<Ahead, 'host'>>,
): Promise<Ahead | null> {
	const {line, env} = run;
	const [context, ...more] = contextsOf(run);
	if (line.flag('demo') || line.value('from') !== null || more.length > 0) return null;
	try {
		const found = await findEngine({host: line.value('host') ?? undefined, context, env});
		if (!found.found) return null;
		const {address} = found;
		const firstList = await startFirstList(address, {all: true, follow: false});
		try {
			const {host} = firstList === null ? nothing : await askAndLoad(firstList, free => whileItLists(address, free));
			return {address, firstList, host};
		} catch (error) {
			firstList?.close();
			throw error;
		}
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}

const nothing = {host: null};

async function askAndLoad(
	firstList: FirstList,
	load: (free: () => Promise<void>) => Promise<Pick<Ahead, 'host'>>,
): Promise<Pick<Ahead, 'host'>> {
	if (!(await firstList.connectAhead())) {
		await firstList.askMore();
		return nothing;
	}
	let isListed = false;
	const listed = () => {
		isListed = true;
	};
	firstList.rows.then(listed, listed);
	const sent = firstList.askMore(patience);
	// The engine is not to wait for what the list leads to.
	const free = () => turn().then(() => (isListed ? sent : undefined));
	const {host} = await load(free);
	// Whoever waits for it is told what went wrong; where the engine is elsewhere, nobody does.
	host?.catch(() => undefined);
	await sent;
	return {host};
}
