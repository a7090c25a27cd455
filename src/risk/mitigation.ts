import {type ContainerFacts, type EngineFacts, type Severity, severities} from '../facts/index.js';
import {isConfining} from '../facts/mandatory-access.js';
import type {MitigatingFactor} from '../rules/rule.js';
import type {ContainerVerdict} from '../rules/verdict.js';

const words: Readonly<Record<MitigatingFactor, string>> = {
	rootless: 'rootless engine',
	userns: 'user namespace: uid 0 inside is not root on the host',
	apparmor: 'AppArmor confines it',
	selinux: 'SELinux confines it',
	'no-new-privileges': 'no-new-privileges',
};

/**
 * The factors that hold for a container, strongest first. What the process itself shows (its uid map) beats what the engine says.
 * An engine that has not answered yet (`null`) mitigates nothing.
 */
export function mitigatingFactors(container: ContainerFacts, engine: EngineFacts): MitigatingFactor[] {
	return [
		...(engine.rootless === true ? ['rootless' as const] : []),
		...(isRemapped(container, engine) ? ['userns' as const] : []),
		...modulesOf(container),
		...(container.noNewPrivileges.on ? ['no-new-privileges' as const] : []),
	];
}

/**
 * Lowers the severity of a failing verdict by one step when a factor helps against it, and says in the verdict which.
 * Several factors lower it only once: they cut the same vector, and each has its own holes.
 *
 * This is the one place where a mitigating factor changes a severity.
 */
export function mitigate(verdict: ContainerVerdict, [factor]: readonly MitigatingFactor[]): ContainerVerdict {
	if (verdict.verdict !== 'fail' || factor === undefined) return verdict;
	const severity = lowerSeverity(verdict.severity);
	if (severity === verdict.severity) return verdict;
	return {
		...verdict,
		severity,
		mitigations: [...verdict.mitigations, `${words[factor]}: ${verdict.severity} lowered to ${severity}`],
	};
}

/** One step lower; `low` stays: a finding that is harder to exploit is still a finding. */
export function lowerSeverity(severity: Severity): Severity {
	if (severity === 'low' || severity === 'info') return severity;
	return severities[severities.indexOf(severity) + 1] ?? severity;
}

function isRemapped(container: ContainerFacts, engine: EngineFacts): boolean {
	if (container.truth.known && container.truth.value.uidMapIsIdentity !== null) return !container.truth.value.uidMapIsIdentity;
	if (container.optsOutOfUserns) return false;
	return engine.userns === true || container.namespaces.user.kind === 'private';
}

/** Those that its configuration names, unless its process shows that nothing is refused. */
function modulesOf({appArmor, seLinux, truth}: ContainerFacts): MitigatingFactor[] {
	if (truth.known && truth.value.label !== null && !isConfining(truth.value.label)) return [];
	return [
		...(appArmor.kind === 'confined' ? (['apparmor'] as const) : []),
		...(seLinux.kind === 'confined' ? (['selinux'] as const) : []),
	];
}
