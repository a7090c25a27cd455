import type {BlindSpot} from '../answers/index.js';
import type {ContainerFacts, EngineFacts, HostFacts, ImageFacts} from '../facts/index.js';
import {applyPolicy, imageSubject, namedSubject, withoutWaivedVulnerabilities} from '../policy/apply-policy.js';
import type {Policy} from '../policy/policy.js';
import {judgeEngine, judgeHost, judgeImage, judgeSwarm} from '../rules/judge.js';
import type {Verdict} from '../rules/verdict.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';

/** On engine, host, swarm and images. */
export type EngineVerdicts = {
	readonly verdicts: readonly Verdict[];
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
	const of = (what: string, judge: () => readonly Verdict[]): readonly Verdict[] => {
		try {
			return judge();
		} catch (error) {
			blindSpots.push({source: 'judging', reason: noteUnforeseen(`judging ${what}`, error)});
			return [];
		}
	};
	const ofEngine = [
		...of('the engine', () => judgeEngine(scope)),
		...of('the swarm', () => judgeSwarm(scope)),
		...of('the host', () => (host === null ? [] : judgeHost({host, engine, now}))),
	];
	const verdicts = [
		...of('the engine by the policy', () => applyPolicy(ofEngine, policy, namedSubject(engine.name), now)),
		...[...images.values()].flatMap(image =>
			of(`the image ${imageSubject(image).images[0]}`, () => ofImage(image, {engine, policy, now})),
		),
	];
	return {verdicts, blindSpots};
}

function ofImage(
	image: ImageFacts,
	{engine, policy, now}: Pick<EngineVerdictsScope, 'engine' | 'policy' | 'now'>,
): readonly Verdict[] {
	const subject = imageSubject(image);
	const judged = withoutWaivedVulnerabilities(image, policy, subject, now);
	return applyPolicy(judgeImage({image: judged, engine, settings: policy.settings, now}), policy, subject, now);
}
