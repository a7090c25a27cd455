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
import type {Place} from './engine-target.js';

/** The fleet printed once, for a pipe or a dumb terminal. Where no engine is reachable: the demo fleet, and stderr says so and why. */
export async function printFleet(run: Run, place: Place): Promise<number> {
	const policy = await policyOf(run);
	const {reader, recordedHost, recordedScans} = await sourceOf(run, place);
	const fleet = openFleet(reader, {policy, recordedHost, host: localHost(), unwatched: true});
	try {
		await fleet.start();
		if (recordedScans !== null || hasKeptScans(run.env))
			await (await import('../source/kept-scans.js')).giveScans(fleet, {reader, recordedScans}, run);
		const about = {version, now: new Date().toISOString()};
		const report = auditReport(fleet.model(), about, {...everything, listed: isOpen});
		run.stdout.write(fleetTable(report, tableStyle(run)));
		return exitStatus.done;
	} finally {
		fleet.close();
		reader.close();
	}
}

async function sourceOf(run: Run, place: Place): Promise<Source> {
	if (place.kind === 'engine')
		return {
			reader: createReader(place.address, {prefetch: place.prefetch, env: run.env}),
			recordedHost: null,
			recordedScans: null,
		};
	const replay = place.kind === 'replay' ? await openReplay(run) : null;
	if (replay !== null) return replay;
	if (place.kind === 'none')
		run.stderr.write(`dockscope: ${place.error.message}\ndockscope: showing the demo fleet, recorded from a real engine\n`);
	return openDemo();
}
