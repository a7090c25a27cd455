import {dangerTable} from '../rules/dangers/index.js';
import {collectEvidence} from './collect-evidence.js';
import type {EvidenceSource} from './evidence-source.js';
import type {Judging} from './judging.js';

/** Containers of one image through which it is looked for: a file system too large to walk is no smaller in the next. */
const mostTries = 3;

/**
 * Looks for setuid programs, and for those with file capabilities, in the images of containers where it depends on them whether a danger
 * can be used: those of another user than root, who gains privileges with one. Only in the files of this machine, which leaves no trace;
 * each image is searched until it was seen.
 *
 * @returns whether anything was learned, so that containers are to be judged again
 */
export async function searchSetuidPrograms(source: EvidenceSource, judging: Judging, ids: Iterable<string>): Promise<boolean> {
	const {state, host, signal} = source;
	if (host === null || state.local !== true) return false;
	const engine = judging.engine();
	let learned = false;
	const tries = new Map<string, number>();
	for (const id of ids) {
		const record = state.records.get(id);
		const container = state.facts.get(id);
		const image = state.images.get(record?.inspect?.Image ?? '');
		if (record === undefined || container === undefined || image === undefined || signal.aborted) continue;
		// Where one of its containers did not show it, another one may.
		if (image.setuidFiles?.known === true && image.fileCapabilities !== undefined) continue;
		const dangers = dangerTable({container, engine, host: state.host}).all();
		const depends = dangers.some(
			({use, base}) => use.kind === 'unknown' && use.step !== null && base !== 'low' && base !== 'info',
		);
		if (!depends) continue;
		const tried = tries.get(record.inspect?.Image ?? '') ?? 0;
		if (tried === mostTries) continue;
		tries.set(record.inspect?.Image ?? '', tried + 1);
		await collectEvidence(source, record, 'setuid');
		learned ||= state.images.get(record.inspect?.Image ?? '')?.setuidFiles?.known === true;
	}
	return learned;
}
