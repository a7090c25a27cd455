import {EngineError, quoted, raceAbort, severities, UsageError, workingDirectory} from '../../base/index.js';
import {sweepScratch, trivyKinds} from '../../scan/index.js';
import {refuseWhenReadonly} from '../config/load-configuration.js';
import type {Run} from '../run.js';
import {connect, type EngineSource} from '../source/connect.js';
import {policyOf} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {version} from '../version.js';
import {writeResult} from '../write-result.js';
import {isRead, withoutEngine} from './read-reports.js';
import {runScan} from './scan.js';
import {scanFormats} from './scan-options.js';

/** `dockscope scan [IMAGE|CONTAINER]`: the options of the command line. */
export async function scan(run: Run): Promise<number> {
	const {line, stderr} = run;
	const [target = null, ...more] = line.targets;
	if (more.length > 0) throw new UsageError('dockscope scan takes one image or container.');
	if (line.list('scanner').includes('trivy-container')) await refuseWhenReadonly(run, '--scanner trivy-container');
	for (const why of (await sweepScratch()).failed) stderr.write(`dockscope: left by a killed scan, not removed: ${why}\n`);
	const importOsv = line.value('import-osv');
	const kinds = kindsOf(line.value('trivy-scanners'));
	const reports = line.list('report');
	const keep = line.flag('keep');
	if (keep && reports.length === 0) throw new UsageError('--keep keeps a report that is read: use it with --report FILE.');
	// A report of another program can be applied to a snapshot, or be read without an engine; a scan cannot.
	const read = isRead({reports, scanners: line.list('scanner')});
	const download = downloadOf(run);
	const needsNone = target === null && !keep && (read || importOsv !== null || download !== null);
	const source = needsNone ? null : await connectTo(run, read && !keep);
	const engine = source === null ? null : source.reader;
	const written: string[] = [];
	try {
		const status = await runScan(
			{
				target,
				engine: engine?.replayed === true && !read ? null : engine,
				dockerHost: line.value('host'),
				variables: kinds === null ? run.env : {...run.env, TRIVY_SCANNERS: kinds},
				scanners: line.list('scanner'),
				choosesKinds: kinds !== null,
				fresh: line.flag('fresh'),
				format: scanFormats.find(format => format === line.value('format')) ?? 'table',
				failOn: severities.find(severity => severity === line.value('fail-on')) ?? null,
				failOnSecrets: line.flag('fail-on-secrets'),
				allowPartial: line.flag('allow-partial'),
				onlyFixable: line.flag('only-fixable'),
				onlyLoaded: line.flag('only-loaded'),
				download,
				importOsv,
				online: line.flag('online'),
				epss: line.value('epss') ?? run.env['DOCKSCOPE_EPSS'] ?? null,
				kev: line.value('kev') ?? run.env['DOCKSCOPE_KEV'] ?? null,
				downloadExploitation: line.flag('download-exploitation') || run.env['DOCKSCOPE_DOWNLOAD_EXPLOITATION'] === '1',
				policy: await policyOf(run),
				reports,
				keep,
				stdin: run.stdin,
				vex: line.list('vex'),
				workingDirectory: workingDirectory(),
				timeoutSeconds: secondsOf(line.value('timeout')),
				host: source !== null && (await source.reader.isLocal()) ? source.host : null,
				version,
				now: () => new Date(),
				signal: run.signal,
				width: tableStyle(run).width,
			},
			{out: text => written.push(text), err: text => stderr.write(text), progress: stderr.isTTY === true},
		);
		if (written.length > 0) await writeResult(run, written.join(''));
		return status;
	} finally {
		engine?.close();
	}
}

/** The value for `TRIVY_SCANNERS`. */
function kindsOf(text: string | null): string | null {
	const wrong = text?.split(',').find(name => !trivyKinds.some(kind => kind === name.trim()));
	if (wrong !== undefined)
		throw new UsageError(`--trivy-scanners does not know ${quoted(wrong)}: use ${trivyKinds.join(', ')}, comma-separated.`);
	return text;
}

/** @param optional  whether the command can do without an engine, and says so */
async function connectTo(run: Run, optional: boolean): Promise<EngineSource | null> {
	let source: EngineSource | null = null;
	try {
		source = await connect(run);
		// The first request, which finds out whether anything answers there.
		await raceAbort(source.reader.isLocal(), run.signal);
		return source;
	} catch (error) {
		if (!optional || !(error instanceof EngineError) || run.signal.aborted) throw error;
		source?.reader.close();
		run.stderr.write(withoutEngine(error));
		return null;
	}
}

function downloadOf({line}: Run) {
	const [ecosystems, save] = [line.list('ecosystem'), line.value('save')];
	if (line.flag('download-advisories')) return {ecosystems, save};
	if (ecosystems.length > 0 || save !== null) throw new UsageError('--ecosystem and --save need --download-advisories.');
	return null;
}

function secondsOf(text: string | null): number | null {
	if (text === null) return null;
	const seconds = Number(text);
	if (!Number.isFinite(seconds) || seconds <= 0) throw new UsageError('--timeout takes a number of seconds above 0.');
	return seconds;
}
