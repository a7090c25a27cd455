import {type SafeText, sanitise, trusted} from '../../base/index.js';
import type {Danger} from '../../judge/index.js';
import {type PlanInput, type PlannedChange, type PlanStep, planned} from './change.js';

/** Engine sockets, writable system directories and dangerous devices: what their findings advise, which breaks whatever uses them. */
export const mountsAndDevices: PlanStep = ({assessed: {facts, dangers}}: PlanInput) => [
	...facts.mounts
		.filter(mount => mount.runtimeSocket !== null)
		.flatMap((mount): PlannedChange[] => {
			const danger = dangers.find(({kind, about}) => kind === 'socket' && about === mount.destination);
			return danger === undefined
				? []
				: [
						planned(danger.change, {
							slug: `socket:${mount.destination}`,
							why: whyOf(danger, 'any process that can write to it has root on the host; read-only does not help'),
							rung: 'choice',
							evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
							howToSee: trusted('"Cannot connect to the Docker daemon" in its log'),
						}),
					];
		}),
	...facts.devices
		.flatMap(device => {
			const danger = dangers.find(({kind, about}) => kind === 'device' && about === device.path);
			return danger?.base === 'critical' || danger?.base === 'high' ? [{device, danger}] : [];
		})
		.map(({device, danger}) =>
			planned(danger.change, {
				slug: `device:${device.inContainer}`,
				why: whyOf(danger, `it gives ${device.means ?? 'the hardware'}`),
				rung: 'choice',
				evidence: [{source: 'inspect', path: 'HostConfig.Devices', value: device.path}],
				howToSee: trusted('"No such file or directory" for the device in its log'),
			}),
		),
	...writableMounts(facts.mounts, dangers),
];

/** With what keeps it from being as bad as elsewhere. */
const whyOf = ({mitigations}: Danger, why: string): SafeText => sanitise([why, ...mitigations].join('; '));

/** Sensitive host paths that are mounted writable. */
const writableMounts = (mounts: PlanInput['assessed']['facts']['mounts'], dangers: readonly Danger[]): readonly PlannedChange[] =>
	mounts.flatMap(mount => {
		if (mount.kind !== 'bind' || !mount.writable || mount.runtimeSocket !== null) return [];
		const danger = dangers.find(({kind, about}) => (kind === 'host-write' || kind === 'tamper') && about === mount.destination);
		if (danger === undefined || danger.change.remove.length === 0) return [];
		return [
			planned(danger.change, {
				slug: `mount:${mount.destination}`,
				why: whyOf(danger, `writing below ${mount.realSource} changes the host`),
				rung: 'choice',
				evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
				howToSee: trusted('"Read-only file system" or "No such file or directory" in its log'),
			}),
		];
	});
