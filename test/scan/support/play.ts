import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {chooseScanner, detectScanners, scanEnvironment} from '../../../src/scan/detect.js';
import type {ScanReport} from '../../../src/scan/report.js';
import {runScanner, type ScanSettings} from '../../../src/scan/run-scanner.js';
import type {ScannerDetection} from '../../../src/scan/scanner.js';
import {signal as sendSignal, until} from '../../support/process-table.js';
import {type FakePlan, fakeScanner, planFakes, readTrace, type Traced} from './fake-scanner.js';
import type {ProgramCase} from './programs.js';
import {recordedReader} from './reader.js';
import {shop} from './rows.js';

/** What a scan by a fake program has left: nothing must be. */
export type Played = {
	readonly report: ScanReport;
	readonly detection: ScannerDetection;
	/** Every process in the trace of the fake, version calls included. */
	readonly traced: readonly Traced[];
	/** The calls that scanned. */
	readonly calls: readonly Traced[];
	/** Files and folders in the temporary folder that are not the test's own. */
	readonly left: readonly string[];
};

/** A fake of one scanner in its own temporary folder, which is TMPDIR until it is closed. */
export type Stage = {
	readonly folder: string;
	play(one: ProgramCase, plan: FakePlan, settings?: Partial<ScanSettings> & {between?: () => Promise<void>}): Promise<Played>;
	close(): Promise<void>;
};

const ours = ['bin', 'trace', '.cache', 'state'];

export async function stage(): Promise<Stage> {
	const folder = await mkdtemp(join(tmpdir(), 'dockscope-test-programs-'));
	const before = process.env['TMPDIR'];
	process.env['TMPDIR'] = folder;
	const bin = join(folder, 'bin');
	const trace = join(folder, 'trace');
	// A registry has the image, so that clairctl is asked; and Trivy's own image is here.
	const engine = recordedReader({
		image: async () => ({RepoDigests: ['registry.example.org/shop@sha256:aa'], Config: {Labels: {}}}) as never,
		info: async () => ({ID: 'an-engine', DriverStatus: null}),
		version: async () => ({}),
		inspect: () => Promise.reject(new EngineError('not-found', trusted('No such container'))),
	});
	return {
		folder,
		async play({name, binary, variables}, plan, {between, ...settings} = {}) {
			await rm(trace, {force: true});
			await fakeScanner(bin, binary);
			await planFakes(bin, {trace, ...plan});
			const environment = scanEnvironment(
				{PATH: bin, HOME: folder, XDG_STATE_HOME: join(folder, 'state'), ...variables},
				engine,
				'unix:///run/test.sock',
			);
			const chosen = chooseScanner(await detectScanners(environment), name);
			if (chosen === null) throw new Error(`${name} was not found`);
			await between?.();
			const report = await runScanner(chosen.scanner, chosen.detection, shop, {
				environment,
				signal: new AbortController().signal,
				graceMs: 300,
				...settings,
			});
			const traced = await readTrace(trace);
			for (const {pid} of traced) await until(`process ${pid} has ended`, async () => !sendSignal(pid, 0));
			const left = (await readdir(folder)).filter(entry => !ours.includes(entry));
			return {report, detection: chosen.detection, traced, calls: traced.filter(({args}) => args !== undefined), left};
		},
		async close() {
			if (before === undefined) delete process.env['TMPDIR'];
			else process.env['TMPDIR'] = before;
			await rm(folder, {recursive: true, force: true});
		},
	};
}
