import {type ContainerFacts, type ContainerInspect, isBelow, parseBind, sanitise, trusted} from '../../base/index.js';
import {
	change,
	type Evidence,
	each,
	flag,
	option,
	type RunOption,
	withConfig,
	withHost,
	withReadOnlyRoot,
} from '../../judge/index.js';
import type {PathChange} from '../evidence/evidence.js';
import {withoutBytecode} from './cache-directories.js';
import {type PlannedChange, type PlanStep, planned} from './change.js';
import {hidesImages, keepsOut, tmpfsOptions, type Writable, writableOf} from './writable-paths.js';

/**
 * `--read-only`, with a tmpfs for ephemeral data and a named volume for the rest. A volume over content of the image would hide that of
 * every later one, so where one is needed the change is a choice. `/tmp` is always writable: files that were created
 * and deleted again leave no trace in `/changes`.
 */
export const readOnlyRoot: PlanStep = ({assessed: {facts}, evidence, inspect}) => {
	if (facts.readOnlyRoot) return [];
	const changes = evidence.changes;
	if (!changes.known) {
		return [
			planned(withReadOnlyRoot(facts), {
				slug: 'read-only',
				why: trusted('its writes are not visible'),
				rung: 'choice',
				evidence: [{source: changes.reason.source, path: 'changes', value: sanitise(changes.reason.reason)}],
				howToSee: trusted('"Read-only file system" in its log'),
			}),
		];
	}

	return [readOnlyChange(facts, writableOf(changes.value, inspect, evidence.directories), changes.value)];
};

/** The change for known directories. @param changes  all that it wrote */
export function readOnlyChange(
	facts: ContainerFacts,
	writable: readonly Writable[],
	changes: readonly PathChange[],
): PlannedChange {
	const blocked = writable.filter(({how}) => how === 'blocked');
	const hiding = writable.filter(hidesImages);
	const closed = writable.filter(one => keepsOut(one, changes));
	const executables = facts.changes.known ? facts.changes.value.executables.map(String) : [];
	const name = String(facts.name);
	return planned(
		change({
			...withReadOnlyRoot(facts),
			add: addedOptions(facts.raw, applyWritable(facts.raw, writable, name, executables)),
			mayBreak: sanitise(
				blocked.length > 0
					? `it wrote to ${blocked.map(({path}) => path).join(', ')}, which stays read-only`
					: 'a path it has not written to so far: log rotation, updates, rare requests',
			),
		}),
		{
			slug: 'read-only',
			why: sanitise(reason(writable, changes.length, {blocked, hiding, closed})),
			rung: blocked.length + hiding.length + closed.length > 0 ? 'choice' : 'least',
			danger: hiding.length === 0 ? null : sanitise(dangerOf(hiding)),
			evidence: writable.map(
				({path, how, why}): Evidence => ({source: 'changes', path: sanitise(path), value: sanitise(`${how}: ${why}`)}),
			),
			howToSee: trusted('"Read-only file system" in its log'),
		},
	);
}

