import type {EngineAddress} from '../../engine/address.js';
import {EngineError} from '../../engine/engine-error.js';
import {findEngine} from '../../engine/find-engine.js';
import {type FirstList, startFirstList} from '../../engine/first-list.js';
import type {Run} from '../run.js';
import {contextsOf} from './engine-choice.js';

/** The engine that the command line names, with its list on the way. */
export type Ahead = {readonly address: EngineAddress; readonly firstList: FirstList | null};

/**
 * Asks the engine for its containers before what judges them is loaded: both take some 50 ms with 500 of them. `null` where there is a
 * replay, several engines, or none: that, and why, is said by whoever connects.
 *
 * @param whileItLists  loads more, where an engine that answers has many to list
 */
export async function askAhead(run: Run, whileItLists: () => Promise<unknown>): Promise<Ahead | null> {
	const {line, env} = run;
	const [context, ...more] = contextsOf(run);
	if (line.flag('demo') || line.value('from') !== null || more.length > 0) return null;
	try {
		const found = await findEngine({host: line.value('host') ?? undefined, context, env});
		if (!found.found) return null;
		const firstList = await startFirstList(found.address, {all: true, follow: false});
		try {
			if (await firstList?.connectAhead()) await whileItLists();
			await firstList?.askMore();
		} catch (error) {
			firstList?.close();
			throw error;
		}
		return {address: found.address, firstList};
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
