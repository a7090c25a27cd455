import {
	type Actor,
	type Capability,
	type CapabilityHelp,
	type HostObject,
	type HostProcess,
	type Identity,
	mayAccess,
	mayEnterProcess,
	ownerWords,
	READ,
	type SafeText,
	SEARCH,
	safe,
	trusted,
} from '../../../base/index.js';

/** What an attacker must have to use a danger. */
export type Need =
	| {readonly kind: 'object'; readonly object: HostObject; readonly wanted: number}
	/**
	 * `host`: the kernel asks for it in the first user namespace, so that root of another has nothing of it; `engine`: in the one that the
	 * engine's own processes are in.
	 * @source user_namespaces(7)
	 */
	| {readonly kind: 'capability'; readonly capability: Capability; readonly of: 'host' | 'engine' | 'container'}
	/** Uid 0 of the host; `orAccount`: that of a rootless engine's account does too, for what belongs to it. */
	| {readonly kind: 'root'; readonly orAccount?: true}
	/** All of one of these. */
	| {readonly kind: 'either'; readonly ways: readonly (readonly Need[])[]}
	/** One of these sets of syscalls. */
	| {readonly kind: 'calls'; readonly anyOf: readonly (readonly string[])[]}
	/** To enter a process of the host; `null`: which run there is not known, for the reason. */
	| {readonly kind: 'process'; readonly processes: readonly HostProcess[] | null; readonly unseen: SafeText}
	/** What its host or its other options decide for all who run in it. */
	| {readonly kind: 'condition'; readonly holds: Answer; readonly reason: SafeText};

type Answer = 'yes' | 'no' | 'unknown';

/** Whether code in the container can really use a danger. */
export type Use =
	| {readonly kind: 'usable'}
	/** Only after a setuid program of the image has made it root. */
	| {readonly kind: 'through-setuid'; readonly program: SafeText}
	/** Only with the file capabilities of a program of the image: `/opt/tool with DAC_OVERRIDE`. */
	| {readonly kind: 'through-capable'; readonly program: SafeText}
	/** `step`: what would have to be there on the way. */
	| {readonly kind: 'unknown'; readonly reason: SafeText; readonly step: SafeText | null}
	| {readonly kind: 'closed'; readonly reason: SafeText};

/** With why not, or why that is not known. */
type Outcome = {readonly answer: Answer; readonly reason: SafeText};

/** The best that any process of the container can do with it, programs of its image included that give privileges. */
export function decideUse(actor: Actor, needs: readonly Need[], help: CapabilityHelp): Use {
	const best = actor.identities.map(identity => outcomeOf(identity, actor, needs)).reduce(better, never);
	if (best.answer === 'yes') return {kind: 'usable'};
	const {elevation, elevated} = actor;
	const asRoot = elevation.kind === 'none' ? never : outcomeOf(elevated, actor, needs);
	if (asRoot.answer === 'yes' && elevation.kind === 'programs') {
		const [program = trusted('a setuid program')] = elevation.programs;
		return {kind: 'through-setuid', program};
	}
	const helper = help.by.find(({identity}) => outcomeOf(identity, actor, needs).answer === 'yes');
	if (helper !== undefined) return {kind: 'through-capable', program: helper.program};
	if (best.answer === 'unknown') return {kind: 'unknown', reason: best.reason, step: null};
	if (asRoot.answer === 'yes' && elevation.kind === 'unknown')
		return {kind: 'unknown', reason: safe`${best.reason}; ${elevation.reason}`, step: someProgram};
	const {unsearched} = help;
	if (unsearched !== null && outcomeOf(unsearched.identity, actor, needs).answer === 'yes')
		return {
			kind: 'unknown',
			reason: safe`${best.reason}; ${unsearched.reason}`,
			step: trusted('a program with file capabilities, if its image has one'),
		};
	if (asRoot.answer === 'unknown')
		return {
			kind: 'unknown',
			reason: elevation.kind === 'unknown' ? safe`${asRoot.reason}; ${elevation.reason}` : asRoot.reason,
			step: elevation.kind === 'programs' ? (elevation.programs[0] ?? null) : someProgram,
		};
	return {kind: 'closed', reason: best.reason};
}

