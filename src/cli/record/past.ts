import {EngineError, type EngineReader, engineFacts, type SafeText} from '../../base/index.js';
import {
	engineIdentity,
	engineOf,
	eventLineOf,
	openStoreReader,
	recorderOn,
	type StoreReader,
	segmentsOf,
	storePath,
} from '../../record/index.js';
import type {Run} from '../run.js';

/** What was recorded of one engine; of every engine where it could not be asked which one it is. */
export type Past = {
	readonly entries: StoreReader;
	/** Events and alerts of other engines from a time on, in milliseconds since the epoch. @throws StoreError */
	others(from: number): number;
	/** Whether a recorder writes about it now. @throws StoreError */
	isRecording(): boolean;
};

/**
 * The store of the recorder, `null` where nothing was ever recorded.
 *
 * @param open  the engine of the command line: it is asked only if the store names engines
 * @throws StoreError where it may not be read
 */
export async function openPast(
	{env, stderr}: Pick<Run, 'env' | 'stderr'>,
	open: () => Promise<EngineReader>,
): Promise<Past | null> {
	const path = storePath(env);
	if (path === null) return null;
	const isNamed = segmentsOf(path).some(segment => engineOf(segment) !== null);
	const engine = isNamed ? await askIdentity(open) : null;
	if (isNamed && engine === null) stderr.write('the engine does not answer: what was recorded of every engine is shown\n');
	const about = engine === null ? {} : {engine};
	return {
		entries: openStoreReader(path, about),
		others(from) {
			if (engine === null) return 0;
			let count = 0;
			for (const entry of openStoreReader(path, {except: engine}).read())
				if (entry.at >= from && eventLineOf(entry) !== null) count += 1;
			return count;
		},
		isRecording: () => recorderOn(path, engine ?? undefined) !== null,
	};
}

/** See `engineIdentity`; `null` where it does not answer. */
async function askIdentity(open: () => Promise<EngineReader>): Promise<SafeText | null> {
	try {
		const reader = await open();
		const [version, info] = await Promise.all([reader.version(), reader.info()]);
		return engineIdentity(engineFacts({version, info})) || null;
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
