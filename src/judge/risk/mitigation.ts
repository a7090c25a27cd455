import {lowerSeverity} from '../../base/index.js';
import {factorWords, type MitigatingFactor} from '../rules/dangers/mitigating-factors.js';
import type {ContainerVerdict} from '../rules/verdict.js';

/**
 * Lowers the severity of a failing verdict by one step when a factor helps against it, and says in the verdict which.
 * Several factors lower it only once: they cut the same vector, and each has its own holes.
 *
 * For rules whose severity does not come from the table of dangers, which weighs these factors itself.
 */
export function mitigate(verdict: ContainerVerdict, [factor]: readonly MitigatingFactor[]): ContainerVerdict {
	if (verdict.verdict !== 'fail' || factor === undefined) return verdict;
	const severity = lowerSeverity(verdict.severity);
	if (severity === verdict.severity) return verdict;
	return {
		...verdict,
		severity,
		mitigations: [...verdict.mitigations, `${factorWords[factor]}: ${verdict.severity} lowered to ${severity}`],
	};
}
