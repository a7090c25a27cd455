import type {Capability, ContainerFacts} from '../../facts/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {predictCapabilities} from '../plan/capabilities.js';
import {knownNeeds} from '../plan/capability-knowledge.js';
import type {Plan} from '../plan/index.js';
import {pidsFor} from '../plan/limits.js';
import {classify, writableDirectories} from '../plan/writable-paths.js';
import {type Candidate, candidateInspect, repair} from './candidate.js';
import {judgeTwin} from './judge.js';
import {leaveOneOut, type Needed} from './leave-one-out.js';
import {cameToNothing} from './left-files.js';
import {shape} from './log-lines.js';
import {loginsBehind} from './logins.js';
import {mutePorts} from './probes/protocols.js';
import {recorded, type Session} from './session.js';
import type {Reference, Verdict} from './verdict.js';

const maxRepairs = 8;

export const nothing = {classes: new Set<string>(), ports: new Set<string>()};

export function firstCandidate(
	plan: Plan,
	enabled: ReadonlySet<string>,
	{facts}: Session,
	evidence: HardeningEvidence,
	more: ReadonlySet<Capability>,
): Candidate {
	const has = (slug: string): boolean => enabled.has(slug) && plan.changes.some(change => change.slug === slug);
	const granted = facts.capabilities.granted;
	const changes = evidence.changes.known ? evidence.changes.value : [];
	const limit = (
		slug: string,
		read: (host: {Memory?: number; PidsLimit?: number | null}) => number | null | undefined,
	): number | null =>
		has(slug) ? (read(plan.changes.find(change => change.slug === slug)?.apply(facts.raw).HostConfig ?? {}) ?? null) : null;
	return {
		capabilities: has('capabilities')
			? [...new Set([...predictCapabilities(facts, evidence).needs.map(({capability}) => capability), ...more])].filter(one =>
					granted.has(one),
				)
			: null,
		writable: has('read-only')
			? writableDirectories(changes, facts.raw)
					.map(path => classify(path, evidence.directories.get(path) ?? null, changes))
					.filter(({how}) => how !== 'blocked')
			: null,
		noNewPrivileges: has('no-new-privileges'),
		memory: limit('memory', host => host.Memory),
		pids: limit('pids', host => host.PidsLimit) ?? (has('pids') ? pidsFor(8) : null),
		tried: new Set(),
	};
}

/** Tries, repairs by what the log says, tries again. */
export async function search(
	session: Session,
	first: Candidate,
	judge: (candidate: Candidate) => Promise<Verdict>,
	isDirectory: (path: string) => Promise<boolean>,
): Promise<{readonly candidate: Candidate; readonly reference: Reference} | null> {
	let candidate = first;
	for (let round = 1; round <= maxRepairs; round++) {
		const verdict = await recorded(session, round === 1 ? 'hardened twin' : `hardened twin ${round}`, async () => {
			const first = await judge(candidate);
			// Unexplained: before anything is given up for it, the load of the machine is ruled out.
			const outcome = first.ok || first.certain ? first : await judge(candidate);
			if (outcome.ok) return outcome;
			const next = await repair(candidate, outcome, session.facts.capabilities.granted, isDirectory);
			return {...outcome, next, note: next === null ? outcome.note : `${outcome.note} → ${next.adds}`};
		});
		if (verdict.ok) return {candidate, reference: verdict.reference};
		if (!('next' in verdict) || verdict.next === null) return null;
		candidate = verdict.next.candidate;
	}
	return null;
}

export type Least = {
	readonly needed: readonly Needed[];
	/** Shapes of the complaints that came to nothing. */
	readonly harmless: ReadonlySet<string>;
};

/** How a candidate is judged while the least set is looked for. */
export type Judge = (
	candidate: Candidate,
	how?: {readonly stop?: boolean; readonly patient?: boolean; readonly harmless?: ReadonlySet<string>},
) => Promise<Verdict>;

/**
 * Takes away each capability alone, `likely` being those that the first candidate had. A twin that does all it should and only complains, of something that left its files as they are
 * with the capability, is judged once more without regard to these complaints.
 */
export async function minimal(
	session: Session,
	found: {readonly candidate: Candidate; readonly reference: Reference},
	{keep, likely}: {readonly keep: ReadonlySet<Capability>; readonly likely: readonly Capability[]},
	cpus: number,
	judge: Judge,
): Promise<Least> {
	const candidate = await withoutUnlikely(session, found.candidate, new Set([...keep, ...likely]), judge);
	const all = candidate.capabilities ?? [];
	const harmless = new Set<string>();
	const without = async (capability: Capability, patient: boolean): Promise<Verdict> => {
		const fewer = {...candidate, capabilities: all.filter(one => one !== capability)};
		const ignored = new Set<string>();
		for (;;) {
			const verdict = await judge(fewer, {stop: capability === 'KILL', patient, harmless: ignored});
			if (verdict.ok) {
				for (const one of ignored) harmless.add(one);
				return ignored.size === 0 ? verdict : {...verdict, note: `${verdict.note}; it complains, and leaves the same files`};
			}
			const lines = verdict.complains?.lines ?? [];
			const wanted = verdict.complains?.again ? found.reference.leftAgain : found.reference.left;
			const excused = cameToNothing(capability, lines, {left: verdict.complains?.left ?? null, wanted});
			if (lines.length === 0 || !excused) return verdict;
			for (const line of lines) ignored.add(shape(line));
		}
	};
	const needed = await leaveOneOut(all, keep, Math.max(1, Math.min(2, cpus)), (capability, patient) =>
		recorded(session, patient ? `without ${capability}, once more` : `without ${capability}`, () => without(capability, patient)),
	);
	return {needed, harmless};
}

