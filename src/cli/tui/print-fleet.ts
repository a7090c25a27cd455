import {auditReport, everything, fleetTable, isOpen, policyInForce, rules} from '../../judge/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {type EngineSource, engineSource, openDemo, openReplay} from '../source/connect.js';
import {loadFleetFrom, policyOf} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {version} from '../version.js';
import type {EngineTarget} from './engine-target.js';

/** Prints the fleet once, for a pipe or a dumb terminal. Without a reachable engine: the demo fleet, with the reason on stderr. */
export async function printFleet(run: Run, target: EngineTarget): Promise<number> {
	const policy = await policyOf(run);
	const source = await sourceOf(run, target);
	try {
		const {fleet} = await loadFleetFrom(source, run, policy);
		const about = {version, now: new Date().toISOString(), policy: policyInForce(policy, rules)};
		const report = auditReport(fleet.model(), about, {...everything, listed: isOpen});
		run.stdout.write(fleetTable(report, tableStyle(run)));
		fleet.close();
		return exitStatus.done;
	} finally {
		source.reader.close();
	}
}

async function sourceOf(run: Run, target: EngineTarget): Promise<EngineSource> {
	if (target.kind === 'engine') return engineSource(run, target.address, target);
	const replay = target.kind === 'replay' ? await openReplay(run) : null;
	if (replay !== null) return replay;
	if (target.kind === 'none')
		run.stderr.write(`dockscope: ${target.error.message}\ndockscope: showing the demo fleet, recorded from a real engine\n`);
	return openDemo();
}
