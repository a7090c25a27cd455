import {type ContainerFacts, gainsNothing, strings} from '../../base/index.js';
import {type Change, change} from './change.js';
import {flag, option, type RunOption} from './run-option.js';

/** The `--security-opt` options that the container was really given and whose value matches. */
export function securityOptions({raw}: Pick<ContainerFacts, 'raw'>, matching: RegExp): RunOption[] {
	const typed = strings(raw.HostConfig?.SecurityOpt).filter(text => matching.test(text) && !engineMade(text, raw.HostConfig));
	// The CLI sends the content of the file that was named; its name is not kept.
	return typed.map(text => option('--security-opt', text.includes('{') ? 'seccomp=FILE' : text));
}

/** With --privileged, --pid host and --ipc host dockerd adds `label=disable`, which was not on the command line. */
function engineMade(text: string, config: ContainerFacts['raw']['HostConfig']): boolean {
	const widened = config?.Privileged === true || config?.PidMode === 'host' || config?.IpcMode === 'host';
	return widened && /^label[=:]disable$/.test(text);
}

export const withoutPrivileged = (): Change =>
	change({
		text: 'Run it without --privileged and grant only the capability or device that is missing.',
		remove: [flag('--privileged')],
		mayBreak: 'Anything that loads modules, mounts or opens raw devices.',
	});

/** Without what turns a confinement off: `apparmor=unconfined`, `label=disable`, `seccomp=unconfined`. */
export const confinedAgain = (container: ContainerFacts, matching: RegExp): RunOption[] => [
	...(container.privileged ? [flag('--privileged')] : []),
	...securityOptions(container, matching),
];

/**
 * The options that left masked and read-only paths open, as they were typed where the engine repeats them.
 * @source podman-run(1), docker run reference: Docker turns its option into empty lists of paths
 */
export function openingOptions(container: ContainerFacts): readonly RunOption[] {
	const {systemPaths, privileged, raw} = container;
	const {MaskedPaths: masked, ReadonlyPaths: readOnly} = raw.HostConfig ?? {};
	const typed = securityOptions(container, /^unmask[=:]/);
	const unmasked = masked?.length === 0 && readOnly?.length === 0;
	if (privileged) return [flag('--privileged'), ...(unmasked ? [option('--security-opt', 'systempaths=unconfined')] : typed)];
	if (typed.length === 0 && systemPaths.kind === 'unmasked' && systemPaths.by === 'systempaths')
		return [option('--security-opt', 'systempaths=unconfined')];
	return typed.length === 0 && systemPaths.kind === 'unmasked' ? [option('--security-opt', 'unmask=ALL')] : typed;
}

export const withDefaultPaths = (container: ContainerFacts): Change =>
	change({
		text: "Keep the engine's default masked and read-only paths, and use --sysctl for single settings.",
		remove: openingOptions(container),
		mayBreak: 'Nested containers, and programs that read or write settings of the kernel.',
	});

export const withNoNewPrivileges = (container: ContainerFacts): Change =>
	change({
		text: 'Forbid it: a process then keeps the privileges that it started with.',
		remove: securityOptions(container, /^no-new-privileges/),
		add: [option('--security-opt', 'no-new-privileges')],
		mayBreak: gainsNothing(container)
			? null
			: "sudo, su, ping and other setuid programs; file capabilities of the container's program.",
	});
