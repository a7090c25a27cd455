import {formatBind, parseBind} from '../../facts/bind.js';
import type {Danger} from '../../rules/dangers/danger.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type Change, type PlanInput, type Step, withHost} from './change.js';

/** Engine sockets, writable system directories and dangerous devices: the plan says what could replace them, since removing them breaks whatever uses them. */
export const mountsAndDevices: Step = ({assessed: {facts, dangers}, inspect}: PlanInput) => [
	...facts.mounts
		.filter(mount => mount.runtimeSocket !== null)
		.flatMap((mount): Change[] => {
			const danger = dangers.find(({kind, about}) => kind === 'socket' && about === mount.destination);
			return danger === undefined
				? []
				: [
						{
							slug: `socket:${mount.destination}`,
							why: whyOf(danger, 'any process that can write to it has root on the host; read-only does not help'),
							remove: danger.change.remove,
							add: danger.change.add,
							confidence: 'unknown',
							evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
							mayBreak: own('everything it does with the engine: use a socket proxy that allows only the requests it needs'),
							howToSee: own('“Cannot connect to the Docker daemon” in its log'),
							enabled: false,
							apply: before => withoutMount(before, mount.destination),
						},
					];
		}),
	...facts.devices
		.flatMap(device => {
			const danger = dangers.find(({kind, about}) => kind === 'device' && about === device.path);
			return danger?.base === 'critical' || danger?.base === 'high' ? [{device, danger}] : [];
		})
		.map(
			({device, danger}): Change => ({
				slug: `device:${device.inContainer}`,
				why: whyOf(danger, `it gives ${device.means ?? 'the hardware'}`),
				remove: danger.change.remove,
				add: danger.change.add,
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
	...readOnlyMounts(facts.mounts, dangers, inspect),
];

/** With what keeps it from being as bad as elsewhere. */
const whyOf = ({mitigations}: Danger, why: string): SafeText => sanitise([why, ...mitigations].join('; '));

/** Sensitive host paths that are mounted writable. */
function readOnlyMounts(
	mounts: PlanInput['assessed']['facts']['mounts'],
	dangers: readonly Danger[],
	inspect: PlanInput['inspect'],
): Change[] {
	const binds = inspect.HostConfig?.Binds ?? [];
	return mounts.flatMap(mount => {
		const bind = binds.find(text => parseBind(text).destination === mount.destination);
		if (mount.kind !== 'bind' || !mount.writable || mount.runtimeSocket !== null || bind === undefined) return [];
		const danger = dangers.find(({kind, about}) => (kind === 'host-write' || kind === 'tamper') && about === mount.destination);
		if (danger === undefined) return [];
		const readOnly = readOnlyBind(bind);
		return [
			{
				slug: `mount:${mount.destination}`,
				why: whyOf(danger, `writing below ${mount.realSource} changes the host`),
				remove: danger.change.remove,
				add: danger.change.add.length > 0 ? danger.change.add : [`-v ${sanitise(readOnly)}`],
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
