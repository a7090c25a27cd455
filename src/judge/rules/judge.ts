import {
	type BlindSpot,
	type ImageFacts,
	type MissedField,
	noteUnforeseen,
	notReadable,
	type SafeText,
	sanitise,
	trusted,
	unreadableFields,
	watchFacts,
} from '../../base/index.js';
import {type Change, type ChangeDraft, change} from '../changes/change.js';
import {causesOfRemedy} from './cause.js';
import {type ContainerParts, scopeOf} from './container-scope.js';
import type {DangerTable} from './dangers/danger.js';
import {dangerTable} from './dangers/index.js';
import {oneOfEqual, passed} from './equal-verdicts.js';
import {containerRules, engineRules, hostRules, imageRules, swarmRules} from './index.js';
import {
	type ContainerRule,
	cannotTell,
	type EngineRule,
	type HostRule,
	type ImageRule,
	type Rule,
	type SwarmRule,
} from './rule.js';
import type {EngineScope, HostScope, ImageScope} from './scope.js';
import {requireReportedFields} from './shared/reported.js';
import {unseenVolumes, watchVolumes} from './shared/unseen-volumes.js';
import {type ContainerVerdict, type Evidence, type Judgement, onTarget, type Target, type Verdict} from './verdict.js';

/**
 * The verdicts of every rule on one container; severities before mitigation and policy.
 *
 * @param dangers  its table, where others ask for it too
 */
export function judgeContainer(
	parts: ContainerParts,
	rules: readonly ContainerRule[] = containerRules,
	dangers: DangerTable = dangerTable(parts),
): ContainerVerdict[] {
	const {container, engine} = parts;
	const review = (judgement: Judgement) => requireReportedFields(judgement, container.raw, engine.kind);
	const unreadable = unreadableFields(container.raw);
	const unseen = unseenVolumes(parts);
	if (unreadable.size === 0 && unseen.size === 0) return judgeAll(rules, scopeOf(parts, dangers), review);
	return rules.flatMap(rule => {
		const {facts, missed} = watchFacts(container, unreadable);
		const volumes = watchVolumes(facts, unseen);
		// Each rule has a scope to itself: what it did not ask for does not trouble it.
		return judgeAll([rule], scopeOf({...parts, container: volumes.container}), judgement =>
			withReadableFacts(review(judgement), missed(), volumes.missed()),
		);
	});
}

/**
 * What passes on facts from a malformed or missing field is unknown. What fails stands on the others, unless a malformed field is its very
 * evidence.
 */
function withReadableFacts(judgement: Judgement, fields: readonly MissedField[], volumes: readonly BlindSpot[]): Judgement {
	if (fields.length + volumes.length === 0) return judgement;
	const malformed = fields.filter(({problem}) => problem !== null);
	if (judgement.verdict === 'unknown') {
		const named = new Set(judgement.reasons.map(({source}) => source));
		const others = malformed.map(asBlindSpot).filter(({source}) => !named.has(source));
		return {verdict: 'unknown', reasons: [...others, ...judgement.reasons]};
	}
	const stands = judgement.verdict === 'fail' || judgement.verdict === 'info';
	if (stands && !malformed.some(({field}) => judgement.evidence.some(isOf(field)))) return judgement;
	return {verdict: 'unknown', reasons: [...fields.map(asBlindSpot), ...volumes]};
}

const isOf =
	(field: string) =>
	({source, path}: Evidence): boolean =>
		source === 'inspect' && path.startsWith(field);

const asBlindSpot = ({field, problem}: MissedField): BlindSpot => notReadable(field, problem);

/** The verdicts of every rule on one image; severities before policy. */
export const judgeImage = (scope: ImageScope, rules: readonly ImageRule[] = imageRules): Verdict[] =>
	judgeTarget(rules, scope, {kind: 'image', id: scope.image.id, name: imageName(scope.image)});

