import {type EngineReader, type SafeText, sanitise} from '../base/index.js';
import {cacheDirectory} from './cache-directory.js';
import type {ScanEnvironment, Scanner, ScannerDetection, ScannerName} from './scanner.js';
import {scanners} from './scanners.js';

/** What scanners may know about this machine, from dockscope's environment. `dockerHost`: the engine that was found. */
export function scanEnvironment(
	variables: Readonly<Record<string, string | undefined>>,
	engine: EngineReader | null,
	dockerHost: string | null = hostOf(engine),
): ScanEnvironment {
	return {variables, engine, dockerHost, cacheDirectory: cacheDirectory(variables)};
}

/** The available scanners, in order of preference; for `doctor`, and to choose one. */
export function detectScanners(
	environment: ScanEnvironment,
	signal: AbortSignal = new AbortController().signal,
): Promise<ScannerDetection[]> {
	return Promise.all(scanners.map(scanner => scanner.detect(environment, signal)));
}

/** The scanner to use: the one named, else the first that is available and creates no container. `null` when there is none. */
export function chooseScanner(
	detections: readonly ScannerDetection[],
	named: ScannerName | null,
): {scanner: Scanner; detection: ScannerDetection} | null {
	const fits = (detection: ScannerDetection) =>
		named === null ? detection.available && detection.name !== 'trivy-container' : detection.name === named;
	const detection = detections.find(fits);
	const scanner = scanners.find(({name}) => name === detection?.name);
	return detection === undefined || scanner === undefined ? null : {scanner, detection};
}

/** One line for each scanner here that is a malicious release: what it is, where, and what to do. */
export const maliciousScanners = (detections: readonly ScannerDetection[]): readonly SafeText[] =>
	detections.flatMap(({name, malicious, version, where, note}) =>
		malicious === true ? [sanitise(`${name} ${version ?? ''} at ${where ?? '?'}: ${note ?? ''}`)] : [],
	);

/** The engine that dockscope reads is the one that a scanner must be pointed at: never its own default, which may be another. */
function hostOf(engine: EngineReader | null): string | null {
	if (engine === null) return null;
	if (engine.socketPath !== null) return `unix://${engine.socketPath}`;
	return /^(tcp|ssh):\/\//.test(engine.endpoint) ? engine.endpoint : null;
}