/**
 * Used for a client that was played. A child that cannot give up root may answer all the same and end before anybody looks at it: then
 * every trial passes, and the service is less safe than it was.
 */
function droppedWhileServing({trace}: HardeningEvidence): Capability[] {
	if (!trace.known) return [];
	return trace.value
		.filter(({capability, when}) => when === 'serving' && givesUp.has(capability))
		.map(({capability}) => capability);
}

const givesUp: ReadonlySet<Capability> = new Set(['SETGID', 'SETUID', 'SYS_CHROOT']);

/** What a server that stays root does for its clients, where none could be played. */
const forUnknownClients: readonly Capability[] = [...givesUp];

/** It is still root while it serves, and nobody knows what its clients say. */
function isUnheard({user, ports}: ContainerFacts, reference: Reference): boolean {
	const {replies} = reference;
	if (replies === null) return user.isRoot !== false && ports.length > 0;
	const unknown = [...reference.ports].some(port => !mutePorts.has(port) && !reference.loopback.has(port));
	return reference.privileged && unknown && ![...replies.values()].some(({is}) => is === 'answered');
}

/** Where every capability had to be given back, most are spare: a half of those that nothing speaks for goes at once, then the other. */
async function withoutUnlikely(
	session: Session,
	candidate: Candidate,
	likely: ReadonlySet<Capability>,
	judge: Judge,
): Promise<Candidate> {
	let result = candidate;
	const unlikely = (candidate.capabilities ?? []).filter(one => !likely.has(one));
	if (unlikely.length < 4) return result;
	const middle = Math.ceil(unlikely.length / 2);
	for (const half of [unlikely.slice(0, middle), unlikely.slice(middle)]) {
		const fewer = {...result, capabilities: (result.capabilities ?? []).filter(one => !half.includes(one))};
		const verdict = await recorded(session, `without ${half.join(' ')}`, () => judge(fewer));
		if (verdict.ok) result = fewer;
	}
	return result;
}

/**
 * What a twin that nobody logs in to cannot exercise: used by the live original, asked for beyond the default, or known of its
 * programs and of the protocols it speaks, or usual where nobody knows what it speaks. File checks may be the overlay's own.
 */
export function protectedCapabilities(
	{facts}: Session,
	evidence: HardeningEvidence,
	live: ReadonlySet<Capability>,
	reference: Reference,
): Set<Capability> {
	const ofFiles = new Set<Capability>(['DAC_OVERRIDE', 'FOWNER', 'FSETID', 'CHOWN', 'MKNOD', 'SETFCAP']);
	const commands = evidence.processes.known ? evidence.processes.value.map(process => String(process.command)) : [];
	const forClients = [
		...droppedWhileServing(evidence),
		...knownNeeds(commands)
			.filter(need => need.forClients)
			.map(need => need.capability),
		...[...loginsBehind(reference).values()].flatMap(login => login.needs),
		...(isUnheard(facts, reference) ? forUnknownClients : []),
	];
	return new Set([
		...[...live].filter(one => !ofFiles.has(one)),
		...facts.capabilities.beyondDefault,
		...forClients.filter(one => facts.capabilities.granted.has(one)),
	]);
}

/** The second rung: the same, and never root. `null` where the plan has no such change. It is not chosen for anybody. */
export async function tryUser(
	session: Session,
	plan: Plan,
	enabled: ReadonlySet<string>,
	candidate: Candidate,
	reference: Reference,
): Promise<Verdict | null> {
	const user = plan.changes.find(change => change.slug === 'user');
	if (user === undefined) return null;
	const inspect = user.apply(
		candidateInspect(plan, enabled, session.facts, {...candidate, capabilities: candidate.capabilities && []}),
	);
	const [uid = ''] = (inspect.Config?.User ?? '').split(':');
	// As that user nobody is root any more: the processes of the others are what remains to be compared.
	const classes = new Set([...reference.classes].filter(one => one.split(':').at(-2) === uid));
	return recorded(session, user.add.join(' '), () =>
		judgeTwin(session, inspect, {reference: {...reference, classes, called: new Set()}, hoped: nothing, stop: false}),
	);
}
