import {EngineError, type EngineReader, groupBy} from '../../base/index.js';
import {imageTarget} from '../image-target.js';
import type {ScanContext} from '../scanner.js';
import {isOfItsImage} from './container-inventory.js';
import {inventoryOf} from './inventory-of.js';
import type {InstalledPackage, PackageInventory} from './package.js';
import type {Drift} from './package-drift.js';

/** How a container's packages differ from its image's. */
export type PackageDifference = {
	readonly added: readonly InstalledPackage[];
	readonly removed: readonly InstalledPackage[];
	readonly updated: readonly {readonly before: InstalledPackage; readonly after: InstalledPackage}[];
};

/** Reads the packages of a container and of its image. @throws ScanError, and EngineError where the container itself cannot be read */
export async function packageDifference(
	engine: EngineReader,
	{containerId, imageId}: {containerId: string; imageId: string},
	drift: Drift,
	context: Pick<ScanContext, 'environment' | 'signal' | 'onPhase'>,
): Promise<PackageDifference> {
	const target = await imageTarget(engine, imageId, context.signal);
	const container = await inventoryOf({...target, containerId, asImage: false}, context);
	const instead = container.notes.find(isOfItsImage);
	if (instead !== undefined) throw new EngineError('has-effect', instead);
	const image = await inventoryOf(target, context);
	return differenceOf(image, container, drift.covers);
}

/** Only where the container may differ: elsewhere it shows the image's own files, and any difference comes from how they are read. Pure. */
export function differenceOf(image: PackageInventory, container: PackageInventory, covers: Drift['covers']): PackageDifference {
	const before = groupBy(image.packages.filter(isCovered(covers)), placeOf);
	const after = groupBy(container.packages.filter(isCovered(covers)), placeOf);
	const difference = {added: [] as InstalledPackage[], removed: [] as InstalledPackage[], updated: [] as Updated[]};
	for (const place of new Set([...before.keys(), ...after.keys()])) {
		const old = without(before.get(place) ?? [], after.get(place) ?? []);
		const fresh = without(after.get(place) ?? [], before.get(place) ?? []);
		const pairs = Math.min(old.length, fresh.length);
		for (let index = 0; index < pairs; index++) {
			const [one, other] = [old[index], fresh[index]];
			if (one !== undefined && other !== undefined) difference.updated.push({before: one, after: other});
		}
		for (const one of old.slice(pairs)) difference.removed.push(one);
		for (const one of fresh.slice(pairs)) difference.added.push(one);
	}
	return difference;
}

type Updated = PackageDifference['updated'][number];

const databases: Readonly<Record<string, readonly string[]>> = {
	deb: ['var/lib/dpkg/status', 'var/lib/dpkg/status.d'],
	apk: ['lib/apk/db/installed', 'usr/lib/apk/db/installed'],
};

const isCovered = (covers: Drift['covers']) => {
	const changed = new Set(Object.keys(databases).filter(type => databases[type]?.some(covers)));
	return ({type, path}: InstalledPackage) => (path === null ? changed.has(type) : covers(path));
};

/** In Python the version is part of the metadata folder's name. */
const placeOf = ({type, name, architecture, path}: InstalledPackage): string =>
	[type, name, architecture, path?.replace(/(?<![^/])[^/]+\.(dist|egg)-info\/[^/]+$/, '')].join(' ');

function without(packages: readonly InstalledPackage[], others: readonly InstalledPackage[]): InstalledPackage[] {
	const versions = new Set(others.map(({version}) => version));
	return packages.filter(({version}) => !versions.has(version));
}
