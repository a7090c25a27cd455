import {Readable} from 'node:stream';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import type {ScanOptions} from '../../../src/cli/scan/scan-options.js';

/** The default options of `dockscope scan` in tests. */
export function scanOptions(
	given: Partial<ScanOptions> & {engine: EngineReader | null; variables: ScanOptions['variables']},
): ScanOptions {
	return {
		target: null,
		dockerHost: null,
		scanners: [],
		choosesKinds: false,
		fresh: true,
		format: 'json',
		failOn: null,
		failOnSecrets: false,
		allowPartial: false,
		onlyFixable: false,
		onlyLoaded: false,
		download: null,
		importOsv: null,
		online: false,
		epss: null,
		kev: null,
		downloadExploitation: false,
		policy: null,
		reports: [],
		keep: false,
		stdin: Readable.from([]),
		vex: [],
		workingDirectory: null,
		timeoutSeconds: null,
		host: null,
		version: '0.0.0-test',
		now: () => new Date(),
		signal: new AbortController().signal,
		width: 200,
		...given,
	};
}

/** Collects what a command writes. */
export function recordOutput() {
	const out: string[] = [];
	const err: string[] = [];
	const output = {out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), progress: false};
	return {output, out: () => out.join(''), err: () => err.join('')};
}
