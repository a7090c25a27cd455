import {refusesElevation} from '../facts/actor.js';
import {collectEvidence} from './collect-evidence.js';
import type {EvidenceSource} from './evidence-source.js';

/** Containers of one image through which it is looked for: a file system too large to walk is no smaller in the next. */
const mostTries = 3;

/**
 * Looks for setuid programs, and for those with file capabilities, in the images of containers whose processes may gain privileges with one:
 * whether no-new-privileges is missing, and who can use a danger, depends on it. Only in the files of this machine, which leaves no trace;
 * each image is searched until it was seen.
 *
 * @returns whether anything was learned, so that containers are to be judged again
 */
export async function searchSetuidPrograms(source: EvidenceSource, ids: Iterable<string>): Promise<boolean> {
	const {state, host, signal} = source;
	if (host === null || state.local !== true) return false;
	let learned = false;
	const tries = new Map<string, number>();
	for (const id of ids) {
		const record = state.records.get(id);
		const container = state.facts.get(id);
		const imageId = record?.inspect?.Image ?? '';
		const image = state.images.get(imageId);
		if (record === undefined || container === undefined || image === undefined || signal.aborted) continue;
		// Where one of its containers did not show it, another one may.
		if (image.setuidFiles?.known === true && image.fileCapabilities !== undefined) continue;
		if (container.noNewPrivileges.on === true && refusesElevation(container)) continue;
		const tried = tries.get(imageId) ?? 0;
		if (tried === mostTries) continue;
		tries.set(imageId, tried + 1);
		await collectEvidence(source, record, 'setuid');
		learned ||= state.images.get(imageId)?.setuidFiles?.known === true;
	}
	return learned;
}
