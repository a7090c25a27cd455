import {isSea} from 'node:sea';
import {columns, inLetters, jsonText, sanitise, type TableStyle} from '../../base/index.js';

import {detectScanners, scanEnvironment} from '../../scan/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {policyOf} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {version} from '../version.js';
import type {Advice} from './advice.js';
import {engineFindings} from './engine-findings.js';
import type {DoctorFinding} from './finding.js';
import {selfFindings} from './self.js';
import {adviceOnEngine, adviceOnTerminal} from './surroundings.js';
import {terminalFindings} from './terminal-findings.js';

/** `dockscope doctor`: what is visible from here, what is not, why, and what would help. Exit status 3 when no engine answers, 2 when none is named right. */
export async function doctor(run: Run): Promise<number> {
	const findings: DoctorFinding[] = [
		{
			area: 'program',
			what: 'dockscope',
			state: 'ok',
			says: `${version}, ${isSea() ? 'single executable, ' : ''}Node ${process.versions.node}`,
		},
	];
	if (run.line.flag('self')) {
		print(run, [...findings, ...selfFindings(run)], []);
		return exitStatus.done;
	}
	const needed: Advice[] = [];
	const failure = await engineFindings(run, findings, needed);
	findings.push(...(await policyFindings(run)), ...(await scannerFindings(run)), ...terminalFindings(run));
	const advice = [...needed, ...(failure === null ? [] : await adviceOnEngine(run, failure)), ...adviceOnTerminal(run)];
	print(run, findings, advice);
	if (failure === null) return exitStatus.done;
	return failure.kind === 'bad-address' ? exitStatus.usage : exitStatus.engine;
}

function print(run: Run, findings: readonly DoctorFinding[], advice: readonly Advice[]): void {
	if (run.line.value('format') === 'json') run.stdout.write(jsonText({schema: 'dockscope.doctor/1', findings, advice}));
	else run.stdout.write(doctorTable(findings, advice, tableStyle(run)));
}

function doctorTable(findings: readonly DoctorFinding[], advice: readonly Advice[], style: TableStyle): string {
	const rows = findings.map(({area, what, state, says}) => [area, what, state, says]);
	const tries = columns(
		advice.map(({run, why}) => [sanitise(run), sanitise(why)]),
		style.width,
	);
	const lines = [...columns(rows, style.width), ...(tries.length === 0 ? [] : ['', 'TRY', ...tries])];
	return inLetters(`${lines.join('\n')}\n`, style);
}

async function policyFindings(run: Run): Promise<DoctorFinding[]> {
	const {path} = await policyOf(run);
	return [
		{
			area: 'policy',
			what: path === null ? 'built in' : sanitise(path),
			state: 'ok',
			says: path === null ? 'no policy file' : 'read',
		},
	];
}

async function scannerFindings({env}: Run): Promise<DoctorFinding[]> {
	const scanners = await detectScanners(scanEnvironment(env, null));
	return scanners.map(({name, available, malicious, version: release, mode, where, note}) => ({
		area: 'scanner',
		what: name,
		state: available ? 'ok' : malicious === true ? 'limited' : 'missing',
		says: [release, available ? mode : null, where, note].filter(part => part !== null).join(', '),
	}));
}
