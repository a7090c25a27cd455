import type {BlindSpot} from '../answers/index.js';
import type {ContainerFacts, EngineFacts, HostFacts, ImageFacts} from '../facts/index.js';
import {applyPolicy, containerSubject, withoutWaivedVulnerabilities} from '../policy/apply-policy.js';
import {judgeOwnRule} from '../policy/own-rules.js';
import type {Policy} from '../policy/policy.js';
import type {AssessedContainer, AttackPath} from '../risk/assessment.js';
import {attackPaths} from '../risk/attack-paths.js';
import {badgesOf} from '../risk/badges.js';
import {mitigate, mitigatingFactors} from '../risk/mitigation.js';
import {riskOf} from '../risk/score.js';
import type {Surroundings} from '../risk/surroundings.js';
import {findRule} from '../rules/index.js';
import {judgeContainer} from '../rules/judge.js';
import type {ContainerScope, MitigatingFactor} from '../rules/rule.js';
import type {ContainerVerdict} from '../rules/verdict.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';

/** What a container is judged in. */
export type AssessContext = {
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
	readonly fleet: ReadonlyMap<string, ContainerFacts>;
	/** `null` while not all neighbours are known: attack paths follow then. */
	readonly around: Surroundings | null;
	readonly policy: Policy;
	/** RFC 3339 */
	readonly now: string;
};

/**
 * One container from facts to risk: verdicts, what mitigates them, the policy, then score, badges and attack paths. Pure.
 *
 * What stops on this container costs that part of it and is named in its `blindSpots`: findings then count in full. Without a score there is
 * nothing to show, so that alone is thrown.
 */
export function assessContainer(container: ContainerFacts, image: ImageFacts | null, context: AssessContext): AssessedContainer {
	const {engine, policy, around, now} = context;
	const blindSpots: BlindSpot[] = [];
	const part = <T>(name: string, instead: T, make: () => T): T => partOf(container, name, blindSpots, instead, make);
	const subject = containerSubject(container);
	const judgedImage = part('waivers', image, () => image && withoutWaivedVulnerabilities(image, policy, subject, now));
	const judged = judgeContainer(scopeOf(container, judgedImage, context));
	const mitigated = part('mitigations', judged, () => mitigateAll(judged, container, engine));
	const all = [...mitigated, ...policy.rules.map(rule => judgeOwnRule(rule, container))];
	const verdicts = part('policy', all, () => applyPolicy(all, policy, subject, now));
	return {
		facts: container,
		image,
		verdicts,
		risk: riskOf(verdicts),
		badges: part('badges', [], () => badgesOf(container, engine, verdicts)),
		attackPaths: around === null ? [] : pathsOf(container, around, blindSpots),
		blindSpots,
	};
}

/** The attack paths of a container among others; none where what looks for them stops, which `blindSpots` then says. */
export function pathsOf(container: ContainerFacts, around: Surroundings, blindSpots: BlindSpot[]): readonly AttackPath[] {
	return partOf(container, 'attack paths', blindSpots, [], () => attackPaths(container, around));
}

function partOf<T>({name: who}: ContainerFacts, name: string, blindSpots: BlindSpot[], instead: T, make: () => T): T {
	try {
		return make();
	} catch (error) {
		blindSpots.push({source: `judging:${name}`, reason: noteUnforeseen(`working out the ${name} of ${who}`, error)});
		return instead;
	}
}

function mitigateAll(
	judged: readonly ContainerVerdict[],
	container: ContainerFacts,
	engine: EngineFacts,
): readonly ContainerVerdict[] {
	const present = mitigatingFactors(container, engine);
	return judged.map(verdict =>
		verdict.verdict === 'fail' ? mitigate(verdict, factorsOf(verdict, present, container)) : verdict,
	);
}

function scopeOf(container: ContainerFacts, image: ImageFacts | null, context: AssessContext): ContainerScope {
	const {engine, host, fleet, policy} = context;
	return {container, image, engine, host, fleet, settings: policy.settings};
}

/** Those of the factors that hold which help against this finding. */
function factorsOf(
	{rule: slug}: ContainerVerdict,
	present: readonly MitigatingFactor[],
	container: ContainerFacts,
): MitigatingFactor[] {
	const {mitigatedBy = [], helps} = findRule(slug) ?? {};
	return present.filter(factor => mitigatedBy.includes(factor) && (helps === undefined || helps(factor, container)));
}
