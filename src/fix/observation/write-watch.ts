import {dirname} from 'node:path';
import {performance} from 'node:perf_hooks';
import {
	type ContainerInspect,
	type EngineReader,
	type HostTree,
	type Known,
	knownAnswer,
	writableLayer,
} from '../../base/index.js';
import type {PathChange} from '../evidence/evidence.js';
import {changedPaths} from '../evidence/writable-layer.js';

type Source = {
	readonly reader: Pick<EngineReader, 'changes'>;
	/** Of the engine's host, `null` when that is another machine. */
	readonly tree: HostTree | null;
	readonly inspect: ContainerInspect;
};

const MAX_PATHS = 5000;
/** Milliseconds between two looks at the layer, and how many times longer than a look that is at least. */
const pause = 5000;
const share = 100;

/**
 * What appears in the writable layer of a container. The layer is looked at from time to time, so that files which are deleted again are
 * seen too; an engine that has to compare the whole image for it is asked at the beginning and at the end only.
 */
export async function watchWrites({reader, tree, inspect}: Source) {
	const found = new Map<string, PathChange & {readonly at: number}>();
	const ask = (): Promise<Known<readonly PathChange[]>> =>
		knownAnswer(
			'engine:/changes',
			inLayer().then(layer => changedPaths(reader, inspect.Id, layer)),
		);
	const inLayer = async () => tree && (await writableLayer(tree, inspect));
	let reason: string | null = null;
	let overflow = 0;

	const began = await ask();
	if (!began.known) reason = began.reason.reason;
	const before = new Set(began.known ? began.value.map(keyOf) : []);
	let next = performance.now() + pause;

	const upper = tree === null ? undefined : inspect.GraphDriver?.Data?.['UpperDir'];
	const clock = Date.now();

	/** When a path was last changed, in seconds since the beginning; `at` where that is not visible. */
	const changedAt = (path: string, at: number): number => {
		const seen = upper === undefined ? undefined : tree?.lstat(upper + path);
		const moment = seen?.known && seen.value !== null ? (seen.value.ctimeMs - clock) / 1000 : at;
		return Math.min(at, Math.max(0, moment));
	};

	const take = (now: readonly PathChange[], at: number): void => {
		for (const change of now) {
			const key = keyOf(change);
			if (before.has(key) || found.has(key)) continue;
			if (found.size < MAX_PATHS) found.set(key, {...change, at: changedAt(change.path, at)});
			else overflow += 1;
		}
	};

	let looking: Promise<void> = Promise.resolve();
	async function look(at: number): Promise<void> {
		if (tree === null) return;
		const start = performance.now();
		const now = await writableLayer(tree, inspect);
		if (now === null) return;
		next = performance.now() + Math.max(pause, share * (performance.now() - start));
		take(now, at);
	}

	return {
		/** Looks if it is time to, while the caller goes on. @param at  seconds since the beginning */
		lookSometimes(at: number): void {
			if (reason !== null || performance.now() < next) return;
			next = Number.POSITIVE_INFINITY;
			looking = look(at);
			// It fails where it is waited for.
			looking.catch(() => undefined);
		},
		/** @throws what a look failed with that cannot be foreseen */
		async lookFinally(at: number): Promise<void> {
			await looking;
			if (reason !== null) return;
			const ended = await ask();
			if (ended.known) take(ended.value, at);
			else reason = ended.reason.reason;
		},
		written: (): PathChange[] => [...found.values()].map(({at: _, ...change}) => change),
		/** The directories with new files, each with when the first one appeared. */
		directories(): Map<string, number> {
			const all = new Map<string, number>();
			for (const {path, at, isDirectory} of found.values()) {
				const directory = isDirectory === true ? path : dirname(path);
				all.set(directory, Math.min(at, all.get(directory) ?? at));
			}
			return all;
		},
		/** Paths beyond the limit; the reason why nothing could be seen. */
		overflow: (): number => overflow,
		reason: (): string | null => reason,
	};
}

const keyOf = ({path, kind}: PathChange): string => `${kind} ${path}`;