const someProgram = trusted('a setuid program, if its image has one');
const never: Outcome = {answer: 'no', reason: trusted('no process of it can use it')};
const rank = {yes: 2, unknown: 1, no: 0} as const;
const better = (a: Outcome, b: Outcome): Outcome => (a === never || rank[b.answer] > rank[a.answer] ? b : a);

/** As bad as the worst of what it needs. */
function outcomeOf(identity: Identity, actor: Actor, needs: readonly Need[]): Outcome {
	const outcomes = needs.map(need => answerTo(need, identity, actor));
	return outcomes.reduce((worst, one) => (rank[one.answer] < rank[worst.answer] ? one : worst), met);
}

const met: Outcome = {answer: 'yes', reason: trusted('')};

function answerTo(need: Need, identity: Identity, actor: Actor): Outcome {
	const {label} = identity;
	const {namespace, refusedCalls} = actor;
	switch (need.kind) {
		case 'either':
			return need.ways.map(way => outcomeOf(identity, actor, way)).reduce(better, never);
		case 'condition':
			return {answer: need.holds, reason: need.reason};
		case 'calls': {
			if (typeof refusedCalls === 'string') return {answer: 'unknown', reason: refusedCalls};
			if (need.anyOf.some(calls => calls.every(call => !refusedCalls.has(call)))) return met;
			const [first = []] = need.anyOf;
			return {answer: 'no', reason: safe`its seccomp profile refuses ${trusted(first.join(' and '))}`};
		}
		case 'root': {
			if (namespace === 'rootless' && need.orAccount === true) return asAccount(identity);
			if (namespace !== 'initial') return {answer: 'no', reason: notOfHost};
			if (identity.uid === null) return {answer: 'unknown', reason: safe`the uid of ${label} is not known`};
			return identity.uid === 0 ? met : {answer: 'no', reason: safe`${label} is not root`};
		}
		case 'capability': {
			if (!holdsIn(need.of, namespace)) return {answer: 'no', reason: notOfHost};
			if (identity.capabilities.has(need.capability))
				return identity.uid === null && namespace === 'initial'
					? {answer: 'unknown', reason: safe`the uid of ${label} is not known`}
					: met;
			const why = identity.uid === 0 ? trusted('its engine did not give it') : trusted('it is not root');
			return {answer: 'no', reason: safe`${label} does not get ${trusted(need.capability)}: ${why}`};
		}
		case 'process': {
			if (namespace !== 'initial') return {answer: 'no', reason: notOfHost};
			if (need.processes === null) return {answer: 'unknown', reason: need.unseen};
			if (need.processes.some(process => mayEnterProcess(identity, process))) return met;
			return {answer: 'no', reason: safe`${label} cannot enter any process of the host`};
		}
		case 'object': {
			const {object, wanted} = need;
			const answer = mayAccess(identity, namespace, object, wanted);
			if (answer === 'yes') return met;
			const verb = trusted(wanted === READ ? 'read' : wanted === SEARCH ? 'enter' : 'open');
			const described = safe`${object.name} (${ownerWords(object)})`;
			return answer === 'unknown'
				? {answer, reason: safe`whether ${label} can ${verb} ${described} is not known`}
				: {answer, reason: safe`${label} cannot ${verb} ${described}`};
		}
	}
}

function holdsIn(of: 'host' | 'engine' | 'container', namespace: Actor['namespace']): boolean {
	return of === 'container' || namespace === 'initial' || (of === 'engine' && namespace === 'rootless');
}

function asAccount({isRoot, label}: Identity): Outcome {
	if (isRoot === null) return {answer: 'unknown', reason: safe`whether ${label} is the engine's account is not known`};
	return isRoot ? met : {answer: 'no', reason: safe`${label} is not the engine's account`};
}

const notOfHost = trusted('root of its user namespace is not root on the host');
