import {type Known, known, unknown} from '../answers/index.js';
import {fileOf, privilegedFilesOf} from '../archives/archive-files.js';
import {isNoSuchContainer} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {answerOrReason, blindSpotOf} from '../engine/known-answer.js';
import {
	type Account,
	type ChangeFacts,
	type ContainerFacts,
	changeFacts,
	type ExecFacts,
	execFacts,
	executableCandidates,
	knownFileCapabilities,
	type OperatingSystem,
	type ProcessFacts,
	parseAccounts,
	parseOsRelease,
	processFacts,
} from '../facts/index.js';
import type {PrivilegedFiles} from '../host/privileged-files.js';
import {type ContainerRecord, type Evidence, isRestarted} from '../inventory/container-record.js';
import type {OnDemand} from '../inventory/fleet-model.js';
import type {ImageRecord} from '../inventory/fleet-state.js';
import {type EvidenceSource, hostEvidence, imagePlaceOf} from './evidence-source.js';
import {loadIdentities} from './image-identities.js';

/** Files whose mode is requested one by one; with more, a package was unpacked and one more file adds nothing. */
const atMostFiles = 40;
const atMostExecs = 20;

/** Fetches more about one container and stores the answer, or why there is none, for its next judgement. */
export async function collectEvidence(source: EvidenceSource, record: ContainerRecord, what: OnDemand): Promise<void> {
	const {reader, state, signal} = source;
	const {id, inspect: before} = record;
	const imageId = before?.Image ?? '';
	// Requests run in parallel: results of others must be kept, so the evidence is read again after the answer has come.
	const addToRecord = (found: Evidence) => {
		// The answer is no longer needed: an aborted request says nothing about the container.
		if (signal.aborted) return;
		// Processes of an earlier start say nothing about this one.
		if (record.inspect !== null && isRestarted(before, record.inspect)) return;
		record.evidence = {...record.evidence, ...found};
	};
	const addToImage = <What extends Exclude<keyof ImageRecord, 'inspect'>>(what: What, found: ImageRecord[What]) => {
		if (signal.aborted) return;
		const image = state.images.get(imageId);
		// What is known is kept: a container that is gone shows no more of its image.
		if (image === undefined || (found?.known === false && image[what]?.known === true)) return;
		state.images.set(imageId, {...image, [what]: found});
	};
	const addFiles = ({setuid, setgid, capable}: PrivilegedFiles) => {
		addToImage('setuidFiles', setuid);
		addToImage('setgidFiles', setgid);
		addToImage('fileCapabilities', capable);
	};
	switch (what) {
		case 'processes':
			return addToRecord({
				processes:
					hostEvidence(source, record, (host, pid) => host.readProcesses(pid, id)) ?? (await askProcesses(reader, id, signal)),
			});
		case 'changes':
			return addToRecord({changes: await askChanges(reader, record, signal)});
		case 'execs': {
			const facts = state.facts.get(id);
			if (facts !== undefined) addToRecord({execs: await askExecs(reader, facts, signal)});
			return;
		}
		case 'image': {
			const inspect = await answerOrReason('engine:/images/json', reader.image(imageId, signal));
			if (inspect.known) state.images.set(imageId, {...state.images.get(imageId), inspect: inspect.value});
			await loadIdentities(source, [imageId]);
			return;
		}
		case 'history':
			return addToImage('history', await answerOrReason('engine:/images/history', reader.history(imageId, signal)));
		case 'os':
			return addToImage(
				'os',
				hostEvidence(source, record, (host, pid) => host.readOperatingSystem(pid, id)) ??
					(await askOperatingSystem(reader, id, signal)),
			);
		case 'accounts': {
			const accounts = await askAccounts(reader, id, signal);
			return accounts === null ? undefined : addToImage('accounts', accounts);
		}
		case 'setuid':
			return addFiles(await lookForFiles(source, record));
		case 'programs':
			return addToRecord({privilegedPrograms: await lookForPrograms(source, record)});
		case 'files': {
			const image = state.images.get(imageId);
			const isSeen = image?.setuidFiles?.known === true && image.fileCapabilities?.known === true;
			return isSeen ? undefined : addFiles(await askForFiles(reader, id, signal));
		}
	}
}

