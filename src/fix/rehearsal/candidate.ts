import {dirname} from 'node:path/posix';
import {type Capability, type ContainerFacts, type ContainerInspect, isBelow, isWithin} from '../../base/index.js';
import {withHost} from '../../judge/index.js';
import type {DirectoryEvidence} from '../evidence/evidence.js';
import {withoutBytecode} from '../plan/cache-directories.js';
import {hardened, type Plan} from '../plan/change.js';
import {applyWritable} from '../plan/read-only.js';
import {classify, type Writable} from '../plan/writable-paths.js';
import {hints} from './complaints.js';

/** What a rehearsal may still change in the plan while it searches for a working set. */
export type Candidate = {
	/** `null`: not part of the plan, the container's own are kept. */
	readonly capabilities: readonly Capability[] | null;
	readonly writable: readonly Writable[] | null;
	readonly noNewPrivileges: boolean;
	readonly memory: number | null;
	readonly pids: number | null;
	/** The last resorts already tried, so that each is tried once. */
	readonly tried: ReadonlySet<string>;
};

/** Changes that a candidate has itself; the other enabled ones are applied as planned. */
export const rehearsed: ReadonlySet<string> = new Set(['capabilities', 'read-only', 'no-new-privileges', 'memory', 'pids']);
/** What a twin cannot show: it has no network, no restart, and the image by id. */
const outsideTwin =
	/^(publish|network|restart|image-digest|log-size|user|socket:.*|device:.*|mount:.*|secret:.*|pid-namespace|ipc-namespace|uts-namespace)$/;

/** The inspect of a container created from this candidate. */
export function candidateInspect(
	plan: Plan,
	enabled: ReadonlySet<string>,
	facts: ContainerFacts,
	candidate: Candidate,
): ContainerInspect {
	const others = new Set([...enabled].filter(slug => !rehearsed.has(slug) && !outsideTwin.test(slug)));
	let inspect = hardened(plan, others);
	if (candidate.capabilities !== null) inspect = withHost(inspect, {CapDrop: ['ALL'], CapAdd: [...candidate.capabilities]});
	if (candidate.noNewPrivileges) {
		const options = inspect.HostConfig?.SecurityOpt ?? [];
		inspect = withHost(inspect, {SecurityOpt: [...options, 'no-new-privileges']});
	}
	if (candidate.writable !== null) inspect = applyWritable(inspect, candidate.writable, String(facts.name), executables(facts));
	if (candidate.memory !== null) inspect = withHost(inspect, {Memory: candidate.memory, MemorySwap: 2 * candidate.memory});
	return candidate.pids === null ? inspect : withHost(inspect, {PidsLimit: candidate.pids});
}

/** Paths of programs that appeared in its root file system since it started. */
const executables = (facts: ContainerFacts): string[] => (facts.changes.known ? facts.changes.value.executables.map(String) : []);

/** What a directory holds; `null` for a path that is not one. */
export type DirectoryAt = (path: string) => Promise<DirectoryEvidence | null>;

/** The next candidate, according to the log of the failed trial, or a last resort when the log shows nothing. `null`: nothing is left to try. */
export async function repair(
	candidate: Candidate,
	failure: {readonly log: string; readonly outOfMemory: boolean},
	possible: ReadonlySet<Capability>,
	directoryAt: DirectoryAt,
): Promise<{readonly candidate: Candidate; readonly adds: string} | null> {
	if (failure.outOfMemory && candidate.memory !== null)
		return {
			candidate: {...candidate, memory: 2 * candidate.memory},
			adds: `doubles the memory to ${(2 * candidate.memory) >> 20} MB`,
		};

	const {capabilities, paths, denied} = hints(failure.log);
	const has = new Set(candidate.capabilities ?? []);
	const asked = capabilities.filter(one => candidate.capabilities !== null && possible.has(one) && !has.has(one));
	const opened = candidate.writable === null ? null : await makeWritable(candidate.writable, paths, directoryAt);
	if (asked.length > 0 || opened !== null) {
		return {
			candidate: {
				...candidate,
				capabilities: candidate.capabilities === null ? null : [...candidate.capabilities, ...asked],
				writable: opened?.writable ?? candidate.writable,
			},
			adds: [...asked.map(one => `--cap-add ${one}`), ...(opened === null ? [] : [opened.adds])].join(', '),
		};
	}
	if (denied && candidate.capabilities !== null && possible.has('DAC_OVERRIDE') && !has.has('DAC_OVERRIDE'))
		return {candidate: {...candidate, capabilities: [...candidate.capabilities, 'DAC_OVERRIDE']}, adds: '--cap-add DAC_OVERRIDE'};
	return lastResort(candidate, possible);
}

/** Ordered by how much hardening is lost. */
function lastResort(candidate: Candidate, possible: ReadonlySet<Capability>): {candidate: Candidate; adds: string} | null {
	const next = (resort: string, change: Partial<Candidate>, adds: string) => ({
		candidate: {...candidate, ...change, tried: new Set([...candidate.tried, resort])},
		adds,
	});
	const {tried, writable, capabilities} = candidate;
	if (!tried.has('seeded') && writable?.some(({how}) => how === 'tmpfs') === true)
		return next(
			'seeded',
			{writable: writable.map(one => (one.how === 'tmpfs' && one.path !== '/tmp' ? {...one, how: 'scratch'} : one))},
			'fills its runtime directories from the image',
		);
	if (!tried.has('capabilities') && capabilities !== null && capabilities.length < possible.size)
		return next('capabilities', {capabilities: [...possible]}, 'restores all capabilities, to remove them one by one');
	if (!tried.has('writable') && writable !== null)
		return next('writable', {writable: null}, 'gives up the read-only root filesystem');
	if (!tried.has('privileges') && candidate.noNewPrivileges)
		return next('privileges', {noNewPrivileges: false}, 'gives up no-new-privileges');
	if (!tried.has('limits') && (candidate.memory !== null || candidate.pids !== null))
		return next('limits', {memory: null, pids: null}, 'gives up the limits');
	return null;
}

const ofKernel = /^\/(proc|sys|dev)(\/|$)/;

/** Makes the directories of failed writes writable; a tmpfs that hides content of the image becomes a filled volume. */
async function makeWritable(
	writable: readonly Writable[],
	paths: readonly string[],
	directoryAt: DirectoryAt,
): Promise<{writable: Writable[]; adds: string} | null> {
	let result = [...writable];
	const adds: string[] = [];
	for (const path of paths.slice(0, 4)) {
		const covering = result.find(one => isWithin(path, one.path));
		if (covering !== undefined) {
			if (covering.how !== 'tmpfs' || covering.path === '/tmp') continue;
			result = result.map(one => (one === covering ? {...one, how: 'scratch'} : one));
			adds.push(`--volume ${covering.path} in place of a tmpfs`);
			continue;
		}
		if (ofKernel.test(path)) continue;
		const itself = await directoryAt(path);
		const directory = itself === null ? dirname(path) : path;
		const added = classify(directory, itself ?? (await directoryAt(directory)), [{path: `${directory}/it`, kind: 'added'}]);
		if (added.how === 'blocked' || ofKernel.test(directory) || result.some(one => one.path === directory)) continue;
		result = [...result.filter(one => !isBelow(one.path, directory)), {...added, why: 'it could not be written in a rehearsal'}];
		adds.push(added.how === 'unwritten' ? withoutBytecode : `${added.how === 'tmpfs' ? '--tmpfs' : '--volume'} ${directory}`);
	}
	return adds.length > 0 ? {writable: result, adds: adds.join(', ')} : null;
}
