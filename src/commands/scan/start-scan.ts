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
import {runScan} from './scan.js';
import {scanFormats} from './scan-options.js';

/** `dockscope scan IMAGE|CONTAINER`: the options of the command line. */
export async function scan(run: Run): Promise<number> {
	const {line, stderr} = run;
	const [target = null, ...more] = line.targets;
	if (more.length > 0) throw new UsageError('dockscope scan takes one image or container.');
	const importOsv = line.value('import-osv');
	const engine = target === null ? null : (await connect(run)).reader;
	// A report of another program can be applied to a snapshot; a scan cannot.
	const isRead = line.list('report').length > 0 && line.list('scanner').length === 0;
	const written: string[] = [];
	try {
		const status = await runScan(
			{
				target,
				engine: engine?.replayed === true && !isRead ? null : engine,
				dockerHost: line.value('host'),
				variables: run.env,
				scanners: line.list('scanner'),
				fresh: line.flag('fresh'),
				format: scanFormats.find(format => format === line.value('format')) ?? 'table',
				failOn: severities.find(severity => severity === line.value('fail-on')) ?? null,
				allowPartial: line.flag('allow-partial'),
				onlyFixable: line.flag('only-fixable'),
				onlyLoaded: line.flag('only-loaded'),
				download: downloadOf(run),
				importOsv,
				online: line.flag('online'),
				epss: line.value('epss') ?? run.env['DOCKSCOPE_EPSS'] ?? null,
				kev: line.value('kev') ?? run.env['DOCKSCOPE_KEV'] ?? null,
				downloadExploitation: line.flag('download-exploitation') || run.env['DOCKSCOPE_DOWNLOAD_EXPLOITATION'] === '1',
				policy: await policyOf(run),
				reports: line.list('report'),
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
