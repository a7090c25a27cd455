import type {ContainerInspect} from '../../answers/index.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {type Change, type Step, type Subject, withConfig, withHost} from './change.js';

/** `no-new-privileges`: setuid files and file capabilities no longer raise anybody. */
export const noNewPrivileges: Step = ({assessed: {facts}, evidence}) => {
	if (facts.noNewPrivileges.on) return [];
	const helper = setuidHelper(evidence);
	return [
		{
			slug: 'no-new-privileges',
			why: sanitise(
				helper !== null
					? `${helper} is setuid: it may have to become root again`
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

/** A running program that raises its privileges when it is run again; `null` when none was seen. */
function setuidHelper({processes, setuidPrograms}: HardeningEvidence): string | null {
	const program = setuidPrograms.known ? setuidPrograms.value[0] : undefined;
	const known = processes.known ? processes.value.find(({command}) => /^(sudo|su|doas|newgrp|pkexec)$/.test(command)) : undefined;
	return program ?? known?.command ?? null;
}

/** `--privileged` is more than capabilities: every device, no seccomp, no masked paths. Devices it is known to use are given back. */
export const notPrivileged: Step = ({assessed: {facts}}) => {
	if (!facts.privileged) return [];
	return [
		{
			slug: 'privileged',
			why: own('all devices and every capability, to do what a few of them would do'),
			remove: ['--privileged'],
			add: [],
			confidence: 'test first',
			evidence: [{source: 'inspect', path: 'HostConfig.Privileged', value: true}],
			mayBreak: own(
				'loading modules, mounting, raw devices, changing sysctls: give the device or capability that its log asks for',
			),
			howToSee: own('“Operation not permitted”, “No such device” in its log'),
			enabled: true,
			apply: before =>
				withHost(before, {
					Privileged: false,
					SecurityOpt: (before.HostConfig?.SecurityOpt ?? []).filter(text => text !== 'label=disable'),
				}),
		},
	];
};

/** Confinement that was switched off: seccomp, AppArmor, masked paths. */
export const confinement: Step = ({assessed: {facts}, inspect}) => {
	const {SecurityOpt: options, PidMode: pid, IpcMode: ipc} = inspect.HostConfig ?? {};
	// The engine switches labels off by itself for the host's pid and ipc namespaces.
	const implied = pid === 'host' || ipc === 'host';
	const off = (options ?? []).filter(
		text => /^(seccomp|apparmor|label)[=:](unconfined|disable)$/.test(text) && !(implied && text === 'label=disable'),
	);
	const unmasked = facts.systemPaths.kind === 'unmasked' && facts.systemPaths.by === 'systempaths';
	if (facts.privileged || (off.length === 0 && !unmasked)) return [];
	return [
		{
			slug: 'confinement',
			why: own('the default profiles refuse only what ordinary programs never ask'),
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

type HostShare = {
	readonly slug: string;
	readonly field: 'PidMode' | 'IpcMode' | 'UTSMode' | 'UsernsMode';
	readonly flag: string;
	readonly gives: SafeText;
	readonly instead: SafeText;
	/** Whether hardly anything needs it. */
	readonly rarelyNeeded: boolean;
};
const shares: readonly HostShare[] = [
	{
		slug: 'pid-namespace',
		field: 'PidMode',
		flag: '--pid host',
		gives: own('it sees and can signal the processes of the host'),
		instead: own('monitoring of the host’s processes; --pid container:NAME where one other container is meant'),
		rarelyNeeded: false,
	},
	{
		slug: 'ipc-namespace',
		field: 'IpcMode',
		flag: '--ipc host',
		gives: own('it shares the memory segments of the host'),
		instead: own('programs that share memory with the host; --shm-size where only room was wanted'),
		rarelyNeeded: true,
	},
	{
		slug: 'uts-namespace',
		field: 'UTSMode',
		flag: '--uts host',
		gives: own('it can rename the host'),
		instead: own('programs that must see the host’s name; --hostname gives one'),
		rarelyNeeded: true,
	},
	{
		slug: 'user-namespace',
		field: 'UsernsMode',
		flag: '--userns host',
		gives: own('its root is the host’s root although the engine remaps users'),
		instead: own('bind mounts whose files the remapped users may not read'),
		rarelyNeeded: false,
	},
];

/** Namespaces of the host, each on its own toggle. */
export const hostNamespaces: Step = ({inspect}) =>
	shares
		.filter(({field}) => inspect.HostConfig?.[field] === 'host')
		.map(
			(share): Change => ({
				slug: share.slug,
				why: share.gives,
				remove: [share.flag],
				add: [],
				confidence: 'test first',
				evidence: [{source: 'inspect', path: `HostConfig.${share.field}`, value: 'host'}],
				mayBreak: share.instead,
				howToSee: own('what it reports about the host is empty or its own'),
				enabled: share.rarelyNeeded,
				apply: before => withOwnNamespace(before, share.field),
			}),
		);

/** With what followed from the host's: its name as hostname, labels switched off. */
function withOwnNamespace(before: ContainerInspect, field: HostShare['field']): ContainerInspect {
	const options = before.HostConfig?.SecurityOpt ?? null;
	const labels = field === 'PidMode' || field === 'IpcMode';
	const after = withHost(before, {
		[field]: field === 'IpcMode' ? 'private' : '',
		SecurityOpt: labels ? (options?.filter(text => text !== 'label=disable') ?? null) : options,
	});
	return field === 'UTSMode' ? withConfig(after, {Hostname: before.Id.slice(0, 12)}) : after;
}

/** Engine sockets, writable system directories and dangerous devices: what replaces them is said, taking them away breaks their user. */
export const mountsAndDevices: Step = ({assessed: {facts}, inspect}: Subject) => [
	...facts.mounts
		.filter(mount => mount.runtimeSocket !== null)
		.map((mount): Change => {
			const flag = `--volume ${mount.source}:${mount.destination}`;
			return {
				slug: `socket:${mount.destination}`,
				why: own('whoever writes to it owns the host; read-only does not help'),
				remove: [flag],
				add: [],
				confidence: 'unknown',
				evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
				mayBreak: own('everything it does with the engine: put a socket proxy between that lets only its requests through'),
				howToSee: own('“Cannot connect to the Docker daemon” in its log'),
				enabled: false,
				apply: before => withoutMount(before, mount.destination),
			};
		}),
	...facts.devices
		.filter(device => device.danger === 'host-root' || device.danger === 'high')
		.map(
			(device): Change => ({
				slug: `device:${device.inContainer}`,
				why: sanitise(`it gives ${device.means ?? 'the hardware'}`),
				remove: [`--device ${device.path}`],
				add: [],
				confidence: 'unknown',
				evidence: [{source: 'inspect', path: 'HostConfig.Devices', value: device.path}],
				mayBreak: own('everything it does with the device'),
				howToSee: own('“No such file or directory” for the device in its log'),
				enabled: false,
				apply: before =>
					withHost(before, {
						Devices: (before.HostConfig?.Devices ?? []).filter(({PathInContainer}) => PathInContainer !== device.inContainer),
					}),
			}),
		),
	...readOnlyMounts(facts.mounts, inspect),
];

/** Sensitive host paths that are mounted writable. */
function readOnlyMounts(mounts: Subject['assessed']['facts']['mounts'], inspect: Subject['inspect']): Change[] {
	const binds = inspect.HostConfig?.Binds ?? [];
	return mounts.flatMap(mount => {
		const bind = binds.find(text => text.split(':')[1] === mount.destination);
		if (
			mount.kind !== 'bind' ||
			!mount.writable ||
			mount.runtimeSocket !== null ||
			!mount.sensitivity?.whenWritten ||
			bind === undefined
		)
			return [];
		const readOnly = readOnlyBind(bind);
		return [
			{
				slug: `mount:${mount.destination}`,
				why: sanitise(`writing below ${mount.realSource} changes the host`),
				remove: [`--volume ${sanitise(bind)}`],
				add: [`--volume ${sanitise(readOnly)}`],
				confidence: 'test first' as const,
				evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
				mayBreak: own('what it writes there on purpose'),
				howToSee: own('“Read-only file system” in its log'),
				enabled: false,
				apply: before =>
					withHost(before, {Binds: (before.HostConfig?.Binds ?? []).map(text => (text === bind ? readOnly : text))}),
			},
		];
	});
}

function readOnlyBind(bind: string): string {
	const [source = '', destination = '', mode = ''] = bind.split(':');
	const words = mode.split(',').filter(word => word !== '' && word !== 'rw' && word !== 'ro');
	return `${source}:${destination}:${['ro', ...words].join(',')}`;
}

function withoutMount(before: Subject['inspect'], destination: string): Subject['inspect'] {
	const host = before.HostConfig ?? {};
	return {
		...withHost(before, {
			Binds: (host.Binds ?? []).filter(text => text.split(':')[1] !== destination),
			Mounts: (host.Mounts ?? []).filter(mount => mount.Target !== destination),
		}),
		Mounts: (before.Mounts ?? []).filter(mount => mount.Destination !== destination),
	};
}
