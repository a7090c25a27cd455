import type {BlindSpot} from '../answers/index.js';
import type {ImageFacts} from '../facts/index.js';
import {unreadableFields} from '../facts/unreadable.js';
import {watchFacts} from '../facts/watched-facts.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {containerRules, engineRules, hostRules, imageRules, swarmRules} from './index.js';
import {
	type ContainerRule,
	type ContainerScope,
	cannotTell,
	type EngineRule,
	type EngineScope,
	type HostRule,
	type HostScope,
	type ImageRule,
	type ImageScope,
	type RemedyText,
	type Rule,
	remedyOf,
	type SwarmRule,
} from './rule.js';
import {withReportedEvidence} from './shared/reported.js';
import type {Evidence, Judgement, Remedy, Target, Verdict} from './verdict.js';

/** What every rule says of one container; severities before mitigation and policy. */
export function judgeContainer(scope: ContainerScope, rules: readonly ContainerRule[] = containerRules): Verdict[] {
	const {raw} = scope.container;
	const target = targetOf(scope);
	const review = (judgement: Judgement) => withReportedEvidence(judgement, raw);
	const unreadable = unreadableFields(raw);
	if (unreadable.size === 0) return judgeAll(rules, scope, target, review);
	return rules.flatMap(rule => {
		const {facts, missed} = watchFacts(scope.container, unreadable);
		return judgeAll([rule], {...scope, container: facts}, target, judgement => withReadableFacts(review(judgement), missed()));
	});
}

/** What one rule says of a container all of whose fields can be read. @param target  of `targetOf` */
export const judgeContainerBy = (rule: ContainerRule, scope: ContainerScope, target: Target): Verdict =>
	judgeBy(rule, scope, target, judgement => withReportedEvidence(judgement, scope.container.raw));

/** The container as verdicts name it. */
export const targetOf = ({container: {id, name}}: ContainerScope): Target => ({kind: 'container', id, name});

/** What seems harmless because a field could not be read is unknown; a failure stands on what could be. */
const withReadableFacts = (judgement: Judgement, missed: readonly BlindSpot[]): Judgement =>
	missed.length > 0 && (judgement.verdict === 'pass' || judgement.verdict === 'not-applicable')
		? {verdict: 'unknown', reasons: missed}
		: judgement;

/** What every rule says of one image; severities before policy. */
export const judgeImage = (scope: ImageScope, rules: readonly ImageRule[] = imageRules): Verdict[] =>
	judgeAll(rules, scope, {kind: 'image', id: scope.image.id, name: imageName(scope.image)});

/** What every rule says of the engine; severities before policy. */
export const judgeEngine = (scope: EngineScope, rules: readonly EngineRule[] = engineRules): Verdict[] =>
	judgeAll(rules, scope, {kind: 'engine', id: scope.engine.id, name: scope.engine.name});

/** What every rule says of the machine on which the engine runs; severities before policy. */
export const judgeHost = (scope: HostScope, rules: readonly HostRule[] = hostRules): Verdict[] =>
	judgeAll(rules, scope, {kind: 'host', id: scope.engine.id, name: scope.engine.name});

/** What every rule says of the swarm that the engine is part of; severities before policy. */
export const judgeSwarm = (scope: EngineScope, rules: readonly SwarmRule[] = swarmRules): Verdict[] =>
	judgeAll(rules, scope, {kind: 'swarm', id: scope.engine.id, name: scope.engine.name});

type Checks<Scope> = {check: (scope: Scope) => Judgement; remedy: (scope: Scope) => RemedyText};

function judgeAll<Scope>(
	rules: readonly (Rule & Checks<Scope>)[],
	scope: Scope,
	target: Target,
	review: (judgement: Judgement) => Judgement = judgement => judgement,
): Verdict[] {
	const verdicts: Verdict[] = [];
	for (const rule of rules) verdicts.push(judgeBy(rule, scope, target, review));
	return verdicts;
}

/**
 * A check meets facts that nobody foresaw (an edited snapshot, another engine). What then throws is a blind spot of this one rule,
 * shown with the others: it must neither end the audit nor count as passed.
 */
function judgeBy<Scope>(
	rule: Rule & Checks<Scope>,
	scope: Scope,
	target: Target,
	review: (judgement: Judgement) => Judgement,
): Verdict {
	try {
		const judgement = review(rule.check(scope));
		return verdictOf(rule, target, judgement, judgement.verdict === 'fail' ? remedyOf(rule.remedy(scope)) : null);
	} catch (error) {
		const what = error instanceof Error ? error.name : 'an error';
		const reason = `the check stopped with ${what}: the answer has a shape that it does not expect. Please report this as a bug.`;
		return verdictOf(rule, target, cannotTell({source: `rule:${rule.slug}`, reason}), null);
	}
}

/** One for all: a fleet of 500 has fifty thousand verdicts, and most have none of either. */
const none: readonly never[] = [];

function verdictOf(rule: Rule, target: Target, judgement: Judgement, remedy: Remedy | null): Verdict {
	return {
		rule: rule.slug,
		title: rule.title,
		cis: rule.cis,
		target,
		verdict: judgement.verdict,
		severity: (judgement.verdict === 'fail' && judgement.severity) || rule.severity,
		mitigations: none,
		detail: detailOf(judgement),
		evidence: 'evidence' in judgement ? safeEvidence(judgement.evidence) : none,
		reasons: judgement.verdict === 'unknown' ? judgement.reasons : none,
		remedy,
		waived: null,
	};
}

/** Checks quote what the facts have cleaned; one that quotes an answer itself must not bring an escape sequence into a report. */
const safeEvidence = (evidence: readonly Evidence[]): readonly Evidence[] =>
	evidence.every(isSafe) ? evidence : evidence.map(cleaned);

const isSafe = ({value}: Evidence): boolean => typeof value !== 'string' || sanitise(value) === value;

const cleaned = (evidence: Evidence): Evidence =>
	typeof evidence.value === 'string' ? {...evidence, value: sanitise(evidence.value)} : evidence;

function detailOf(judgement: Judgement): SafeText | string | null {
	if (judgement.verdict === 'not-applicable') return judgement.why;
	return 'detail' in judgement ? (judgement.detail ?? null) : null;
}

const imageName = (image: ImageFacts): SafeText => image.tags[0] ?? image.digests[0] ?? own('<untagged>');
