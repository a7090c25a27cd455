import type {EngineReader} from '../engine/engine-reader.js';
import {cacheDirectory} from './cache-directory.js';
import type {Detection, ScanEnvironment, Scanner, ScannerName} from './scanner.js';
import {scanners} from './scanners.js';

/** What scanners may know of this machine, from the environment of dockscope. `dockerHost`: the engine that was found. */
export function scanEnvironment(
	variables: Readonly<Record<string, string | undefined>>,
	engine: EngineReader | null,
	dockerHost: string | null = hostOf(engine),
): ScanEnvironment {
	return {variables, engine, dockerHost, cacheDirectory: cacheDirectory(variables)};
}

/** What of all scanners is here, in order of preference; for `doctor`, and for the choice of one. */
export function detectScanners(
	environment: ScanEnvironment,
	signal: AbortSignal = new AbortController().signal,
): Promise<Detection[]> {
	return Promise.all(scanners.map(scanner => scanner.detect(environment, signal)));
}

/** The scanner to use: the one named, else the first that is available and makes nothing. `null` when there is none. */
export function chooseScanner(
	detections: readonly Detection[],
	named: ScannerName | null,
): {scanner: Scanner; detection: Detection} | null {
	const fits = (detection: Detection) =>
		named === null ? detection.available && detection.name !== 'trivy-container' : detection.name === named;
	const detection = detections.find(fits);
	const scanner = scanners.find(({name}) => name === detection?.name);
	return detection === undefined || scanner === undefined ? null : {scanner, detection};
}

/** The engine that dockscope reads is the one that a scanner must be pointed at: never its own default, which may be another. */
function hostOf(engine: EngineReader | null): string | null {
	if (engine === null) return null;
	if (engine.socketPath !== null) return `unix://${engine.socketPath}`;
	return /^(tcp|ssh):\/\//.test(engine.endpoint) ? engine.endpoint : null;
}
