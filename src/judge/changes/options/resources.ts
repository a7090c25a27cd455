import type {ContainerInspect, Ulimit} from '../../../base/index.js';
import {withHost} from '../configuration.js';
import {type OptionEdit, scalar} from './edit.js';
import {sizeOf} from './size.js';

/** By default the engine allows as much swap again; what was asked for with --memory-swap stays. */
const memory: OptionEdit = {
	add: (inspect, value) => {
		const {Memory: before = 0, MemorySwap: swap = 0} = inspect.HostConfig ?? {};
		const isDefault = !swap || swap === 2 * before;
		const limit = sizeOf(value) ?? 0;
		return withHost(inspect, {Memory: limit, MemorySwap: isDefault ? 2 * limit : swap});
	},
	remove: inspect => withHost(inspect, {Memory: 0, MemorySwap: 0}),
};

/** `nofile=1024`, `nofile=1024:2048` */
export const ulimitValue = ({Name: name, Soft: soft, Hard: hard}: Ulimit): string =>
	`${name ?? ''}=${soft === hard ? (soft ?? -1) : `${soft ?? -1}:${hard ?? -1}`}`;

const ulimit: OptionEdit = {
	add: (inspect, value) => {
		const [, name = '', soft = '', hard = soft] = /^([^=]+)=(-?\d+)(?::(-?\d+))?$/.exec(value) ?? [];
		const one = {Name: name, Soft: Number(soft), Hard: Number(hard)};
		return withHost(inspect, {Ulimits: [...ulimitsWithout(inspect, name), one]});
	},
	remove: (inspect, value) => withHost(inspect, {Ulimits: ulimitsWithout(inspect, value.split('=')[0] ?? '')}),
};

const ulimitsWithout = ({HostConfig: host}: ContainerInspect, name: string): Ulimit[] =>
	(host?.Ulimits ?? []).filter(({Name}) => Name !== name);

/** `NAME=VALUE` */
const sysctl: OptionEdit = {
	add: (inspect, value) => {
		const at = value.indexOf('=');
		return withHost(inspect, {Sysctls: {...inspect.HostConfig?.Sysctls, [value.slice(0, at)]: value.slice(at + 1)}});
	},
	remove: (inspect, value) => {
		const {[value.split('=')[0] ?? '']: _, ...others} = inspect.HostConfig?.Sysctls ?? {};
		return withHost(inspect, {Sysctls: others});
	},
};

export const resourceEdits = {
	'--memory': memory,
	'--pids-limit': scalar('PidsLimit', Number, null),
	'--cpus': scalar('NanoCpus', value => Math.round(Number(value) * 1e9), 0),
	'--ulimit': ulimit,
	'--sysctl': sysctl,
	'--oom-kill-disable': {
		add: inspect => withHost(inspect, {OomKillDisable: true}),
		remove: inspect => withHost(inspect, {OomKillDisable: false}),
	},
	'--oom-score-adj': scalar('OomScoreAdj', Number, 0),
} as const satisfies Readonly<Record<string, OptionEdit>>;
