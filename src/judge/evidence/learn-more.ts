import {dependsOnPrograms, forEachLimited, hasProcesses, type ImageFacts, refusesElevation} from '../../base/index.js';
import {collectEvidence} from './collect-evidence.js';
import type {EvidenceSource} from './evidence-source.js';
import {learnServiceFiles} from './service-files.js';

/** Requests about exec sessions at once. */
const width = 4;
/** Containers of one image through which setuid programs are looked for: a file system too large to walk is no smaller in the next. */
const mostTries = 3;

/**
 * What only some verdicts depend on, once the facts tell of which containers.
 *
 * @returns whether anything was learned, so that containers are to be judged again
 */
export async function learnMore(
	source: EvidenceSource,
	images: ReadonlyMap<string, ImageFacts>,
	ids: Iterable<string>,
): Promise<boolean> {
	const of = [...ids];
	const learned = await Promise.all([
		searchSetuidPrograms(source, of),
		searchOwnPrograms(source, of),
		learnServiceFiles(source, images, of),
		learnExecs(source, of),
	]);
	return learned.includes(true);
}

/**
 * Looks for setuid programs, and for those with file capabilities, in the images of containers whose processes may gain privileges with one:
 * whether no-new-privileges is missing, and who can use a danger, depends on it. Only in the files of this machine, which leaves no trace;
 * each image is searched until it was seen.
 */
async function searchSetuidPrograms(source: EvidenceSource, ids: Iterable<string>): Promise<boolean> {
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

/**
 * Looks for such programs in what a container added to its image and in its mounts, where who can use something that it was given depends on
 * them. Once after each start.
 */
async function searchOwnPrograms(source: EvidenceSource, ids: Iterable<string>): Promise<boolean> {
	const {state, host, signal} = source;
	if (host === null || state.local !== true) return false;
	let learned = false;
	for (const id of ids) {
		const record = state.records.get(id);
		const container = state.facts.get(id);
		if (record === undefined || container === undefined || signal.aborted) continue;
		if (record.evidence.privilegedPrograms !== undefined || !hasProcesses(container) || !dependsOnPrograms(container)) continue;
		await collectEvidence(source, record, 'programs');
		learned = true;
	}
	return learned;
}

/**
 * Asks about the commands that run in containers by exec, of those whose inspect names one: cheap for the engine, and leaves no event.
 *
 * @returns whether there were any
 */
export async function learnExecs(source: EvidenceSource, ids: Iterable<string>): Promise<boolean> {
	const {state, reader, signal} = source;
	const asked = [...ids].filter(id => {
		const {execIds = []} = state.facts.get(id) ?? {};
		// What has ended must not stay there as running.
		return execIds.length > 0 || state.records.get(id)?.evidence.execs !== undefined;
	});
	await forEachLimited(asked, Math.min(width, reader.atOnce), async id => {
		const record = state.records.get(id);
		if (record !== undefined && !signal.aborted) await collectEvidence(source, record, 'execs');
	});
	return asked.length > 0;
}
