import {readdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {draftPattern, replaceFile, type SafeText} from '../../../base/index.js';
import {readWorkloads, summaryPath} from './read-store.js';
import {schema} from './segment-files.js';
import {newWorkload, type Workload} from './workload.js';
import {shrinkWorkload, workloadJson} from './workload-json.js';

/** Workloads that are kept. Their names may be made up, as those of CI jobs are. */
const MAX_WORKLOADS = 500;
/** Parts of the store that all summaries, and that one, may take. */
const share = {all: 1 / 2, one: 1 / 8};
/** Bytes of one, however large the store is. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The summary of each workload: in memory, and in a file that is written whole. */
export type Summaries = {
	/** The summary, to be changed in place; it is made where it is missing. */
	of(name: SafeText): Workload;
	readonly all: ReadonlyMap<string, Workload>;
	/** Writes those that were asked for since, within the limits. Rejects with the error of the system; what was not written is written next time. @param upTo  number of the last entry of the store: what concerned several workloads at once is in them too */
	save(upTo: number): Promise<void>;
};

/**
 * The summaries of a store. Beyond the limits, the workloads that were quiet for longest are dropped. Removes what a recorder that was killed
 * while it wrote one has left.
 *
 * @param bytes  of the whole store
 * @throws StoreError
 */
export function openSummaries(folder: string, bytes: number): Summaries {
	for (const name of readdirSync(folder)) if (draftPattern.test(name)) rmSync(join(folder, name), {force: true});
	const workloads = readWorkloads(folder);
	const sizeOf = (name: string): number => statSync(summaryPath(folder, name), {throwIfNoEntry: false})?.size ?? 0;
	const sizes = new Map([...workloads.keys()].map(name => [name, sizeOf(name)]));
	const changed = new Set<string>();
	const mostOfOne = Math.min(MAX_BYTES, bytes * share.one);

	function drop(name: string): void {
		workloads.delete(name);
		changed.delete(name);
		sizes.delete(name);
		rmSync(summaryPath(folder, name), {force: true});
	}
	function dropQuiet(): void {
		let left = [...sizes.values()].reduce((sum, size) => sum + size, 0);
		const isTooMuch = (): boolean => workloads.size > MAX_WORKLOADS || left > bytes * share.all;
		if (!isTooMuch()) return;
		for (const {name} of [...workloads.values()].sort((a, b) => lastOf(a) - lastOf(b))) {
			if (!isTooMuch()) return;
			left -= sizes.get(name) ?? 0;
			drop(name);
		}
	}

	return {
		all: workloads,
		of(name) {
			let found = workloads.get(name);
			if (found === undefined) {
				// Between two saves too: names can be made up quickly.
				if (workloads.size >= 2 * MAX_WORKLOADS) dropQuiet();
				found = newWorkload(name);
				workloads.set(name, found);
			}
			changed.add(name);
			return found;
		},
		async save(upTo) {
			dropQuiet();
			for (const name of [...changed]) {
				const workload = workloads.get(name);
				if (workload === undefined) continue;
				workload.upTo = Math.max(workload.upTo, upTo);
				const text = withinSize(workload, mostOfOne);
				changed.delete(name);
				try {
					await replaceFile(summaryPath(folder, name), text, 0o600, null);
				} catch (error) {
					changed.add(name);
					throw error;
				}
				sizes.set(name, Buffer.byteLength(text));
			}
			dropQuiet();
		},
	};
}

function withinSize(workload: Workload, most: number): string {
	for (;;) {
		const text = workloadJson(schema, workload);
		if (Buffer.byteLength(text) <= most || !shrinkWorkload(workload)) return text;
	}
}

const lastOf = ({generations}: Workload): number => Math.max(0, ...generations.map(({last}) => last));
