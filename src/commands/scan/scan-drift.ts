import {EngineError} from '../../engine/engine-error.js';
import {ScanError} from '../../scanners/failure.js';
import type {Drift} from '../../scanners/inventory/drift.js';
import {type PackageDifference, packageDifference} from '../../scanners/inventory/package-difference.js';
import {driftWords} from '../../scanners/render/drift.js';
import type {DriftReport} from '../../scanners/render/json.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {Scanning} from './scan-once.js';

/** How a container's packages differ from its image's, for the report and as text to stderr; `null` if not known. */
export async function reportDrift(scanning: Scanning): Promise<DriftReport | null> {
	const drift = await scanning.drift();
	if (drift === null) return null;
	const {err} = scanning.output;
	for (const path of drift.paths) err(`in the container, ${path} differs from the image\n`);
	const difference = await differenceOf(drift, scanning);
	for (const words of driftWords(difference)) err(`  ${words}\n`);
	return {paths: drift.paths, ...difference};
}

const none: PackageDifference = {added: [], removed: [], updated: []};

async function differenceOf(drift: Drift, {target, environment, options, output}: Scanning): Promise<PackageDifference> {
	const {engine, signal} = options;
	const {id, containerId} = target;
	if (drift.paths.length === 0 || engine === null || id === null || containerId === null) return none;
	try {
		const about = {environment, signal, onPhase: () => undefined};
		return await packageDifference(engine, {containerId, imageId: id}, drift, about);
	} catch (error) {
		// The report is complete without it.
		if (!(error instanceof ScanError || error instanceof EngineError) || signal.aborted) throw error;
		output.err(`the packages could not be compared with the image: ${sanitise(error.message)}\n`);
		return none;
	}
}
