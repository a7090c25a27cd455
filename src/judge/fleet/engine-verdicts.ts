import {
	type BlindSpot,
	type ContainerFacts,
	type EngineFacts,
	type HostFacts,
	type ImageFacts,
	noteUnforeseen,
} from '../../base/index.js';
import {
	applyPolicy,
	hiddenFindings,
	imageSubject,
	namedSubject,
	type WaiverTarget,
	withoutWaivedVulnerabilities,
} from '../policy/apply-policy.js';
import type {Policy} from '../policy/policy.js';
import {judgeEngine, judgeHost, judgeImage, judgeSwarm} from '../rules/judge.js';
import type {HiddenFindings, Verdict} from '../rules/verdict.js';

/** On engine, host, swarm and images. */
export type EngineVerdicts = {
	readonly verdicts: readonly Verdict[];
	readonly hidden: HiddenFindings;
	/** What could not be judged. */
	readonly blindSpots: readonly BlindSpot[];
};

type EngineVerdictsScope = {
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
	readonly images: ReadonlyMap<string, ImageFacts>;
	readonly fleet: ReadonlyMap<string, ContainerFacts>;
	readonly policy: Policy;
	/** RFC 3339 */
	readonly now: string;
};

/**
 * Verdicts on everything except containers: engine, swarm, host, and the images in use. A check that fails on one of them is listed in
 * `blindSpots`, and the others are judged.
 */
export function engineVerdicts({engine, host, images, fleet, policy, now}: EngineVerdictsScope): EngineVerdicts {
	const {settings} = policy;
	const scope = {engine, host, images, fleet, settings, now};
	const blindSpots: BlindSpot[] = [];
	const hidden: HiddenFindings[] = [];
	const of = (what: string, judge: () => readonly Verdict[]): readonly Verdict[] => {
		try {
			return judge();
		} catch (error) {
			blindSpots.push({source: 'judging', reason: noteUnforeseen(`judging ${what}`, error)});
			return [];
		}
	};
	const byPolicy = (judged: readonly Verdict[], subject: WaiverTarget): readonly Verdict[] => {
		hidden.push(hiddenFindings(judged, policy, subject, now));
		return applyPolicy(judged, policy, subject, now);
	};
	const ofEngine = [
		...of('the engine', () => judgeEngine(scope)),
		...of('the swarm', () => judgeSwarm(scope)),
		...of('the host', () => (host === null ? [] : judgeHost({host, engine, now}))),
	];
	const verdicts = [
		...of('the engine by the policy', () => byPolicy(ofEngine, namedSubject(engine.name))),
		...[...images.values()].flatMap(image =>
			of(`the image ${imageSubject(image).images[0]}`, () => {
				const subject = imageSubject(image);
				const judged = withoutWaivedVulnerabilities(image, policy, subject, now);
				return byPolicy(judgeImage({image: judged, engine, settings, now}), subject);
			}),
		),
	];
	const rulesOf = (kind: keyof HiddenFindings) => hidden.flatMap(one => one[kind]);
	return {verdicts, hidden: {disabled: rulesOf('disabled'), lowered: rulesOf('lowered')}, blindSpots};
}
