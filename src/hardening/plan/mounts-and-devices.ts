import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type Change, type Step, type Subject, withHost} from './change.js';

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
