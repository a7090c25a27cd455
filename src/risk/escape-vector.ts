import {bySeverity, type Severity} from '../facts/index.js';
import type {MitigatingFactor} from '../rules/rule.js';
import type {Evidence} from '../rules/verdict.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import type {AttackPath, Hop} from './assessment.js';

/** One route from a process in the container to something outside it, and the single change that cuts it. */
export type EscapeVector = {
	/** Stable and unique within the container: `socket:/var/run/docker.sock`, by the destination. */
	readonly id: string;
	readonly severity: Severity;
	/** From the first step outside the container's bounds to what the attacker owns. */
	readonly hops: readonly Hop[];
	readonly cutBy: AttackPath['cutBy'];
};

/** A vector before the mitigating factors of the container are applied. */
export type VectorDraft = EscapeVector & {
	/** Closed to a process that is not uid 0 (and cannot become it). */
	readonly needsRoot: boolean;
	readonly mitigatedBy: readonly MitigatingFactor[];
};

/** A field of the inspect as evidence. */
export const inspect = (path: string, value: Evidence['value']): Evidence => ({source: 'inspect', path, value});
/** One step, with what shows it; `null`: it follows from the step before. */
export const hop = (label: SafeText, evidence: Evidence | null = null): Hop => ({label, evidence});
export const hostRoot = hop(own('host root'));
/** The single change that cuts a vector: words, and flags to remove and to add. */
export const change = (text: SafeText | string, remove: readonly string[], add: readonly string[] = []): AttackPath['cutBy'] => ({
	text,
	flags: {remove, add},
});

/** For `sort`: the worst, of these the shortest; the id keeps the order stable. */
export function worstPathFirst(
	a: Pick<EscapeVector, 'id' | 'severity' | 'hops'>,
	b: Pick<EscapeVector, 'id' | 'severity' | 'hops'>,
): number {
	return bySeverity(a.severity, b.severity) || a.hops.length - b.hops.length || a.id.localeCompare(b.id);
}
