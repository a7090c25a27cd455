import {
	type BlindSpot,
	type ContainerFacts,
	type ContainerInspect,
	containerFacts,
	type EngineFacts,
	type FactsContext,
	type HostFacts,
	type ImageFacts,
	type Known,
	known,
	noteUnforeseen,
	outsideReach,
	ownSockets,
	portFacts,
	portReach,
	withUnauthenticatedPorts,
} from '../../base/index.js';
import type {LiveFacts} from '../inventory/container-record.js';
import {applyPolicy, containerSubject, hiddenFindings, withoutWaivedVulnerabilities} from '../policy/apply-policy.js';
import {judgeOwnRule} from '../policy/own-rules.js';
import type {Policy} from '../policy/policy.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {attackPaths} from '../risk/attack-paths.js';
import {badgesOf} from '../risk/badges.js';
import type {FleetContext} from '../risk/fleet-context.js';
import {isLowerBound, mitigate, riskOf} from '../risk/score.js';
import {dangerTable} from '../rules/dangers/index.js';
import {mitigatingFactors} from '../rules/dangers/mitigating-factors.js';
import {containerRules, findRule} from '../rules/index.js';
import {judgeContainer} from '../rules/judge.js';
import {type ContainerVerdict, nothingHidden} from '../rules/verdict.js';

/* One container from the engine's answer to its badge, top to bottom: `factsOf`, then `assessContainer`. Pure. */

/** The effective state of a container: its inspect answer read in the context of the fleet, and additional evidence. */
export function factsOf(inspect: ContainerInspect, evidence: LiveFacts, context: FactsContext): ContainerFacts {
	const facts = withOwnPrograms({...containerFacts(inspect, context), ...evidence}, evidence.privilegedPrograms);
	const sidecar = facts.namespaces.network.kind === 'container' ? ownSockets(facts) : null;
	const seen = sidecar === null ? facts : {...facts, ports: portFacts(inspect, context, sidecar)};
	return withUnauthenticatedPorts(seen, context.images?.get(seen.imageId) ?? null);
}

/**
 * What was found in the container itself, its mounts included, wins over what its image has. Where the search did not come to an end, programs
 * of the image are programs all the same, and that there are none is not known.
 */
function withOwnPrograms(facts: ContainerFacts, asked: LiveFacts['privilegedPrograms']): ContainerFacts {
	const {setuidPrograms, fileCapabilities} = facts;
	if (asked === undefined) return facts;
	if (asked.known) return {...facts, setuidPrograms: known(asked.value.setuid), fileCapabilities: known(asked.value.capable)};
	const isEmpty = (found: Known<readonly unknown[]>) => found.known && found.value.length === 0;
	return {
		...facts,
		...(isEmpty(setuidPrograms) ? {setuidPrograms: asked} : {}),
		...(isEmpty(fileCapabilities) ? {fileCapabilities: asked} : {}),
	};
}

/** What is needed to judge a container. */
export type AssessContext = {
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
	readonly fleet: ReadonlyMap<string, ContainerFacts>;
	/** Why images could not be inspected, by `image:` and their id. */
	readonly unseen?: ReadonlyMap<string, BlindSpot>;
	/** `null` while not all neighbours are known: attack paths follow then. */
	readonly around: FleetContext | null;
	readonly policy: Policy;
	/** RFC 3339 */
	readonly now: string;
};

/**
 * Facts → rules → mitigations → policy → score → badges → attack paths.
 *
 * A step that fails on this container only loses its own result, and is listed in `blindSpots`: findings then count in full. Without verdicts
 * or a score there is nothing to show, so an error there is thrown.
 */
export function assessContainer(container: ContainerFacts, image: ImageFacts | null, context: AssessContext): AssessedContainer {
	const {engine, host, fleet, policy, around, now} = context;
	const subject = containerSubject(container, image);
	const blindSpots: BlindSpot[] = [];
	const step = <T>(name: string, instead: T, make: () => T): T => {
		try {
			return make();
		} catch (error) {
			const reason = noteUnforeseen(`working out the ${name} of ${container.name}`, error);
			blindSpots.push({source: `judging:${name}`, reason});
			return instead;
		}
	};
	const judgedImage = step('waivers', image, () => image && withoutWaivedVulnerabilities(image, policy, subject, now));
	const imageUnseen = context.unseen?.get(`image:${container.imageId}`);
	const parts = {container, image: judgedImage, imageUnseen, engine, host, fleet, settings: policy.settings, now};
	const table = dangerTable(parts);
	const judged = judgeContainer(parts, containerRules, table);
	const mitigated = step('mitigations', judged, () => mitigateAll(judged, container, engine));
	const withOwnRules = [...mitigated, ...policy.rules.map(rule => judgeOwnRule(rule, container))];
	const verdicts = step('policy', withOwnRules, () => applyPolicy(withOwnRules, policy, subject, now));
	const hidden = step('policy', nothingHidden, () => hiddenFindings(withOwnRules, policy, subject, now));
	const reach = step('reachability', [], () => portReach(container, host));
	const outside = step('reachability', null, () => outsideReach(container, host, reach));
	const badges = step('badges', [], () => badgesOf(container, engine, verdicts, reach));
	const paths = around === null ? [] : step('attack paths', [], () => attackPaths(container, around));
	const dangers = step('dangers', [], table.all);
	const scored = riskOf(verdicts);
	const risk = {...scored, isLowerBound: isLowerBound({verdicts, dangers, container, engine, grade: scored.grade})};
	return {facts: container, image, verdicts, hidden, risk, badges, attackPaths: paths, reach, outside, dangers, blindSpots};
}

/** Lowers each finding by the mitigations that apply to this container and help against it. */
function mitigateAll(
	judged: readonly ContainerVerdict[],
	container: ContainerFacts,
	engine: EngineFacts,
): readonly ContainerVerdict[] {
	const present = mitigatingFactors(container, engine);
	return judged.map(verdict => {
		if (verdict.verdict !== 'fail') return verdict;
		const {mitigatedBy = [], helps, weighed} = findRule(verdict.rule) ?? {};
		if (weighed === true) return verdict;
		return mitigate(
			verdict,
			present.filter(factor => mitigatedBy.includes(factor) && (helps === undefined || helps(factor, container))),
		);
	});
}
