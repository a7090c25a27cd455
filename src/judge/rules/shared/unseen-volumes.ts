import {
	type BlindSpot,
	type ContainerFacts,
	type MountFacts,
	parseBind,
	record,
	records,
	sanitise,
	string,
	strings,
} from '../../../base/index.js';
import type {ContainerScope} from '../scope.js';
import {unseenRows} from './unseen-rows.js';

/** What the options of a volume decide about its mount: they may bind any path of the host. */
const decided: ReadonlySet<PropertyKey> = new Set<keyof MountFacts>([
	'realSource',
	'resolvedThrough',
	'sensitivity',
	'runtimeSocket',
	'remote',
]);

/** Why facts about a mount may be wrong, by mount. */
export type UnseenVolumes = ReadonlyMap<MountFacts, readonly BlindSpot[]>;

/** The volumes of a container whose options were not seen: the list of volumes was refused, or their row is malformed. */
export function unseenVolumes({container, engine}: Pick<ContainerScope, 'container' | 'engine'>): UnseenVolumes {
	return new Map(
		container.mounts.flatMap(mount => {
			if (mount.kind !== 'volume' || !mayHaveOptions(container, mount)) return [];
			const reasons = unseenRows(engine, 'engine:/volumes', [mount.volume]);
			return reasons.length === 0 ? [] : [[mount, reasons] as const];
		}),
	);
}

/** The same container, and a way to ask why facts about its volumes that have been looked at since may be wrong. */
export function watchVolumes(
	container: ContainerFacts,
	unseen: UnseenVolumes,
): {readonly container: ContainerFacts; readonly missed: () => readonly BlindSpot[]} {
	if (unseen.size === 0) return {container, missed: () => []};
	const missed = new Set<BlindSpot>();
	const watch = (mount: MountFacts): MountFacts => {
		const reasons = unseen.get(mount);
		if (reasons === undefined) return mount;
		return new Proxy(mount, {
			get(target, name, receiver) {
				if (decided.has(name)) for (const reason of reasons) missed.add(reason);
				return Reflect.get(target, name, receiver);
			},
		});
	};
	let mounts: readonly MountFacts[] | null = null;
	// Not a copy: the container may be watched for other reasons already.
	const watched = new Proxy(container, {
		get(target, name, receiver) {
			if (name !== 'mounts') return Reflect.get(target, name, receiver);
			mounts ??= target.mounts.map(watch);
			return mounts;
		},
	});
	return {container: watched, missed: () => [...missed]};
}

/** Only what the engine makes itself, for one container, has none: a name of 64 digits can be given by anyone. */
function mayHaveOptions({raw}: ContainerFacts, {anonymous, volume}: MountFacts): boolean {
	if (!anonymous) return true;
	const config = record(raw.HostConfig);
	const asked = [
		...strings(config['Binds']).map(bind => parseBind(bind).source),
		...records(config['Mounts']).map(mount => string(mount['Source'])),
	];
	return strings(config['VolumesFrom']).length > 0 || asked.some(name => sanitise(name) === volume);
}
