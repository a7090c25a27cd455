import {
	answerOrReason,
	type ConfigFile,
	dependsOnPrograms,
	errorText,
	fileOf,
	forEachLimited,
	hasProcesses,
	type ImageFacts,
	type Known,
	known,
	limitedSignal,
	noteUnforeseen,
	parseConfig,
	parseRecordedConfig,
	readServiceFiles,
	refusesElevation,
	sanitise,
	textsOf,
	unknown,
	userFacts,
	type WantedFile,
} from '../../base/index.js';
import {type ContainerRecord, isRestarted} from '../inventory/container-record.js';
import {collectEvidence} from './collect-evidence.js';
import type {EvidenceSource} from './evidence-source.js';
import {hostEvidence, imagePlaceOf} from './host-evidence.js';

/** Requests about exec sessions at once. */
const EXECS_AT_ONCE = 4;
/** Containers of one image through which setuid programs are looked for: a file system too large to walk is no smaller in the next. */
const MAX_TRIES = 3;

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
		if (tried === MAX_TRIES) continue;
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
	await forEachLimited(asked, Math.min(EXECS_AT_ONCE, reader.atOnce), async id => {
		const record = state.records.get(id);
		if (record !== undefined && !signal.aborted) await collectEvidence(source, record, 'execs');
	});
	return asked.length > 0;
}

/** Requests at once, and milliseconds for all containers together; a file that is not read in time stays unknown. */
const FILES_AT_ONCE = 4;
const MAX_TIME = 20_000;

/**
 * Reads the configuration files that decide whether services authenticate: only of containers whose service has one on which it depends,
 * and that others reach. From this host where the engine runs here, which leaves no trace; else one archive request a file.
 *
 * @returns whether anything was learned, so that containers are to be judged again
 */
async function learnServiceFiles(
	source: EvidenceSource,
	images: ReadonlyMap<string, ImageFacts>,
	ids: Iterable<string>,
): Promise<boolean> {
	const {state, reader} = source;
	const limit = limitedSignal(MAX_TIME, source.signal);
	const limited = {...source, signal: limit.signal};
	let learned = false;
	try {
		await forEachLimited([...ids], Math.min(FILES_AT_ONCE, reader.atOnce), async id => {
			const [record, container] = [state.records.get(id), state.facts.get(id)];
			if (record === undefined || container === undefined || limit.signal.aborted) return;
			const {inspect} = record;
			const image = images.get(container.imageId) ?? null;
			try {
				const files = await readServiceFiles(container, image, state.facts, wanted => readFile(limited, id, wanted));
				// An answer about an earlier start says nothing about this one.
				if (files === container.configFiles || record.inspect === null || isRestarted(inspect, record.inspect)) return;
				record.evidence = {...record.evidence, configFiles: files};
				learned = true;
			} catch (error) {
				noteUnforeseen(`reading the configuration of ${container.name}`, error);
			}
		});
	} finally {
		limit.release();
	}
	return learned;
}

async function readFile(source: EvidenceSource, id: string, wanted: WantedFile): Promise<Known<ConfigFile | null>> {
	const {reader, state, signal} = source;
	const {path} = wanted;
	const record = state.records.get(id);
	if (record === undefined) return unknown(`file:${path}`, 'the container is gone');
	if (reader.replayed) {
		const recorded = await answerOrReason('engine:/archive', fileOf(reader, id, path, signal));
		return recorded.known
			? parsed(path, async () => (recorded.value === null ? null : parseRecordedConfig(recorded.value)))
			: recorded;
	}
	const texts =
		(await hostEvidence(source, record, (host, pid) => host.readTexts(pid, id, path))) ??
		(await answerOrReason('engine:/archive', textsOf(reader, id, path, signal)));
	if (!texts.known) return texts;
	return parsed(path, async () => (texts.value === null ? null : parseConfig(wanted, texts.value)));
}

/** A container controls what is in its files: one that cannot be parsed is unknown, with the reason. */
async function parsed(path: string, parse: () => Promise<ConfigFile | null>): Promise<Known<ConfigFile | null>> {
	try {
		return known(await parse());
	} catch (error) {
		return unknown(`file:${path}`, sanitise(`it cannot be parsed: ${errorText(error)}`));
	}
}

/**
 * Resolves users that are configured by name (`USER app`), and the group of users given only by
 * number, through the image's /etc/passwd. For each new image of these containers this host's files are read, which leaves no trace;
 * the engine is asked only when there is a name, once per image.
 */
export async function learnNamedUsers(source: EvidenceSource, ids: Iterable<string>): Promise<void> {
	const {state, host, signal} = source;
	for (const id of ids) {
		const record = state.records.get(id);
		const imageId = record?.inspect?.Image ?? '';
		const image = state.images.get(imageId);
		if (record === undefined || image === undefined || image.accounts !== undefined || signal.aborted) continue;
		const need = needOf(record);
		if (need === 'nothing') continue;
		try {
			const seen = host !== null && state.local === true ? await host.readAccounts(imagePlaceOf(record, image.inspect)) : null;
			if (seen?.known === true) state.images.set(imageId, {...(state.images.get(imageId) ?? image), accounts: seen});
			else if (need === 'name') await collectEvidence(source, record, 'accounts');
		} catch (error) {
			const reason = noteUnforeseen(`reading the users of the image ${sanitise(imageId.slice(0, 19))}`, error);
			state.images.set(imageId, {...image, accounts: unknown('image:/etc/passwd', reason)});
		}
	}
}

function needOf({inspect}: ContainerRecord): 'name' | 'group' | 'nothing' {
	const {uid, gid} = userFacts(inspect?.Config?.User, null, null);
	return uid === null ? 'name' : gid === null ? 'group' : 'nothing';
}
