import {type Known, known, unknown} from '../answers/index.js';
import {fileOf, setuidFilesOf} from '../engine/archive-files.js';
import {isNoSuchContainer} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {
	type Account,
	type ChangeFacts,
	type ContainerFacts,
	changeFacts,
	type ExecFacts,
	execFacts,
	executableCandidates,
	type OperatingSystem,
	type ProcessFacts,
	parseAccounts,
	parseOsRelease,
	processFacts,
} from '../facts/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {Evidence} from './assess.js';
import {type ContainerRecord, isRestarted} from './container-record.js';
import {answerOf, blindSpotOf} from './engine-answers.js';
import {type EvidenceSource, hostEvidence, imagePlaceOf} from './evidence-source.js';
import type {OnDemand} from './fleet-model.js';
import type {ImageRecord} from './fleet-state.js';

/** Files whose mode is asked for one by one; beyond, a package was unpacked and one more file adds nothing. */
const atMostFiles = 40;
const atMostExecs = 20;

/** Asks the engine for more of one container and puts the answer, or why there is none, where its next judgement finds it. */
export async function collectEvidence(source: EvidenceSource, record: ContainerRecord, what: OnDemand): Promise<void> {
	const {reader, state, signal} = source;
	const {id, inspect: before} = record;
	const imageId = before?.Image ?? '';
	// Several are asked at once: what another one found meanwhile must stay, so the rest is read after the answer has come.
	const addToRecord = (found: Evidence) => {
		// The answer is not wanted any more: that it was given up says nothing of the container.
		if (signal.aborted) return;
		// An answer about the processes of an earlier start says nothing of this one.
		if (record.inspect !== null && isRestarted(before, record.inspect)) return;
		record.evidence = {...record.evidence, ...found};
	};
	const addToImage = <What extends Exclude<keyof ImageRecord, 'inspect'>>(what: What, found: ImageRecord[What]) => {
		if (signal.aborted) return;
		const image = state.images.get(imageId);
		// What is known stays: a container that is gone by now shows no more of its image.
		if (image === undefined || (found?.known === false && image[what]?.known === true)) return;
		state.images.set(imageId, {...image, [what]: found});
	};
	switch (what) {
		case 'processes':
			return addToRecord({
				processes:
					hostEvidence(source, record, (host, pid) => host.readProcesses(pid, id)) ?? (await askProcesses(reader, id, signal)),
			});
		case 'changes':
			return addToRecord({changes: await askChanges(reader, record, signal)});
		case 'execs':
			if (record.assessed !== null) addToRecord({execs: await askExecs(reader, record.assessed.facts, signal)});
			return;
		case 'image': {
			const inspect = await answerOf('engine:/images/json', reader.image(imageId, signal));
			if (inspect.known) state.images.set(imageId, {...state.images.get(imageId), inspect: inspect.value});
			return;
		}
		case 'history':
			return addToImage('history', await answerOf('engine:/images/history', reader.history(imageId, signal)));
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
			return addToImage('setuidFiles', await lookForSetuidFiles(source, record));
		case 'files': {
			const seen = state.images.get(imageId)?.setuidFiles;
			return seen?.known === true ? undefined : addToImage('setuidFiles', await askSetuidFiles(reader, id, signal));
		}
	}
}

async function askProcesses(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<readonly ProcessFacts[]>> {
	const top = await answerOf('engine:/top', reader.top(id, signal));
	return top.known ? known(processFacts(top.value)) : top;
}

async function askChanges(
	reader: EngineReader,
	{id, inspect}: ContainerRecord,
	signal: AbortSignal,
): Promise<Known<ChangeFacts>> {
	const changes = await answerOf('engine:/changes', reader.changes(id, signal));
	if (!changes.known) return changes;
	const modes = new Map<string, number>();
	for (const path of executableCandidates(changes.value, inspect).slice(0, atMostFiles)) {
		const stat = await answerOf('engine:/archive', reader.pathStat(id, path, signal));
		if (!stat.known) break;
		if (stat.value !== null) modes.set(path, stat.value.mode);
	}
	return known(changeFacts(changes.value, inspect, modes));
}

async function askExecs(reader: EngineReader, facts: ContainerFacts, signal: AbortSignal): Promise<Known<readonly ExecFacts[]>> {
	const answers = await Promise.all(
		facts.execIds.slice(0, atMostExecs).map(id => answerOf('engine:/exec', reader.exec(id, signal))),
	);
	// An exec that ended since the inspect is gone with its answer; the others tell.
	const seen = answers.flatMap(answer => (answer.known ? [answer.value] : []));
	const refused = answers.find(answer => !answer.known);
	if (refused !== undefined && !refused.known && seen.length === 0) return refused;
	return known(execFacts(seen, facts.raw));
}

/** The base system, from the file that names it; read without an exec, also of a stopped container. @source os-release(5) */
async function askOperatingSystem(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<OperatingSystem>> {
	// /etc/os-release is a link to the other on most systems, and a link is all that its archive holds.
	for (const path of ['/usr/lib/os-release', '/etc/os-release']) {
		const content = await answerOf('engine:/archive', fileOf(reader, id, path, signal));
		if (!content.known) return content;
		const found = content.value === null ? null : parseOsRelease(content.value);
		if (found !== null) return known(found);
	}
	return unknown('engine:/archive', 'the image holds no os-release file');
}

/** None for a scratch image that has no such file; `null` for a container that is gone: another one of its image may be asked. */
async function askAccounts(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<readonly Account[]> | null> {
	try {
		return known(parseAccounts((await fileOf(reader, id, '/etc/passwd', signal)) ?? ''));
	} catch (error) {
		return isNoSuchContainer(error) ? null : {known: false, reason: blindSpotOf('engine:/archive', error)};
	}
}

/** Only on this host: the engine would have to send a whole file system, which takes too long for a page. */
async function lookForSetuidFiles({host, state}: EvidenceSource, record: ContainerRecord): Promise<Known<readonly SafeText[]>> {
	const image = state.images.get(record.inspect?.Image ?? '');
	if (host === null || state.local !== true || image === undefined) {
		return unknown('host:image', 'the engine is not proven to run on this machine: audit --deep has it send the files');
	}
	return host.setuidFiles(imagePlaceOf(record, image.inspect));
}

/** The whole file system, as the engine sends it: its files' modes stand in it. */
function askSetuidFiles(reader: EngineReader, id: string, signal: AbortSignal): Promise<Known<readonly SafeText[]>> {
	return answerOf('engine:/export', setuidFilesOf(reader, id, signal));
}
