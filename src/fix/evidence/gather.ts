import {
	type ContainerFacts,
	type EngineReader,
	type HostAccess,
	type Known,
	known,
	knownAnswer,
	parseTime,
	unknown,
} from '../../base/index.js';
import {noRecording, type RecordedUse} from '../observation/recorded.js';
import {directoryEvidence, findDirectories} from './directories.js';
import {entrypointScripts} from './entrypoint.js';
import type {DirectoryEvidence, HardeningEvidence, Observation, PathChange} from './evidence.js';
import type {HostEvidence, Places} from './host-evidence.js';
import {hostEvidenceQuestion} from './host-question.js';
import {sampledPeaks} from './peaks.js';
import {setuidPrograms} from './setuid-programs.js';
import {sizeFiles} from './size-files.js';
import {startScriptNeeds} from './start-scripts.js';
import {topProcesses} from './top.js';
import {changedPaths} from './writable-layer.js';

/**
 * Everything that can be learnt about a container without touching it: GET and HEAD on the engine, and `/proc` and cgroups when
 * the engine runs on this machine. What is refused or missing becomes unknown, with the reason.
 *
 * @param observed  by an observation or the recorder: what the container has written meanwhile counts also where it is gone by now
 */
export async function gatherEvidence(
	{reader, host}: {readonly reader: EngineReader; readonly host: HostAccess},
	facts: ContainerFacts,
	signal?: AbortSignal,
	{observation, unrecorded}: RecordedUse = noRecording,
): Promise<HardeningEvidence> {
	const {id, pid} = facts;
	const local = pid !== null && pid > 0 && (await reader.isLocal());
	// The clock of a recording stands still.
	const seconds = reader.replayed ? null : secondsSince(facts.startedAt);
	const notLocal = unknown('host:/proc', pid === null ? 'the container does not run' : 'the engine is not on this machine');
	const seen: Known<HostEvidence> = local
		? await host.ask(hostEvidenceQuestion, [pid, id, seconds, placesOf(facts)], signal)
		: notLocal;
	const onHost = <T>(part: (found: HostEvidence) => Known<T>): Known<T> => (seen.known ? part(seen.value) : seen);
	const fromHost = onHost(({processes}) => processes);
	const [processes, left, stats] = await Promise.all([
		fromHost.known
			? fromHost
			: knownAnswer(
					'engine:/top',
					reader.top(id, signal).then(top => topProcesses(top, facts.namespaces.user.kind !== 'host')),
				),
		knownAnswer('engine:/changes', changesOf({reader, host: local ? host : null}, facts, signal)),
		knownAnswer('engine:/stats', reader.stats(id, signal)),
	]);
	const changes = left.known ? known(withWritten(left.value, observation)) : left;
	const peaks = onHost(found => found.peaks);
	const executables = onHost(found => found.executables);
	return {
		processes,
		changes,
		directories: changes.known ? await directories(reader, facts, changes.value, signal) : new Map(),
		peaks: peaks.known ? peaks : stats.known ? sampledPeaks(stats.value, seconds) : peaks,
		sizes: await sizeFiles(reader, facts, processes, signal),
		listening: onHost(({listening}) => listening),
		setuidPrograms: processes.known
			? await knownAnswer(
					'engine:/archive',
					setuidPrograms(reader, id, processes.value, executables.known ? executables.value : new Map(), signal),
				)
			: processes,
		privilegedPrograms: facts.privilegedPrograms,
		programs: onHost(({programs}) => programs),
		startScripts: local ? await startScriptNeeds(host, facts.raw, pid) : notLocal,
		trace: unknown('trace', whyNotTraced(observation)),
		portStart: onHost(({portStart}) => portStart),
		chrooted: onHost(found => found.chrooted),
		rawSockets: onHost(found => found.rawSockets),
		hostUse: onHost(found => found.hostUse),
		below: seen.known ? seen.value.below : new Map(),
		runningFor: seconds,
		observation,
		unrecorded,
		entrypoint: facts.env.some(({secret, fromImage}) => secret && fromImage !== true)
			? await knownAnswer('engine:/archive', entrypointScripts(reader, facts, signal))
			: known([]),
	};
}

/** Only what its dangers are about is looked through. */
const placesOf = ({mounts, tmpfs}: ContainerFacts): Places => ({
	given: [...mounts, ...tmpfs].map(({destination}) => destination),
	sensitive: mounts.filter(({kind, sensitivity}) => kind === 'bind' && sensitivity !== null).map(({destination}) => destination),
});

/** The trace of a twin, from its first program on; what an observation or the recorder traced is separate evidence. */
const whyNotTraced = (observation: Observation | null): string =>
	observation?.traced === true
		? 'no twin of it was traced: a rehearsal shows what its start needs'
		: 'its capabilities were not traced: an observation or a rehearsal traces them';

function withWritten(left: readonly PathChange[], observation: Observation | null): readonly PathChange[] {
	const seen = new Set(left.map(({path}) => path));
	return [...left, ...(observation?.written ?? []).filter(({path}) => !seen.has(path))];
}

/** By the clock of this machine; `null` for a time that is not known, or in the future. */
function secondsSince(startedAt: string | null): number | null {
	const seconds = startedAt === null ? Number.NaN : Math.round((Date.now() - parseTime(startedAt)) / 1000);
	return seconds >= 0 ? seconds : null;
}

async function directories(
	reader: EngineReader,
	facts: ContainerFacts,
	changes: readonly PathChange[],
	signal: AbortSignal | undefined,
): Promise<Map<string, DirectoryEvidence>> {
	const found = new Map<string, DirectoryEvidence>();
	await findDirectories(changes, facts.raw, found, async path => {
		const evidence = await knownAnswer('engine:/archive', directoryEvidence(reader, facts.id, path, changes, signal));
		return evidence.known ? evidence.value : null;
	});
	return found;
}

async function changesOf(
	{reader, host}: {readonly reader: EngineReader; readonly host: HostAccess | null},
	{id, raw}: ContainerFacts,
	signal?: AbortSignal,
): Promise<readonly PathChange[]> {
	const layer = await host?.changedPaths(raw, signal);
	return changedPaths(reader, id, layer?.known === true ? layer.value : null, signal);
}