async function askProcesses(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<readonly ProcessFacts[]>> {
	const top = await answerOrReason('engine:/top', reader.top(id, signal));
	return top.known ? known(processFacts(top.value)) : top;
}

async function askChanges(
	reader: EngineReader,
	{id, inspect}: ContainerRecord,
	signal: AbortSignal,
): Promise<Known<ChangeFacts>> {
	const changes = await answerOrReason('engine:/changes', reader.changes(id, signal));
	if (!changes.known) return changes;
	const modes = new Map<string, number>();
	const candidates = executableCandidates(changes.value, inspect);
	let examined = 0;
	for (const path of candidates.slice(0, atMostFiles)) {
		const stat = await answerOrReason('engine:/archive', reader.pathStat(id, path, signal));
		if (!stat.known) break;
		examined += 1;
		if (stat.value !== null) modes.set(path, stat.value.mode);
	}
	return known(changeFacts(changes.value, inspect, modes, candidates.length - examined));
}

async function askExecs(reader: EngineReader, facts: ContainerFacts, signal: AbortSignal): Promise<Known<readonly ExecFacts[]>> {
	const answers = await Promise.all(
		facts.execIds.slice(0, atMostExecs).map(id => answerOrReason('engine:/exec', reader.exec(id, signal))),
	);
	// An exec that ended since the inspect is gone; the others are enough.
	const seen = answers.flatMap(answer => (answer.known ? [answer.value] : []));
	const refused = answers.find(answer => !answer.known);
	if (refused !== undefined && !refused.known && seen.length === 0) return refused;
	return known(execFacts(seen, facts.raw));
}

/** The base system, from os-release; read without an exec, so it works for a stopped container. @source os-release(5) */
async function askOperatingSystem(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<OperatingSystem>> {
	// /etc/os-release is a symlink to the other on most systems, and an archive of it contains just the link.
	for (const path of ['/usr/lib/os-release', '/etc/os-release']) {
		const content = await answerOrReason('engine:/archive', fileOf(reader, id, path, signal));
		if (!content.known) return content;
		const found = content.value === null ? null : parseOsRelease(content.value);
		if (found !== null) return known(found);
	}
	return unknown('engine:/archive', 'the image has no os-release file');
}

/** None for a scratch image without the file; `null` for a container that is gone: another one with its image may be queried. */
async function askAccounts(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<readonly Account[]> | null> {
	try {
		return known(parseAccounts((await fileOf(reader, id, '/etc/passwd', signal)) ?? ''));
	} catch (error) {
		return isNoSuchContainer(error) ? null : {known: false, reason: blindSpotOf('engine:/archive', error)};
	}
}

/** Only on this host: over the API the engine would have to send a whole file system, too slow for a page. */
async function lookForFiles({host, state, signal}: EvidenceSource, record: ContainerRecord): Promise<PrivilegedFiles> {
	const image = state.images.get(record.inspect?.Image ?? '');
	if (host === null || state.local !== true || image === undefined) {
		const reason = unknown(
			'host:image',
			'cannot confirm that the engine runs on this machine: audit --deep asks it for the files',
		);
		return {setuid: reason, setgid: reason, capable: reason};
	}
	return host.privilegedFiles(imagePlaceOf(record, image.inspect), signal);
}

/** Only on this host, through the root directory of its first process. */
async function lookForPrograms({host, state, signal}: EvidenceSource, {id, inspect}: ContainerRecord) {
	const pid = inspect?.State?.Pid ?? 0;
	if (pid === 0) return unknown('host:/proc', 'the container does not run');
	if (host === null || state.local !== true) return unknown('host:/proc', 'the engine is not on this machine');
	return host.privilegedPrograms(pid, id, signal);
}

/** From an export of the whole file system, which contains the file modes and capabilities. */
async function askForFiles(reader: EngineReader, id: string, signal: AbortSignal): Promise<PrivilegedFiles> {
	const files = await answerOrReason('engine:/export', privilegedFilesOf(reader, id, signal));
	if (!files.known) return {setuid: files, setgid: files, capable: files};
	const {setuid, setgid, capable} = files.value;
	return {setuid: known(setuid), setgid: known(setgid), capable: knownFileCapabilities(capable)};
}
