import type {ContainerInspect} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import type {EngineFacts} from './engine-facts.js';
import type {MandatoryAccess} from './isolation-facts.js';
import {string} from './read.js';
import type {SecurityOptions} from './security-options.js';

/**
 * AppArmor. On a kernel without it, an option that names a profile is accepted and has no effect.
 * @source moby daemon/apparmor_default.go, oci_linux.go (WithApparmor): privileged means unconfined unless a profile is named
 */
export function appArmorState(inspect: ContainerInspect, options: SecurityOptions, engine: EngineFacts): MandatoryAccess {
	if (engine.appArmor === false) return {kind: 'absent'};
	const profile = string(inspect.AppArmorProfile) || (options.appArmor ?? '');
	if (profile === 'unconfined')
		return {kind: 'unconfined', by: options.appArmor === null && isPrivileged(inspect) ? 'privileged' : 'option'};
	if (profile !== '') return {kind: 'confined', profile: sanitise(profile)};
	if (engine.appArmor === null) return {kind: 'unreported'};
	if (isPrivileged(inspect)) return {kind: 'unconfined', by: 'privileged'};
	// The engine records the profile when it starts the container.
	return inspect.State?.Status === 'created' ? {kind: 'unreported'} : {kind: 'unconfined', by: 'empty'};
}

/**
 * SELinux. dockerd adds `label=disable` automatically to privileged containers and to those in the host's PID or IPC
 * namespace, so the option does not show who requested it.
 * @source moby daemon/create.go (generateSecurityOpt)
 */
export function seLinuxState(inspect: ContainerInspect, options: SecurityOptions, engine: EngineFacts): MandatoryAccess {
	if (engine.seLinux === false) return {kind: 'absent'};
	if (engine.seLinux === null) return {kind: 'unreported'};
	if (options.labels.includes('disable')) return {kind: 'unconfined', by: whoDisabled(inspect)};
	const label = string(inspect.ProcessLabel);
	if (/:(spc_t|unconfined_t|container_runtime_t)(:|$)/.test(label)) return {kind: 'unconfined', by: whoDisabled(inspect)};
	if (label !== '') return {kind: 'confined', profile: sanitise(label)};
	if (isPrivileged(inspect)) return {kind: 'unconfined', by: 'privileged'};
	const type = options.labels.find(option => option.startsWith('type:'));
	if (inspect.State?.Status === 'created') return {kind: 'unreported'};
	return type === undefined ? {kind: 'unconfined', by: 'empty'} : {kind: 'confined', profile: sanitise(type.slice(5))};
}

function whoDisabled(inspect: ContainerInspect): 'privileged' | 'host-namespace' | 'option' {
	if (isPrivileged(inspect)) return 'privileged';
	return inspect.HostConfig?.PidMode === 'host' || inspect.HostConfig?.IpcMode === 'host' ? 'host-namespace' : 'option';
}

const isPrivileged = (inspect: ContainerInspect): boolean => inspect.HostConfig?.Privileged === true;

/**
 * Whether the label of a process confines it. AppArmor profiles in complain mode and permissive SELinux only log what they would
 * deny.
 *
 * @param label  from /proc/PID/attr/current, with the SELinux mode appended as AppArmor does
 * @source apparmor(7), selinux(8)
 */
export const isConfining = (label: string): boolean =>
	!/^unconfined|:(unconfined_t|spc_t)(:|$)|\((complain|permissive|unconfined)\)$/.test(label);
