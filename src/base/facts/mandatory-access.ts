import type {HostConfig} from '../answers/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {Parts} from './fact.js';
import {string} from './read.js';
import {securityOptions} from './security-options.js';

export type MandatoryAccess =
	| {readonly kind: 'confined'; readonly profile: SafeText}
	/** `host-namespace`: dockerd itself disables labels for `--pid host` and `--ipc host`. */
	| {readonly kind: 'unconfined'; readonly by: 'privileged' | 'host-namespace' | 'option' | 'empty'}
	/** The kernel has no such module: nothing to check. */
	| {readonly kind: 'absent'}
	| {readonly kind: 'unreported'};

/**
 * AppArmor. On a kernel without it, an option that names a profile is accepted and has no effect.
 * @source moby daemon/apparmor_default.go, oci_linux.go (WithApparmor): privileged means unconfined unless a profile is named
 */
export function appArmorState({
	inspect,
	host,
	state,
	context: {engine},
}: Parts<'AppArmorProfile' | 'State.Status' | 'HostConfig.Privileged' | 'HostConfig.SecurityOpt' | 'engine'>): MandatoryAccess {
	const options = securityOptions(host);
	if (engine.appArmor === false) return {kind: 'absent'};
	const profile = string(inspect.AppArmorProfile) || (options.appArmor ?? '');
	if (profile === 'unconfined')
		return {kind: 'unconfined', by: options.appArmor === null && isPrivileged(host) ? 'privileged' : 'option'};
	if (profile !== '') return {kind: 'confined', profile: sanitise(profile)};
	if (engine.appArmor === null) return {kind: 'unreported'};
	if (isPrivileged(host)) return {kind: 'unconfined', by: 'privileged'};
	// The engine records the profile when it starts the container.
	return state.Status === 'created' ? {kind: 'unreported'} : {kind: 'unconfined', by: 'empty'};
}

/**
 * SELinux. dockerd adds `label=disable` automatically to privileged containers and to those in the host's PID or IPC
 * namespace, so the option does not show who requested it.
 * @source moby daemon/create.go (generateSecurityOpt)
 */
export function seLinuxState({
	inspect,
	host,
	state,
	context: {engine},
}: Parts<'ProcessLabel' | 'State.Status' | `HostConfig.${keyof Labelled | 'SecurityOpt'}` | 'engine'>): MandatoryAccess {
	const options = securityOptions(host);
	if (engine.seLinux === false) return {kind: 'absent'};
	if (engine.seLinux === null) return {kind: 'unreported'};
	if (options.labels.includes('disable')) return {kind: 'unconfined', by: whoDisabled(host)};
	const label = string(inspect.ProcessLabel);
	if (/:(spc_t|unconfined_t|container_runtime_t)(:|$)/.test(label)) return {kind: 'unconfined', by: whoDisabled(host)};
	if (label !== '') return {kind: 'confined', profile: sanitise(label)};
	if (isPrivileged(host)) return {kind: 'unconfined', by: 'privileged'};
	const type = options.labels.find(option => option.startsWith('type:'));
	if (state.Status === 'created') return {kind: 'unreported'};
	return type === undefined ? {kind: 'unconfined', by: 'empty'} : {kind: 'confined', profile: sanitise(type.slice(5))};
}

type Labelled = Pick<HostConfig, 'Privileged' | 'PidMode' | 'IpcMode'>;

function whoDisabled(host: Labelled): 'privileged' | 'host-namespace' | 'option' {
	if (isPrivileged(host)) return 'privileged';
	return host.PidMode === 'host' || host.IpcMode === 'host' ? 'host-namespace' : 'option';
}

const isPrivileged = (host: Pick<HostConfig, 'Privileged'>): boolean => host.Privileged === true;

/**
 * Whether the label of a process confines it. AppArmor profiles in complain mode and permissive SELinux only log what they would
 * deny.
 *
 * @param label  from /proc/PID/attr/current, with the SELinux mode appended as AppArmor does
 * @source apparmor(7), selinux(8)
 */
export const isConfining = (label: string): boolean =>
	!/^unconfined|:(unconfined_t|spc_t)(:|$)|\((complain|permissive|unconfined)\)$/.test(label);
