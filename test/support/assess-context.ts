import type {ContainerFacts, EngineFacts} from '../../src/facts/index.js';
import type {AssessContext} from '../../src/fleet/assess.js';
import type {Policy} from '../../src/policy/policy.js';
import {fleetContext} from '../../src/risk/fleet-context.js';

/** What containers are judged in when all of them are known, and nothing of their host. @param now  RFC 3339 */
export function assessContext(engine: EngineFacts, facts: readonly ContainerFacts[], policy: Policy, now: string): AssessContext {
	const fleet = new Map(facts.map(one => [one.id, one]));
	return {engine, host: null, fleet, around: fleetContext(engine, fleet, null), policy, now};
}
