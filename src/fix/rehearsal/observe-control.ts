import {
	type Capability,
	type CapabilityTracer,
	containerStarters,
	EngineError,
	hasOnlyRootIds,
	known,
	openTree,
	sharesUserNamespace,
	traceCapabilities,
	unknown,
	usedCapabilities,
	writableLayer,
} from '../../base/index.js';
import {directoryEvidence, findDirectories} from '../evidence/directories.js';
import type {CapabilityUse, DirectoryEvidence, HardeningEvidence, PathChange} from '../evidence/evidence.js';
import {processesOnHost} from '../evidence/host-processes.js';
import {hostPeaks} from '../evidence/peaks.js';
import {changedPaths} from '../evidence/writable-layer.js';
import type {RehearsalSession} from './rehearsal-session.js';
import type {WhileReady} from './verdict.js';

/** What the control twin showed in addition to the original. */
export type ControlObservation = {
	readonly evidence: HardeningEvidence;
	/** Used by the live original: never dropped because of an idle trial. */
	readonly live: readonly Capability[];
};

export type Observer = {
	readonly whileReady: WhileReady;
	/** Stops the traces and returns the evidence including the observations. */
	finish(): ControlObservation;
};

/**
 * Traces the control twin from before its start, and the original meanwhile: capability checks, written paths, peaks.
 * Without root, tracefs or a local engine the rest is still observed.
 */
export async function observeControl(
	session: RehearsalSession,
	evidence: HardeningEvidence,
	granted: ReadonlySet<Capability>,
): Promise<Observer> {
	const {facts, local, writer} = session;
	const wantsTrace = local && facts.user.isRoot !== false;
	const starters = (): number[] => containerStarters(openTree('/'), session.reader.socketPath);
	const start = wantsTrace ? await traceCapabilities('start', starters, writer.journal) : null;
	const originals = (): number[] => {
		const original = wantsTrace && facts.pid !== null ? processesOnHost(openTree('/'), facts.pid) : null;
		return original?.known ? original.value.flatMap(({pid}) => (pid === null ? [] : [pid])) : [];
	};
	const live = originals().length > 0 ? await traceCapabilities('live', originals, writer.journal) : null;

	const liveTasks = live?.known ? [...live.value.tasks.keys()] : [];
	const liveRoots = liveTasks.filter(task => hasOnlyRootIds(openTree('/'), task));
	const beginsAsRoot = facts.user.uid === 0 && facts.user.gid === 0;

	/** First processes of the control twin: one for each of its starts. */
	const started = new Set<number>();
	/** Those of them, and the original, that are in the user namespace of this program. */
	const inOurs = new Set<number>();
	if (live?.known && facts.pid !== null && sharesUserNamespace(openTree('/'), facts.pid) === true) inOurs.add(facts.pid);
	const changes: PathChange[] = evidence.changes.known ? [...evidence.changes.value] : [];
	const directories = new Map<string, DirectoryEvidence>(evidence.directories);
	let processes = evidence.processes;
	let peaks = evidence.peaks;

	const whileReady: WhileReady = async (twin, when) => {
		started.add(twin.pid);
		if (local && sharesUserNamespace(openTree('/'), twin.pid) === true) inOurs.add(twin.pid);
		if (start?.known) start.value.mark(twin.pid, when);
		if (when === 'ready' && !processes.known && local) processes = processesOnHost(openTree('/'), twin.pid);
		if (when === 'ready' || when === 'waiting' || when === 'waited') return;
		if (local && when === 'probed') {
			// An idle twin shows nothing about load: the window stays that of the original.
			const seen = hostPeaks(openTree('/'), twin.pid, null);
			if (!peaks.known) peaks = seen;
			else if (seen.known)
				peaks = known({
					memory: Math.max(peaks.value.memory ?? 0, seen.value.memory ?? 0) || null,
					pids: Math.max(peaks.value.pids ?? 0, seen.value.pids ?? 0) || null,
					source: peaks.value.source,
					windows: peaks.value.windows,
				});
		}
		await observePaths(session, twin.id, changes, directories);
	};

	const servingUses = (tracer: CapabilityTracer): CapabilityUse[] => {
		const root = facts.pid ?? 0;
		const namespace = inOurs.has(root) ? tracer.namespace : null;
		return usedCapabilities(tracer.events(), {root, namespace, live: true, tasks: liveTasks, roots: liveRoots}, granted);
	};

	return {
		whileReady,
		finish() {
			const uses: CapabilityUse[] = [];
			const seen = start?.known ? start.value.events() : [];
			for (const root of started) {
				const namespace = start?.known && inOurs.has(root) ? start.value.namespace : null;
				add(uses, usedCapabilities(seen, {root, namespace, live: false, roots: beginsAsRoot ? [root] : []}, granted));
			}
			const serving = live?.known ? servingUses(live.value) : [];
			add(uses, serving);
			const tracers = [start, live].flatMap(tracer => (tracer?.known ? [tracer.value] : []));
			const lost = tracers.reduce((sum, tracer) => sum + tracer.lost(), 0);
			for (const tracer of tracers) tracer.close();
			const trace = traced(uses, start, {lost, local});
			return {
				evidence: {...evidence, processes, peaks, trace, changes: known(changes), directories},
				live: serving.map(use => use.capability),
			};
		},
	};
}

type Tracing = Awaited<ReturnType<typeof traceCapabilities>>;

/** What the traces showed; or why there is none, or none to rely on. @param lost  events that the kernel dropped */
function traced(
	uses: CapabilityUse[],
	start: Tracing | null,
	{lost, local}: {readonly lost: number; readonly local: boolean},
): HardeningEvidence['trace'] {
	if (start === null)
		return unknown('trace', local ? 'it does not run as root: capabilities are not traced' : 'the engine is not on this machine');
	if (!start.known) return start;
	return lost > 0 ? unknown('trace', `the kernel dropped ${lost} trace events: the trace may be incomplete`) : known(uses);
}

async function observePaths(
	session: RehearsalSession,
	twin: string,
	changes: PathChange[],
	directories: Map<string, DirectoryEvidence>,
): Promise<void> {
	const {reader, local} = session;
	try {
		const seen = new Set(changes.map(change => change.path));
		const layer = local ? await writableLayer(openTree('/'), await reader.inspect(twin)) : null;
		const now = await changedPaths(reader, twin, layer);
		changes.push(...now.filter(({path}) => !seen.has(path)));
		await findDirectories(changes, session.facts.raw, directories, path => directoryEvidence(reader, twin, path, changes));
	} catch (error) {
		// If the engine does not report this for the twin, it is known only from the original.
		if (!(error instanceof EngineError)) throw error;
	}
}

/** Each capability once, with the phase of its first use. */
function add(uses: CapabilityUse[], more: readonly CapabilityUse[]): void {
	const seen = new Set(uses.map(use => use.capability));
	uses.push(...more.filter(use => !seen.has(use.capability)));
}
