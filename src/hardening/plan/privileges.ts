import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {type Step, withHost} from './change.js';

/** `no-new-privileges`: setuid files and file capabilities no longer raise privileges. */
export const noNewPrivileges: Step = ({assessed: {facts}, evidence}) => {
	if (facts.noNewPrivileges.on) return [];
	const helper = setuidHelper(evidence);
	return [
		{
			slug: 'no-new-privileges',
			why: sanitise(
				helper !== null
					? `${helper} is setuid: it may need to become root again`
					: evidence.processes.known
						? 'no setuid helper runs'
						: 'setuid helpers are rare in containers; its processes could not be seen',
			),
			remove: [],
			add: ['--security-opt no-new-privileges'],
			confidence: helper === null ? 'likely' : 'test first',
			evidence: [
				{
					source: 'top',
					path: 'processes',
					value: helper === null ? (evidence.processes.known ? 'no setuid helper' : null) : sanitise(helper),
				},
			],
			mayBreak: own('sudo, su, ping with file capabilities, postdrop: programs that raise their privileges by setuid'),
			howToSee: own('“effective uid is not 0” or “Operation not permitted” of such a program'),
			enabled: helper === null,
			apply: before => withHost(before, {SecurityOpt: [...(before.HostConfig?.SecurityOpt ?? []), 'no-new-privileges']}),
		},
	];
};

/** A running program that raises its privileges when executed again; `null` when none was seen. */
function setuidHelper({processes, setuidPrograms}: HardeningEvidence): string | null {
	const program = setuidPrograms.known ? setuidPrograms.value[0] : undefined;
	const known = processes.known ? processes.value.find(({command}) => /^(sudo|su|doas|newgrp|pkexec)$/.test(command)) : undefined;
	return program ?? known?.command ?? null;
}

/** What the engine adds to the list for --privileged: dockerd adds the first, Podman both. @source libpod container_inspect.go */
const writtenForPrivileged: readonly string[] = ['label=disable', 'unmask=all'];

/** `--privileged` is more than capabilities: every device, no seccomp, no masked paths. Devices known to be in use are added back. */
export const notPrivileged: Step = ({assessed: {facts}}) => {
	if (!facts.privileged) return [];
	return [
		{
			slug: 'privileged',
			why: own('all devices and all capabilities, where a few would do'),
			remove: ['--privileged'],
			add: [],
			confidence: 'test first',
			evidence: [{source: 'inspect', path: 'HostConfig.Privileged', value: true}],
			mayBreak: own(
				'loading modules, mounting, raw devices, changing sysctls: add only the device or capability that its log asks for',
			),
			howToSee: own('“Operation not permitted”, “No such device” in its log'),
			enabled: true,
			apply: before =>
				withHost(before, {
					Privileged: false,
					SecurityOpt: (before.HostConfig?.SecurityOpt ?? []).filter(text => !writtenForPrivileged.includes(text)),
				}),
		},
	];
};

/** Confinement that was disabled: seccomp, AppArmor, masked paths. */
export const confinement: Step = ({assessed: {facts}, inspect}) => {
	const {SecurityOpt: options, PidMode: pid, IpcMode: ipc} = inspect.HostConfig ?? {};
	// The engine disables labels automatically for the host's PID and IPC namespaces.
	const implied = pid === 'host' || ipc === 'host';
	const off = (options ?? []).filter(
		text =>
			/^(?:(?:seccomp|apparmor|label|systempaths)[=:](?:unconfined|disable)|unmask[=:].+)$/.test(text) &&
			!(implied && text === 'label=disable'),
	);
	// Docker turns the option into two empty lists, and does not report it.
	const unmasked =
		facts.systemPaths.kind === 'unmasked' &&
		facts.systemPaths.by === 'systempaths' &&
		!off.some(text => /^(systempaths|unmask)[=:]/.test(text));
	if (facts.privileged || (off.length === 0 && !unmasked)) return [];
	return [
		{
			slug: 'confinement',
			why: own('the default profiles block only what ordinary programs never do'),
			remove: [
				...off.map(text => `--security-opt ${sanitise(text)}`),
				...(unmasked ? ['--security-opt systempaths=unconfined'] : []),
			],
			add: [],
			confidence: 'test first',
			evidence: off.map(text => ({source: 'inspect', path: 'HostConfig.SecurityOpt', value: sanitise(text)})),
			mayBreak: own('debuggers, container engines and sandboxes inside it (ptrace, mount, unshare, io_uring)'),
			howToSee: own('“Operation not permitted” or “Function not implemented” in its log; type=1326 lines in dmesg'),
			enabled: true,
			apply: before =>
				withHost(before, {
					SecurityOpt: (before.HostConfig?.SecurityOpt ?? []).filter(text => !off.includes(text)),
					...(unmasked ? {MaskedPaths: undefined, ReadonlyPaths: undefined} : {}),
				}),
		},
	];
};
