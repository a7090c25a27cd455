import {createHash} from 'node:crypto';
import {type ContainerInspect, type HostConfig, MASKED_PATHS, READ_ONLY_PATHS} from '../../base/index.js';
import {each, flag, given, option, type RunOption} from '../../judge/index.js';
import type {CommandFile} from '../run-command.js';
import type {EngineDefaults} from './engine-defaults.js';

/** Privileges and namespaces. */
export function securityOptions(
	inspect: ContainerInspect,
	engine: EngineDefaults,
	warnings: string[],
	files: CommandFile[],
): RunOption[] {
	const host = inspect.HostConfig ?? {};
	return [
		...(host.Privileged ? [flag('--privileged')] : []),
		// As typed, in any case and with or without CAP_. Podman automatically lists SYS_RESOURCE for privileged.
		...each('--cap-drop', host.Privileged && engine.podman ? [] : host.CapDrop),
		...each('--cap-add', host.CapAdd),
		...(host.SecurityOpt ?? []).flatMap(text => securityOption(text, host, inspect.Name ?? inspect.Id, files)),
		...systemPaths(host, engine, warnings),
		...(host.ReadonlyRootfs ? [flag('--read-only')] : []),
		...each('--group-add', host.GroupAdd),
		...given('--userns', host.UsernsMode),
		...given('--pid', host.PidMode),
		...(host.IpcMode === engine.ipc ? [] : given('--ipc', host.IpcMode)),
		...given('--uts', host.UTSMode),
		...(host.CgroupnsMode === engine.cgroupns ? [] : given('--cgroupns', host.CgroupnsMode)),
		...given('--cgroup-parent', host.CgroupParent),
		...(host.Runtime === engine.runtime ? [] : given('--runtime', host.Runtime)),
		...given('--isolation', host.Isolation),
	];
}

function securityOption(text: string, host: HostConfig, name: string, files: CommandFile[]): RunOption[] {
	// Written by the engine itself: the second by Podman for privileged, the first by both and also for the host's PID or IPC namespace.
	const implied = host.Privileged === true || host.PidMode === 'host' || host.IpcMode === 'host';
	if ((implied && text === 'label=disable') || (host.Privileged && text === 'unmask=all')) return [];

	const file = seccompFile(text, name);
	if (file === null) return [option('--security-opt', text)];
	files.push(file);
	return [option('--security-opt', `seccomp=${file.name}`)];
}

/** The client sends the content of the profile file, which the engine stores: the file again, or `null` for another option. */
export function seccompFile(text: string, container: string): CommandFile | null {
	const content = /^seccomp[=:](\{[\s\S]*)$/.exec(text)?.[1];
	if (content === undefined) return null;
	const digest = createHash('sha256').update(content).digest('hex').slice(0, 8);
	return {
		name: `${fileStem(container)}-seccomp-${digest}.json`,
		content,
		why: 'the seccomp profile of the container, as stored by the engine',
	};
}

/** The name of a container as the beginning of a file name. */
export const fileStem = (container: string): string => container.replace(/^\//, '').replace(/[^A-Za-z0-9_.-]/g, '_');

/** `[]` is `systempaths=unconfined`, also with privileged; absent or `null` means just privileged, or an engine that does not report it. */
function systemPaths(host: HostConfig, engine: EngineDefaults, warnings: string[]): RunOption[] {
	const {MaskedPaths: masked, ReadonlyPaths: readOnly} = host;
	if (engine.podman || (!masked && !readOnly)) return [];
	if (masked?.length === 0 && readOnly?.length === 0) return [option('--security-opt', 'systempaths=unconfined')];
	if (host.Privileged) return [];
	for (const [what, own, usual] of [
		['masked', masked, MASKED_PATHS],
		['read-only', readOnly, READ_ONLY_PATHS],
	] as const) {
		if (own && usual.some(path => !own.includes(path)))
			warnings.push(`its custom list of ${what} paths cannot be given to docker run: the engine uses the default list`);
		const more = (own ?? []).filter(path => !usual.includes(path) && !ofNewerEngines.test(path));
		if (more.length > 0) warnings.push(`${more.join(', ')} cannot be made ${what} with docker run`);
	}
	return [];
}

/** Masked by default since Docker 24, 27 and 28. */
const ofNewerEngines = /^\/proc\/interrupts$|^\/sys\/devices\/(virtual\/powercap|system\/cpu\/cpu\d+\/thermal_throttle)$/;
