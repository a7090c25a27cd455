import type {Capability} from '../../base/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import type {Plan} from '../plan/index.js';
import {leastCapabilities} from '../plan/least-capabilities.js';
import {writableOf} from '../plan/writable-paths.js';
import type {Candidate} from './candidate.js';
import type {RehearsalSession} from './rehearsal-session.js';

/**
 * The best guess from the evidence: the selected changes of the plan, with the predicted capabilities and writable paths.
 *
 * @param more  capabilities to keep besides the predicted ones
 */
export function firstCandidate(
	plan: Plan,
	enabled: ReadonlySet<string>,
	{facts}: RehearsalSession,
	evidence: HardeningEvidence,
	more: ReadonlySet<Capability>,
): Candidate {
	const has = (slug: string): boolean => enabled.has(slug) && plan.changes.some(change => change.slug === slug);
	const granted = facts.capabilities.granted;
	const changes = evidence.changes.known ? evidence.changes.value : [];
	const limit = (
		slug: string,
		read: (host: {Memory?: number; PidsLimit?: number | null}) => number | null | undefined,
	): number | null =>
		has(slug) ? (read(plan.changes.find(change => change.slug === slug)?.apply(facts.raw).HostConfig ?? {}) ?? null) : null;
	return {
		capabilities: has('capabilities')
			? [...new Set([...leastCapabilities(facts, evidence).map(({capability}) => capability), ...more])].filter(one =>
					granted.has(one),
				)
			: null,
		writable: has('read-only') ? writableOf(changes, facts.raw, evidence.directories).filter(({how}) => how !== 'blocked') : null,
		noNewPrivileges: has('no-new-privileges'),
		memory: limit('memory', host => host.Memory),
		pids: limit('pids', host => host.PidsLimit),
		tried: new Set(),
	};
}
