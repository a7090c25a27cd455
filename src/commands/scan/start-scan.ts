import {EngineError} from '../../engine/engine-error.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import {severities} from '../../facts/severity.js';
import {openTree} from '../../host/host-tree.js';
import {UsageError} from '../../terminal/usage-error.js';
import {workingDirectory} from '../../terminal/working-directory.js';
import type {Run} from '../run.js';
import {connect} from '../source/connect.js';
import {policyOf} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {version} from '../version.js';
import {writeResult} from '../write-result.js';
import {isRead, withoutEngine} from './read-reports.js';
import {runScan} from './scan.js';
import {scanFormats} from './scan-options.js';

/** `dockscope scan IMAGE|CONTAINER`: the options of the command line. */
export async function scan(run: Run): Promise<number> {
	const {line, stderr} = run;
	const [target = null, ...more] = line.targets;
	if (more.length > 0) throw new UsageError('dockscope scan takes one image or container.');
	const importOsv = line.value('import-osv');
	const reports = line.list('report');
	const keep = line.flag('keep');
	if (keep && reports.length === 0) throw new UsageError('--keep keeps a report that is read: use it with --report FILE.');
	// A report of another program can be applied to a snapshot, or be read without an engine; a scan cannot.
	const read = isRead({reports, scanners: line.list('scanner')});
	const engine = target === null && !keep ? null : await connectTo(run, read && !keep);
	const written: string[] = [];
	try {
		const status = await runScan(
			{
				target,
				engine: engine?.replayed === true && !read ? null : engine,
				dockerHost: line.value('host'),
				variables: run.env,
				scanners: line.list('scanner'),
				fresh: line.flag('fresh'),
				format: scanFormats.find(format => format === line.value('format')) ?? 'table',
				failOn: severities.find(severity => severity === line.value('fail-on')) ?? null,
				failOnSecrets: line.flag('fail-on-secrets'),
				allowPartial: line.flag('allow-partial'),
				onlyFixable: line.flag('only-fixable'),
				onlyLoaded: line.flag('only-loaded'),
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
				host: engine !== null && (await engine.isLocal()) ? openTree('/') : null,
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

/** @param optional  whether the command can do without an engine, and says so */
async function connectTo(run: Run, optional: boolean): Promise<EngineReader | null> {
	let reader: EngineReader | null = null;
	try {
		reader = (await connect(run)).reader;
		// The first request, which finds out whether anything answers there.
		if (optional) await reader.isLocal();
		return reader;
	} catch (error) {
		if (!optional || !(error instanceof EngineError) || run.signal.aborted) throw error;
		reader?.close();
		run.stderr.write(withoutEngine(error));
		return null;
	}
}

function secondsOf(text: string | null): number | null {
	if (text === null) return null;
	const seconds = Number(text);
	if (!Number.isFinite(seconds) || seconds <= 0) throw new UsageError('--timeout takes a number of seconds above 0.');
	return seconds;
}
