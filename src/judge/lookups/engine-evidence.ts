import {
	type Account,
	answerOrReason,
	blindSpotOf,
	type ChangeFacts,
	type ContainerFacts,
	changeFacts,
	type EngineReader,
	type ExecFacts,
	execFacts,
	executableCandidates,
	fileOf,
	isNoSuchContainer,
	type Known,
	known,
	knownFileCapabilities,
	type OperatingSystem,
	type PrivilegedFiles,
	type ProcessFacts,
	parseAccounts,
	parseOsRelease,
	privilegedFilesOfImage,
	processFacts,
	unknown,
} from '../../base/index.js';
import type {ContainerRecord} from '../inventory/container-record.js';

/* What the engine is asked about one container beyond its inspect: the answer read, or why there is none. */

/** Files whose mode is requested one by one; with more, a package was unpacked and one more file adds nothing. */
const atMostFiles = 40;
const atMostExecs = 20;

export async function askProcesses(
	reader: EngineReader,
	id: string,
	signal: AbortSignal,
): Promise<Known<readonly ProcessFacts[]>> {
	const top = await answerOrReason('engine:/top', reader.top(id, signal));
	return top.known ? known(processFacts(top.value)) : top;
}

export async function askChanges(
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

export async function askExecs(
	reader: EngineReader,
	facts: ContainerFacts,
	signal: AbortSignal,
): Promise<Known<readonly ExecFacts[]>> {
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
export async function askOperatingSystem(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<OperatingSystem>> {
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
export async function askAccounts(
	reader: EngineReader,
	id: string,
	signal: AbortSignal,
): Promise<Known<readonly Account[]> | null> {
	try {
		return known(parseAccounts((await fileOf(reader, id, '/etc/passwd', signal)) ?? ''));
	} catch (error) {
		return isNoSuchContainer(error) ? null : {known: false, reason: blindSpotOf('engine:/archive', error)};
	}
}

/** From the saved image, which contains the file modes and capabilities. */
export async function askPrivilegedFiles(reader: EngineReader, image: string, signal: AbortSignal): Promise<PrivilegedFiles> {
	const files = await answerOrReason('engine:/images/get', privilegedFilesOfImage(reader, image, signal));
	if (!files.known) return {setuid: files, setgid: files, capable: files};
	const {setuid, setgid, capable} = files.value;
	return {setuid: known(setuid), setgid: known(setgid), capable: knownFileCapabilities(capable)};
}