/** Adds a read-only root and what keeps each directory writable; existing mounts are unchanged. */
export function applyWritable(
	inspect: ContainerInspect,
	writable: readonly Writable[],
	name: string,
	executables: readonly string[] = [],
): ContainerInspect {
	const taken = mountedPaths(inspect);
	const free = writable.filter(({path, how}) => how !== 'blocked' && !taken.has(path));
	const tmpfs: Record<string, string> = {};
	for (const {path, directory} of free.filter(({how}) => how === 'tmpfs'))
		tmpfs[path] = tmpfsOptions(
			directory,
			directory?.executes === true || executables.some(file => isBelow(file, path)),
			/^\/(var\/)?tmp$/.test(path) ? 0o1777 : 0o755,
		);
	// The empty directories of the image below it, which a program may need.
	for (const {directory} of free.filter(({how}) => how === 'tmpfs'))
		for (const below of directory?.skeleton ?? [])
			if (!taken.has(below.path) && tmpfs[below.path] === undefined)
				tmpfs[below.path] = tmpfsOptions({...below, bytes: 0}, directory?.executes === true, 0o755);
	const covered = [...taken, ...free.map(({path}) => path)].some(path => path === '/tmp');
	if (!covered) tmpfs['/tmp'] = 'rw,noexec,nosuid,nodev,size=64m,mode=1777';

	const volumes = free.filter(({how}) => how === 'volume').map(({path}) => `${volumeName(name, path)}:${path}`);
	const scratch = Object.fromEntries(free.filter(({how}) => how === 'scratch').map(({path}) => [path, {}]));
	const host = inspect.HostConfig ?? {};
	const env = inspect.Config?.Env ?? [];
	const writesBytecode = free.some(({how}) => how === 'unwritten') && !env.some(entry => entry === withoutBytecode);
	const quiet = writesBytecode ? withConfig(inspect, {Env: [...env, withoutBytecode]}) : inspect;
	const hardened = withHost(quiet, {
		ReadonlyRootfs: true,
		Tmpfs: {...host.Tmpfs, ...tmpfs},
		Binds: volumes.length === 0 ? (host.Binds ?? null) : [...(host.Binds ?? []), ...volumes],
	});
	return Object.keys(scratch).length === 0 ? hardened : withConfig(hardened, {Volumes: {...quiet.Config?.Volumes, ...scratch}});
}

/** `shop-web-var-lib-data`: only characters allowed in a volume name. */
export function volumeName(container: string, path: string): string {
	return `${container}${path.replaceAll('/', '-')}`.replace(/[^a-zA-Z0-9_.-]/g, '_').replace(/^[^a-zA-Z0-9]+/, '');
}

function mountedPaths(inspect: ContainerInspect): Set<string> {
	return new Set([
		...(inspect.Mounts ?? []).map(mount => mount.Destination ?? ''),
		...(inspect.HostConfig?.Binds ?? []).map(bind => parseBind(bind).destination),
		...(inspect.HostConfig?.Mounts ?? []).map(mount => mount.Target ?? ''),
		...Object.keys(inspect.HostConfig?.Tmpfs ?? {}),
		...Object.keys(inspect.Config?.Volumes ?? {}),
	]);
}

function addedOptions(before: ContainerInspect, after: ContainerInspect): RunOption[] {
	const [had, has] = [before.HostConfig ?? {}, after.HostConfig ?? {}];
	return [
		flag('--read-only'),
		...each(
			'--env',
			(after.Config?.Env ?? []).filter(entry => !(before.Config?.Env ?? []).includes(entry)),
		),
		...Object.entries(has.Tmpfs ?? {})
			.filter(([path]) => !(path in (had.Tmpfs ?? {})))
			.map(([path, options]) => option('--tmpfs', `${path}:${options}`)),
		...each(
			'--volume',
			(has.Binds ?? []).filter(bind => !(had.Binds ?? []).includes(bind)),
		),
		...each(
			'--volume',
			Object.keys(after.Config?.Volumes ?? {}).filter(path => !(path in (before.Config?.Volumes ?? {}))),
		),
	];
}

type Doubts = {readonly blocked: readonly Writable[]; readonly hiding: readonly Writable[]; readonly closed: readonly Writable[]};

function reason(writable: readonly Writable[], paths: number, {blocked, hiding, closed}: Doubts): string {
	if (blocked.length > 0) return `it writes to ${listed(blocked)}`;
	if (hiding.length > 0) return `it writes next to what the image has in ${listed(hiding)}`;
	if (closed.length > 0) return `a new volume at ${listed(closed)} would belong to root, and another user wrote there`;
	if (writable.length === 0) return 'it has written nothing outside its mounts';
	const kept = writable.filter(({how}) => how === 'volume').length;
	return `${paths === 1 ? 'the only path' : `all ${paths} paths`} it wrote${kept > 0 ? `; ${kept} kept in a volume` : ''}`;
}

const dangerOf = (hiding: readonly Writable[]): string =>
	`later images are hidden behind the ${hiding.length === 1 ? 'volume' : 'volumes'} at ${listed(hiding)}: new code and security fixes there are not used`;

const listed = (writable: readonly Writable[]): string => writable.map(({path}) => path).join(', ');
