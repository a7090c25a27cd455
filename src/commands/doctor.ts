import {EngineError} from '../engine/engine-error.js';
import {engineName} from '../facts/index.js';
import {openFleet} from '../fleet/fleet.js';
import {localHost} from '../fleet/local-host.js';
import {columns} from '../reports/columns.js';
import {inLetters, type TableStyle} from '../reports/table.js';
import {detectScanners, scanEnvironment} from '../scanners/detect.js';
import {counted} from '../terminal/counted.js';
import {terminalFeatures} from '../terminal/features.js';
import {safeJson} from '../terminal/safe-json.js';
import {sanitise} from '../terminal/sanitise.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {engineSource, openReplay, type Source} from './source/connect.js';
import {findChosen} from './source/engine-choice.js';
import {policyOf} from './source/load-fleet.js';
import {tableStyle} from './table-style.js';
import {version} from './version.js';

type Finding = {
	readonly area: string;
	readonly what: string;
	readonly state: 'ok' | 'missing' | 'limited';
	readonly says: string;
};

/** `dockscope doctor`: what is visible from here, what is not, why, and what would help. Exit status 3 when no engine answers. */
export async function doctor(run: Run): Promise<number> {
	const findings: Finding[] = [
		{area: 'program', what: 'dockscope', state: 'ok', says: `${version}, Node ${process.versions.node}`},
	];
	const reached = await engineFindings(run, findings);
	findings.push(...(await policyFindings(run)), ...(await scannerFindings(run)), ...terminalFindings(run));
	if (run.line.value('format') === 'json')
		run.stdout.write(safeJson(`${JSON.stringify({schema: 'dockscope.doctor/1', findings}, null, 2)}\n`));
	else run.stdout.write(doctorTable(findings, tableStyle(run)));
	return reached ? exitStatus.done : exitStatus.engine;
}

function doctorTable(findings: readonly Finding[], style: TableStyle): string {
	const rows = findings.map(({area, what, state, says}) => [area, what, state, says]);
	return inLetters(`${columns(rows, style.width).join('\n')}\n`, style);
}

async function engineFindings(run: Run, findings: Finding[]): Promise<boolean> {
	const replay = await openReplay(run);
	if (replay !== null) return lookAt(run, replay, findings);
	const found = await findChosen(run);
	for (const {address, why} of found.tried) findings.push({area: 'engine', what: address, state: 'missing', says: why});
	if (found.found) return lookAt(run, engineSource(run, found.address), findings);
	findings.push({area: 'engine', what: 'none', state: 'missing', says: found.error.message});
	return false;
}

async function lookAt(run: Run, {reader, recordedHost, ownContainer}: Source, findings: Finding[]): Promise<boolean> {
	const fleet = openFleet(reader, {policy: await policyOf(run), recordedHost, ownContainer, host: localHost(), unwatched: true});
	try {
		await fleet.start();
		const {engine, entries, blindSpots} = fleet.model();
		const answers = engine === null ? 'answers' : `${engineName(engine.kind)} ${engine.version}, API ${engine.apiVersion}`;
		findings.push({
			area: 'engine',
			what: reader.endpoint,
			state: 'ok',
			says: `${answers}, ${counted(entries.length, 'container')}`,
		});
		findings.push(hostFinding(engine?.local === true));
		for (const {source, reason} of blindSpots) findings.push({area: 'blind spot', what: source, state: 'limited', says: reason});
		return true;
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		findings.push({area: 'engine', what: reader.endpoint, state: 'missing', says: error.message});
		return false;
	} finally {
		fleet.close();
		reader.close();
	}
}

const hostFinding = (local: boolean): Finding =>
	local
		? {area: 'host', what: 'files and /proc', state: 'ok', says: 'the engine runs on this host'}
		: {
				area: 'host',
				what: 'files and /proc',
				state: 'limited',
				says: 'cannot confirm that the engine runs on this host: host checks and live processes stay unknown',
			};

async function policyFindings(run: Run): Promise<Finding[]> {
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

async function scannerFindings({env}: Run): Promise<Finding[]> {
	const scanners = await detectScanners(scanEnvironment(env, null));
	return scanners.map(({name, available, malicious, version: release, mode, where, note}) => ({
		area: 'scanner',
		what: name,
		state: available ? 'ok' : malicious === true ? 'limited' : 'missing',
		says: [release, available ? mode : null, where, note].filter(part => part !== null).join(', '),
	}));
}

function terminalFindings({env, stdin, stdout}: Run): Finding[] {
	const {interactive, color, unicode, multiplexer, ssh} = terminalFeatures(env, {stdin, stdout});
	const clipboard =
		multiplexer === null
			? 'OSC 52'
			: `OSC 52 through ${multiplexer}; in tmux it needs "set -g set-clipboard on" or "allow-passthrough on"`;
	return [
		{
			area: 'terminal',
			what: 'interactive',
			state: interactive ? 'ok' : 'limited',
			says: interactive ? 'the terminal UI can open' : 'not a terminal: the fleet is printed once',
		},
		{
			area: 'terminal',
			what: 'colour',
			state: color ? 'ok' : 'limited',
			says: color ? 'sixteen colours' : 'off (NO_COLOR or TERM)',
		},
		{
			area: 'terminal',
			what: 'characters',
			state: unicode ? 'ok' : 'limited',
			says: unicode ? 'UTF-8' : 'ASCII only: the locale is not UTF-8',
		},
		{area: 'terminal', what: 'clipboard', state: 'ok', says: ssh ? `${clipboard}, to the machine you connected from` : clipboard},
	];
}
