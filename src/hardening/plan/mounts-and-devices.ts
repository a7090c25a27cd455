import {formatBind, parseBind} from '../../facts/bind.js';
import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type Change, type PlanInput, type Step, withHost} from './change.js';

/**
 * Engine sockets, writable system directories and dangerous devices: the plan suggests replacements, since removing them breaks whatever uses them.
 */
export const mountsAndDevices: Step = ({assessed: {facts}, inspect}: PlanInput) => [
	...facts.mounts
		.filter(mount => mount.runtimeSocket !== null)
		.map((mount): Change => {
			const flag = `--volume ${mount.source}:${mount.destination}`;
			return {
				slug: `socket:${mount.destination}`,
				why: own('any process that can write to it has root on the host; read-only does not help'),
				remove: [flag],
				add: [],
				confidence: 'unknown',
				evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
				mayBreak: own('everything it does with the engine: use a socket proxy that allows only the requests it needs'),
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
				mayBreak: own('everything that uses the device'),
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
function readOnlyMounts(mounts: PlanInput['assessed']['facts']['mounts'], inspect: PlanInput['inspect']): Change[] {
	const binds = inspect.HostConfig?.Binds ?? [];
	return mounts.flatMap(mount => {
		const bind = binds.find(text => parseBind(text).destination === mount.destination);
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
				mayBreak: own('what it is meant to write there'),
				howToSee: own('“Read-only file system” in its log'),
				enabled: false,
				apply: before =>
					withHost(before, {Binds: (before.HostConfig?.Binds ?? []).map(text => (text === bind ? readOnly : text))}),
			},
		];
	});
}

function readOnlyBind(bind: string): string {
	const parsed = parseBind(bind);
	const others = parsed.options.filter(option => option !== 'rw' && option !== 'ro');
	return formatBind({...parsed, options: ['ro', ...others]});
}

function withoutMount(before: PlanInput['inspect'], destination: string): PlanInput['inspect'] {
	const host = before.HostConfig ?? {};
	return {
		...withHost(before, {
			Binds: (host.Binds ?? []).filter(text => parseBind(text).destination !== destination),
			Mounts: (host.Mounts ?? []).filter(mount => mount.Target !== destination),
		}),
		Mounts: (before.Mounts ?? []).filter(mount => mount.Destination !== destination),
	};
}
