import {EngineError} from '../../engine/engine-error.js';
import {trusted} from '../../terminal/safe-text.js';
import {ScanError} from '../failure.js';
import {failure} from '../run/classify.js';
import type {ScanContext, ScanTarget} from '../scanner.js';
import {containerInventory} from './container.js';
import {imageInventory} from './image.js';
import type {Inventory} from './package.js';

/** Reads the packages from a container's files, or from the image if there is no container. @throws ScanError */
export async function inventoryOf(
	target: ScanTarget,
	{environment, signal, onPhase}: Pick<ScanContext, 'environment' | 'signal' | 'onPhase'>,
): Promise<Inventory> {
	const {engine} = environment;
	if (engine === null) throw new ScanError(failure('scanner-missing', 'basic', [], 'no engine'));
	try {
		onPhase(trusted('reading packages'));
		if (target.containerId === null) return await imageInventory(engine, target.reference, signal);
		const {Config} = await engine.inspect(target.containerId, signal);
		return await containerInventory(engine, {id: target.containerId, workingDirectory: Config?.WorkingDir ?? ''}, signal);
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		if (error.kind === 'cancelled' || signal.aborted) throw new ScanError(failure('cancelled', 'basic'));
		throw new ScanError(
			failure(
				error.kind === 'not-found' ? 'image-gone' : error.kind === 'permission' ? 'permission' : 'crashed',
				'basic',
				[],
				error.message,
			),
		);
	}
}
