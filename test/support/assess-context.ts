import type {ContainerFacts, EngineFacts} from '../../src/base/facts/index.js';
import type {AssessContext} from '../../src/judge/fleet/assess.js';
import type {Policy} from '../../src/judge/policy/policy.js';
import {fleetContext} from '../../src/judge/risk/fleet-context.js';

/** What containers are judged in when all of them are known, and nothing of their host. @param now  RFC 3339 */
export function assessContext(engine: EngineFacts, facts: readonly ContainerFacts[], policy: Policy, now: string): AssessContext {
	const fleet = new Map(facts.map(one => [one.id, one]));
	return {engine, host: null, fleet, around: fleetContext(engine, fleet, null), policy, now};
}
