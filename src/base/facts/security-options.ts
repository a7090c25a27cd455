import type {HostConfig} from '../answers/index.js';
import type {EngineFacts} from './engine-facts.js';
import {strings} from './read.js';

/** `HostConfig.SecurityOpt`, parsed: the last one of a repeated option counts, as in the engine. */
export type SecurityOptions = {
	readonly noNewPrivileges: boolean | null;
	/** `unconfined`, `builtin`, JSON or a path; `null` when not set. */
	readonly seccomp: string | null;
	readonly appArmor: string | null;
	readonly labels: readonly string[];
	/** Podman: `ALL` or paths that are neither masked nor read-only. */
	readonly unmask: readonly string[];
};

/** `key=value`, the older `key:value`, and a bare `no-new-privileges`. @source moby daemon/daemon_unix.go (parseSecurityOpt) */
export function securityOptions(config: HostConfig): SecurityOptions {
	let noNewPrivileges: boolean | null = null;
	let seccomp: string | null = null;
	let appArmor: string | null = null;
	const labels: string[] = [];
	const unmask: string[] = [];
	for (const option of strings(config.SecurityOpt)) {
		const [, key = option, value = ''] = /^([\w-]+)[=:]([\s\S]*)$/.exec(option) ?? [];
		if (key === 'no-new-privileges') noNewPrivileges = !/^(0|f|false)$/i.test(value);
		else if (key === 'seccomp') seccomp = value;
		else if (key === 'apparmor') appArmor = value;
		else if (key === 'label') labels.push(value);
		else if (key === 'disable') labels.push('disable');
		else if (key === 'unmask') for (const path of value.split(':')) unmask.push(path);
		// Older clients send this instead of two empty lists.
		else if (key === 'systempaths' && value === 'unconfined') unmask.push('ALL');
	}
	return {noNewPrivileges, seccomp, appArmor, labels, unmask};
}

/** `on` is `null` where it is not set, and the engine has not reported its default. */
export type NoNewPrivileges = {readonly on: boolean | null; readonly by: 'option' | 'engine' | 'none'};

/** The option, including `:false`, overrides the engine's default; without `/info` that default is not known. */
export function noNewPrivilegesFacts(options: SecurityOptions, engine: EngineFacts): NoNewPrivileges {
	if (options.noNewPrivileges !== null) return {on: options.noNewPrivileges, by: 'option'};
	if (engine.noNewPrivilegesDefault === true) return {on: true, by: 'engine'};
	return {on: engine.noNewPrivilegesDefault, by: 'none'};
}
