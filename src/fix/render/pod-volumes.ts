import {type ContainerInspect, type HostConfig, parseBind} from '../../base/index.js';
import type {Yaml} from './yaml.js';

type Source =
	| {readonly emptyDir: {readonly [key: string]: Yaml}}
	| {readonly hostPath: {readonly path: string}}
	| {readonly persistentVolumeClaim: {readonly claimName: string}};
export type PodVolume = {readonly volume: {readonly name: string} & Source; readonly mount: Yaml; readonly kept: boolean};

type Place = {readonly prefix: string; readonly path: string; readonly readOnly: boolean; readonly source: Source};

/** Each mount as a pod volume: tmpfs in memory, host paths, claims for named volumes, emptyDir for anonymous ones. */
export function podVolumes({HostConfig: host = {}, Config: config = {}}: ContainerInspect): PodVolume[] {
	const asked = [...tmpfsPlaces(host), ...boundPlaces(host)];
	const places = asked.some(({path}) => path === '/dev/shm') ? asked : [...asked, ...sharedMemory(host)];
	const taken = new Set(places.map(({path}) => path));
	const scratch = Object.keys(config.Volumes ?? {})
		.filter(path => !taken.has(path))
		.map(path => ({prefix: 'data', path, readOnly: false, source: {emptyDir: {}}}));
	const names = new Set<string>();
	return [...places, ...scratch].map(({prefix, path, readOnly, source}) => {
		const name = uniqueLabel(`${prefix}${path}`, names);
		return {
			volume: {name, ...source},
			mount: {name, mountPath: path, readOnly: readOnly ? true : undefined},
			kept: 'persistentVolumeClaim' in source,
		};
	});
}

function tmpfsPlaces(host: HostConfig): Place[] {
	const inMemory = (size: string | undefined): Source => ({
		emptyDir: {medium: 'Memory', ...(size === undefined ? {} : {sizeLimit: size})},
	});
	return [
		...Object.entries(host.Tmpfs ?? {}).map(([path, options]) => {
			const [, size, unit = ''] = /(?:^|,)size=(\d+)([kmg]?)(?:,|$)/i.exec(options) ?? [];
			const quantity = size === undefined ? undefined : unit === '' ? size : `${size}${unit.toUpperCase()}i`;
			return {prefix: 'tmp', path, readOnly: false, source: inMemory(quantity)};
		}),
		...(host.Mounts ?? [])
			.filter(mount => mount.Type === 'tmpfs')
			.map(({Target: path = '', TmpfsOptions: tmpfs}) => ({
				prefix: 'tmp',
				path,
				readOnly: false,
				source: inMemory(tmpfs?.SizeBytes ? String(tmpfs.SizeBytes) : undefined),
			})),
	];
}

/** A pod's containers get 64 MiB, like Docker's default. */
function sharedMemory({ShmSize: size = 0, IpcMode: mode}: HostConfig): Place[] {
	if (size <= 64 * 2 ** 20 || mode === 'host') return [];
	return [{prefix: 'tmp', path: '/dev/shm', readOnly: false, source: {emptyDir: {medium: 'Memory', sizeLimit: String(size)}}}];
}

function boundPlaces(host: HostConfig): Place[] {
	const from = (source: string): Source =>
		source.startsWith('/')
			? {hostPath: {path: source}}
			: source === ''
				? {emptyDir: {}}
				: {persistentVolumeClaim: {claimName: dnsLabel(source)}};
	return [
		...(host.Binds ?? []).map(bind => {
			const {source, destination, options} = parseBind(bind);
			return {prefix: 'vol', path: destination, readOnly: options.includes('ro'), source: from(source)};
		}),
		...(host.Mounts ?? [])
			.filter(mount => mount.Type === 'bind' || mount.Type === 'volume')
			.map(({Source: source = '', Target: path = '', ReadOnly}) => ({
				prefix: 'vol',
				path,
				readOnly: ReadOnly === true,
				source: from(source),
			})),
	];
}

function uniqueLabel(text: string, names: Set<string>): string {
	const label = dnsLabel(text);
	let name = label;
	for (let count = 2; names.has(name); count++) name = `${label.slice(0, 58)}-${count}`;
	names.add(name);
	return name;
}

/** RFC 1123 label. */
export function dnsLabel(text: string): string {
	return (
		text
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-|-$/g, '')
			.slice(0, 63)
			.replace(/-$/, '') || 'container'
	);
}
