import {isDeepStrictEqual} from 'node:util';
import {
	type Actor,
	actorOf,
	bySeverity,
	type CapabilityHelp,
	type ContainerFacts,
	type EngineFacts,
	helpOf,
	lowerSeverity,
	safe,
	trusted,
} from '../../../base/index.js';
import type {Change} from '../../changes/change.js';
import {optionName} from '../cause.js';
import {type Danger, type DangerDraft, type Hop, hop} from './danger.js';
import {factorWords, type MitigatingFactor, mitigatingFactors} from './mitigating-factors.js';
import {decideUse, type Use} from './use.js';

/**
 * How the drafts of a container are decided: who can use each, and what makes it harder. One step lower where only a setuid program, or one
 * with file capabilities, opens it, where that is not known, or where a factor mitigates it; two where it is closed: what was given is still
 * there, for the next image, user or `exec`.
 */
export function weigher(
	container: ContainerFacts,
	engine: EngineFacts,
	actor: Actor = actorOf(container, engine),
): (draft: DangerDraft) => Danger {
	const present = mitigatingFactors(container, engine);
	const help = helpOf(container, actor);
	return draft => oneOfEqual(decide(draft, {actor, help, present}));
}

/** By capability. The names of other dangers are chosen by containers, and could be any number. */
const latest = new Map<string, Danger>();

/**
 * For the floor of resident memory: what the engine grants by default is the same danger in nearly all containers, fourteen times in each.
 * These are one object, which saves 6 MB with 500 of them.
 */
function oneOfEqual(danger: Danger): Danger {
	if (danger.kind !== 'capability') return danger;
	const earlier = latest.get(danger.about);
	if (earlier !== undefined && isDeepStrictEqual(earlier, danger)) return earlier;
	latest.set(danger.about, danger);
	return danger;
}

/** For `sort`: the worst, of these the shortest; the id keeps the order stable. */
export const worstDangerFirst = (
	a: Pick<Danger, 'id' | 'severity' | 'hops'>,
	b: Pick<Danger, 'id' | 'severity' | 'hops'>,
): number => bySeverity(a.severity, b.severity) || a.hops.length - b.hops.length || a.id.localeCompare(b.id);

/** Open to an attacker who runs code in the container, as far as can be seen. */
export const isUsable = ({use}: Pick<Danger, 'use'>): boolean => use.kind !== 'closed';

type Deciding = {
	readonly actor: Actor;
	readonly help: CapabilityHelp;
	readonly present: readonly MitigatingFactor[];
};

function decide(draft: DangerDraft, {actor, help, present}: Deciding): Danger {
	const {id, kind, about, needs, mitigatedBy, exposes} = draft;
	const use = decideUse(actor, needs, help);
	const factor = use.kind === 'closed' ? undefined : present.find(one => mitigatedBy.includes(one));
	const reasons = [...reasonsOf(use), ...(factor === undefined ? [] : [{words: factorWords[factor], steps: 1}])];
	const mitigations: string[] = [];
	let severity = draft.severity;
	for (const {words, steps} of reasons) {
		const before = severity;
		for (let step = 0; step < steps; step += 1) severity = lowerSeverity(severity);
		if (severity !== before) mitigations.push(`${words}: ${before} lowered to ${severity}`);
	}
	const hops = hopsOf(draft.hops, use, actor);
	const change = draft.change();
	return {id, kind, about, severity, exposes, hops, change, causes: causesOf(change), base: draft.severity, use, mitigations};
}

const causesOf = ({remove, add}: Change): readonly string[] =>
	(remove.length > 0 ? remove : add).map(optionName).filter((name, index, names) => names.indexOf(name) === index);

function reasonsOf(use: Use): readonly {readonly words: string; readonly steps: number}[] {
	switch (use.kind) {
		case 'usable':
			return [];
		case 'through-setuid':
			return [{words: `only through the setuid program ${use.program}`, steps: 1}];
		case 'through-capable':
			return [{words: `only through ${use.program}`, steps: 1}];
		case 'unknown':
			return [{words: use.reason, steps: 1}];
		case 'closed':
			return [{words: use.reason, steps: 2}];
	}
}

/** What lies on the way stands before the rest; root of a rootless engine is the account that runs it, and no more. */
function hopsOf(hops: readonly Hop[], use: Use, {namespace}: Actor): readonly Hop[] {
	if (hops.length === 0) return hops;
	const ends = namespace === 'rootless' || namespace === 'nested' ? hops.map(ofAccount) : hops;
	if (use.kind === 'through-setuid') return [hop(safe`setuid ${use.program}`), ...ends];
	if (use.kind === 'through-capable') return [hop(use.program), ...ends];
	return use.kind === 'unknown' && use.step !== null ? [hop(use.step), ...ends] : ends;
}

function ofAccount(one: Hop): Hop {
	const label = accountWords[one.label];
	return label === undefined ? one : {...one, label: trusted(label)};
}

/** What the words of a step are worth where root is the account that runs a rootless engine. */
const accountWords: Readonly<Record<string, string>> = {
	'host root': "the engine's account",
	"the host's processes": "the engine's processes",
	"the host's secrets": "the account's secrets",
	"environments of other containers, signals to root's processes":
		"environments of other containers, signals to the account's processes",
};
