import type {ContainerFacts, EngineFacts, HostFacts, ImageFacts} from '../facts/index.js';
import {applyPolicy, imageSubject, namedSubject, withoutWaivedVulnerabilities} from '../policy/apply-policy.js';
import type {Policy} from '../policy/policy.js';
import {judgeEngine, judgeHost, judgeImage, judgeSwarm} from '../rules/judge.js';
import type {Verdict} from '../rules/verdict.js';

export type WideScope = {
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
	readonly images: ReadonlyMap<string, ImageFacts>;
	readonly fleet: ReadonlyMap<string, ContainerFacts>;
	readonly policy: Policy;
	/** RFC 3339 */
	readonly now: string;
};

/** What the rules say of everything that is no container: engine, swarm, host, and the images in use. */
export function wideVerdicts({engine, host, images, fleet, policy, now}: WideScope): Verdict[] {
	const {settings} = policy;
	const scope = {engine, host, images, fleet, settings, now};
	const ofEngine = [...judgeEngine(scope), ...judgeSwarm(scope), ...(host === null ? [] : judgeHost({host, engine, now}))];
	return [
		...applyPolicy(ofEngine, policy, namedSubject(engine.name), now),
		...[...images.values()].flatMap(image => ofImage(image, {engine, policy, now})),
	];
}

function ofImage(image: ImageFacts, {engine, policy, now}: Pick<WideScope, 'engine' | 'policy' | 'now'>): readonly Verdict[] {
	const subject = imageSubject(image);
	const judged = withoutWaivedVulnerabilities(image, policy, subject, now);
	return applyPolicy(judgeImage({image: judged, engine, settings: policy.settings, now}), policy, subject, now);
}
