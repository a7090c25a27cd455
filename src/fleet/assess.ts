import type {ContainerFacts, EngineFacts, HostFacts, ImageFacts} from '../facts/index.js';
import {applyPolicy, containerSubject, withoutWaivedVulnerabilities} from '../policy/apply-policy.js';
import {judgeOwnRule} from '../policy/own-rules.js';
import type {Policy} from '../policy/policy.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {attackPaths} from '../risk/attack-paths.js';
import {badgesOf} from '../risk/badges.js';
import {mitigate, mitigatingFactors} from '../risk/mitigation.js';
import {riskOf} from '../risk/score.js';
import type {Surroundings} from '../risk/surroundings.js';
import {findRule} from '../rules/index.js';
import {judgeContainer} from '../rules/judge.js';
import type {ContainerScope, MitigatingFactor} from '../rules/rule.js';
import type {ContainerVerdict} from '../rules/verdict.js';

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

/** One container from facts to risk: verdicts, what mitigates them, the policy, then score, badges and attack paths. Pure. */
export function assessContainer(container: ContainerFacts, image: ImageFacts | null, context: AssessContext): AssessedContainer {
	const {engine, policy, around, now} = context;
	const present = mitigatingFactors(container, engine);
	const subject = containerSubject(container);
	const judgedImage = image && withoutWaivedVulnerabilities(image, policy, subject, now);
	const judged = judgeContainer(scopeOf(container, judgedImage, context));
	const mitigated = judged.map(verdict =>
		verdict.verdict === 'fail' ? mitigate(verdict, factorsOf(verdict, present, container)) : verdict,
	);
	const all = [...mitigated, ...policy.rules.map(rule => judgeOwnRule(rule, container))];
	const verdicts = applyPolicy(all, policy, subject, now);
	return {
		facts: container,
		image,
		verdicts,
		risk: riskOf(verdicts),
		badges: badgesOf(container, engine, verdicts),
		attackPaths: around === null ? [] : attackPaths(container, around),
	};
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
