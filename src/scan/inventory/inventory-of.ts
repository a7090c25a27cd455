import {codeOf, EngineError, trusted} from '../../base/index.js';
import {scanError} from '../run/classify.js';
import type {ScanContext, ScanTarget} from '../scanner.js';
import {containerInventory, isAboutReading} from './container-inventory.js';
import {imageInventory} from './image-inventory.js';
import {loadInventory, saveInventory} from './inventory-cache.js';
import type {PackageInventory} from './package.js';

/**
 * The packages of a container, read from its files, or of an image. Those of an image, or of a container that is known to have them
 * unchanged, are read once and kept: see `inventory-cache`. @throws ScanError
 */
export async function inventoryOf(
	target: ScanTarget,
	context: Pick<ScanContext, 'environment' | 'signal' | 'onPhase'>,
): Promise<PackageInventory> {
	const {cacheDirectory} = context.environment;
	const isImages = target.containerId === null || target.asImage === true;
	if (cacheDirectory === null || target.id === null || !isImages) return readInventory(target, context);
	const kept = await loadInventory(cacheDirectory, target.id);
	// A container's files do not show which layer they are from: an image's own inventory does.
	if (kept !== null && (target.containerId !== null || hasLayers(kept))) return kept;
	const inventory = await readInventory(target, context);
	if (!inventory.whole) return inventory;
	const lasting = {...inventory, notes: inventory.notes.filter(note => !isAboutReading(note))};
	await saveInventory(cacheDirectory, target.id, lasting).catch((error: unknown) => {
		// A full or read-only disk costs only the time of the next scan.
		if (codeOf(error) === null) throw error;
	});
	return inventory;
}

const hasLayers = ({packages}: PackageInventory): boolean => packages.every(({layer}) => layer !== null);

async function readInventory(
	target: ScanTarget,
	{environment, signal, onPhase}: Pick<ScanContext, 'environment' | 'signal' | 'onPhase'>,
): Promise<PackageInventory> {
	const {engine} = environment;
	if (engine === null) throw scanError('scanner-missing', 'basic', 'no engine');
	try {
		onPhase(trusted('reading packages'));
		if (target.containerId === null) return await imageInventory(engine, target.reference, signal);
		const asked = {id: target.containerId, asImage: target.asImage === true};
		return await containerInventory({engine, host: environment.host ?? null}, asked, signal);
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		if (error.kind === 'cancelled' || signal.aborted) throw scanError('cancelled', 'basic');
		throw scanError(
			error.kind === 'not-found' ? 'image-gone' : error.kind === 'permission' ? 'permission' : 'crashed',
			'basic',
			error.message,
		);
	}
}
