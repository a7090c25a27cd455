import {createReader} from '../../engine/reader.js';
import {openFleet} from '../../fleet/fleet.js';
import {localHost} from '../../fleet/local-host.js';
import {auditReport, everything} from '../../reports/audit-report.js';
import {fleetTable} from '../../reports/table.js';
import {isOpen} from '../../rules/verdict.js';
import {hasKeptScans} from '../../scanners/cache-directory.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {openDemo, openReplay, type Source} from '../source/connect.js';
import {policyOf} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {version} from '../version.js';
import type {EngineTarget} from './engine-target.js';

/** Prints the fleet once, for a pipe or a dumb terminal. Without a reachable engine: the demo fleet, with the reason on stderr. */
export async function printFleet(run: Run, target: EngineTarget): Promise<number> {
	const policy = await policyOf(run);
	const {reader, recordedHost, recordedScans} = await sourceOf(run, target);
	const fleet = openFleet(reader, {policy, recordedHost, host: localHost(), unwatched: true});
	try {
		await fleet.start();
		if (recordedScans !== null || hasKeptScans(run.env))
			await (await import('../source/cached-scans.js')).giveScans(fleet, {reader, recordedScans}, run);
		const about = {version, now: new Date().toISOString()};
		const report = auditReport(fleet.model(), about, {...everything, listed: isOpen});
		run.stdout.write(fleetTable(report, tableStyle(run)));
		return exitStatus.done;
	} finally {
		fleet.close();
		reader.close();
	}
}

async function sourceOf(run: Run, target: EngineTarget): Promise<Source> {
	if (target.kind === 'engine')
		return {
			reader: createReader(target.address, {prefetch: target.prefetch, env: run.env}),
			recordedHost: null,
			recordedScans: null,
		};
	const replay = target.kind === 'replay' ? await openReplay(run) : null;
	if (replay !== null) return replay;
	if (target.kind === 'none')
		run.stderr.write(`dockscope: ${target.error.message}\ndockscope: showing the demo fleet, recorded from a real engine\n`);
	return openDemo();
}