/** The verdicts of every rule on the engine; severities before policy. */
export const judgeEngine = (scope: EngineScope, rules: readonly EngineRule[] = engineRules): Verdict[] =>
	judgeTarget(rules, scope, {kind: 'engine', id: scope.engine.id, name: scope.engine.name});

/** The verdicts of every rule on the engine's host; severities before policy. */
export const judgeHost = (scope: HostScope, rules: readonly HostRule[] = hostRules): Verdict[] =>
	judgeTarget(rules, scope, {kind: 'host', id: scope.engine.id, name: scope.engine.name});

/** The verdicts of every rule on the swarm that the engine is part of; severities before policy. */
export const judgeSwarm = (scope: EngineScope, rules: readonly SwarmRule[] = swarmRules): Verdict[] =>
	judgeTarget(rules, scope, {kind: 'swarm', id: scope.engine.id, name: scope.engine.name});

type Checks<Scope> = {check: (scope: Scope) => Judgement; remedy: (scope: Scope) => ChangeDraft};

const judgeTarget = <Scope>(rules: readonly (Rule & Checks<Scope>)[], scope: Scope, target: Target): Verdict[] =>
	judgeAll(rules, scope, judgement => judgement).map(verdict => onTarget(target, verdict));

const judgeAll = <Scope>(
	rules: readonly (Rule & Checks<Scope>)[],
	scope: Scope,
	review: (judgement: Judgement) => Judgement,
): ContainerVerdict[] => rules.map(rule => judgeBy(rule, scope, review));

/**
 * A check may meet unexpected facts. An exception is a blind spot of this one rule on this one target, shown with the others: it
 * must neither end the audit nor count as passed.
 */
function judgeBy<Scope>(rule: Rule & Checks<Scope>, scope: Scope, review: (judgement: Judgement) => Judgement): ContainerVerdict {
	try {
		const judgement = review(rule.check(scope));
		if (judgement.verdict === 'pass') return passed(rule, judgement.evidence, () => verdictOf(rule, judgement, null));
		return oneOfEqual(rule, verdictOf(rule, judgement, judgement.verdict === 'fail' ? remedyFor(rule, scope) : null));
	} catch (error) {
		return verdictOf(rule, cannotTell(stopped(rule.slug, error)), null);
	}
}

/** A failure stays a failure even if its remedy cannot be computed. */
function remedyFor<Scope>(rule: Rule & Checks<Scope>, scope: Scope): Change {
	try {
		return change(rule.remedy(scope));
	} catch (error) {
		return change({text: noteUnforeseen(`the remedy of ${rule.slug}`, error)});
	}
}

/** The blind spot of a rule, built in or from the policy, that failed to run on a target. */
export const stopped = (slug: string, error: unknown): BlindSpot => ({
	source: `rule:${slug}`,
	reason: noteUnforeseen(`the rule ${slug}`, error),
});

/** One for all: a fleet of 500 has fifty thousand verdicts, and most have none of either. */
const none: readonly never[] = [];

function verdictOf(rule: Rule, judgement: Judgement, remedy: Change | null): ContainerVerdict {
	const evidence = 'evidence' in judgement ? safeEvidence(judgement.evidence) : none;
	return {
		rule: rule.slug,
		title: rule.title,
		cis: rule.cis,
		verdict: judgement.verdict,
		severity: (judgement.verdict === 'fail' && judgement.severity) || rule.severity,
		mitigations: (judgement.verdict === 'fail' && judgement.mitigations) || none,
		detail: detailOf(judgement),
		evidence,
		reasons: judgement.verdict === 'unknown' ? judgement.reasons : none,
		causes: judgement.verdict === 'fail' ? (judgement.causes ?? causesOfRemedy(rule.slug, evidence, remedy)) : none,
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

const imageName = (image: ImageFacts): SafeText => image.tags[0] ?? image.digests[0] ?? trusted('<untagged>');
