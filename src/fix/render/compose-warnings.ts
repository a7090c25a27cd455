import type {ContainerInspect, EndpointSettings} from '../../base/index.js';
import {givenBy, madeOf, notInCompose, plainDefaults, runOptions} from '../../judge/index.js';

/** What Compose cannot express, or not in every version. */
export function composeWarnings(inspect: ContainerInspect): string[] {
	const made = madeOf(inspect, null, plainDefaults);
	const {host, config} = made;
	const {NetworkSettings: settings = {}} = inspect;
	const withoutKey = Object.entries(runOptions).flatMap(([name, row]) =>
		row.compose === notInCompose && givenBy(row, made).length > 0 ? [name] : [],
	);
	const endpoints = Object.values(settings.Networks ?? {});
	const onDefault = /^(default|bridge)$/.test(host.NetworkMode ?? '');
	const omitted: readonly (readonly [unknown, string])[] = [
		[host.MemorySwappiness === 0, '--memory-swappiness 0'],
		[host.SecurityOpt?.includes('seccomp=builtin'), '--security-opt seccomp=builtin, the default of most engines'],
		[onDefault && config.MacAddress, '--mac-address on the default network'],
		[onDefault && endpoints.some(hasOptions), 'driver options of the default network'],
		[
			host.Mounts?.some(({Source, VolumeOptions: volume}) => !Source && (volume?.DriverConfig?.Name || hasKeys(volume?.Labels))),
			'the driver and labels of a volume without a name',
		],
	];
	const newer: readonly (readonly [unknown, string])[] = [
		[!onDefault && endpoints.some(hasOptions), 'driver options of a network need Docker Compose 2.27.1 or later'],
		[
			host.DeviceRequests?.some(({Options}) => hasKeys(Options)),
			'options of a GPU are not read by Docker Compose 2.26 and older',
		],
	];
	const holding = (list: readonly (readonly [unknown, string])[]): string[] =>
		list.filter(([holds]) => Boolean(holds)).map(([, words]) => words);
	return [
		...[...withoutKey, ...holding(omitted)].map(words => `Compose has no key for ${words}: it is omitted`),
		...holding(newer),
	];
}

const hasKeys = (record: object | null | undefined): boolean => Object.keys(record ?? {}).length > 0;
const hasOptions = (endpoint: EndpointSettings | null): boolean => hasKeys(endpoint?.DriverOpts);
