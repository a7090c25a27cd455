import {type ContainerFacts, type EngineFacts, isConfining, userNamespaceOf} from '../../../base/index.js';

/** What makes an attack harder, no matter what else a container may do. */
export type MitigatingFactor = 'rootless' | 'userns' | 'no-new-privileges' | 'apparmor' | 'selinux';

export const factorWords: Readonly<Record<MitigatingFactor, string>> = {
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
	const namespace = userNamespaceOf(container, engine);
	return [
		...(namespace === 'initial' ? [] : [namespace === 'nested' ? 'rootless' : namespace]),
		...modulesOf(container),
		...(container.noNewPrivileges.on ? ['no-new-privileges' as const] : []),
	];
}

/** Those that its configuration names, unless its process shows that nothing is refused. */
function modulesOf({appArmor, seLinux, truth}: ContainerFacts): MitigatingFactor[] {
	if (truth.known && truth.value.label !== null && !isConfining(truth.value.label)) return [];
	return [
		...(appArmor.kind === 'confined' ? (['apparmor'] as const) : []),
		...(seLinux.kind === 'confined' ? (['selinux'] as const) : []),
	];
}
