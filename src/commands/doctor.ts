import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {findEngine} from '../engine/find-engine.js';
import {createReader} from '../engine/reader.js';
import {openFleet} from '../fleet/open-fleet.js';
import {columns} from '../reports/table.js';
import {detectScanners} from '../scanners/scanners.js';
import {terminalFeatures} from '../terminal/features.js';
import {sanitise} from '../terminal/sanitise.js';
import {contextOf, openReplay} from './connect.js';
import {exitStatus} from './exit-status.js';
import {policyOf} from './load-fleet.js';
import type {Run} from './main.js';
import {tableStyle} from './table-style.js';
import {version} from './version.js';

type Finding = {
	readonly area: string;
	readonly what: string;
	readonly state: 'ok' | 'missing' | 'limited';
	readonly says: string;
};

/** `dockscope doctor`: what can be seen from here, what cannot and why, and what would help. Exit 3 when there is no engine. */
export async function doctor(run: Run): Promise<number> {
	const findings: Finding[] = [
		{area: 'program', what: 'dockscope', state: 'ok', says: `${version}, Node ${process.versions.node}`},
	];
	const reached = await engineFindings(run, findings);
	findings.push(...(await policyFindings(run)), ...(await scannerFindings(run)), ...terminalFindings(run));
	if (run.line.value('format') === 'json')
		run.stdout.write(`${JSON.stringify({schema: 'dockscope.doctor/1', findings}, null, 2)}\n`);
	else
		run.stdout.write(
			`${columns(
				findings.map(({area, what, state, says}) => [area, what, state, says]),
				tableStyle(run).width,
			).join('\n')}\n`,
		);
	return reached ? exitStatus.done : exitStatus.engine;
}

async function engineFindings(run: Run, findings: Finding[]): Promise<boolean> {
	const replay = await openReplay(run);
	if (replay !== null) return inspectEngine(run, replay, findings);
	const found = await findEngine({host: run.line.value('host') ?? undefined, context: contextOf(run), env: run.env});
	for (const {address, why} of found.tried) findings.push({area: 'engine', what: address, state: 'missing', says: why});
	if (found.found) return inspectEngine(run, createReader(found.address, {env: run.env}), findings);
	findings.push({area: 'engine', what: 'none', state: 'missing', says: found.error.message});
	return false;
}

async function inspectEngine(run: Run, reader: EngineReader, findings: Finding[]): Promise<boolean> {
	const fleet = openFleet(reader, {policy: await policyOf(run)});
	try {
		await fleet.start();
		const {engine, entries, blindSpots} = fleet.model();
		findings.push({
			area: 'engine',
			what: reader.endpoint,
			state: 'ok',
			says:
				engine === null ? 'answers' : `${engine.kind} ${engine.version}, API ${engine.apiVersion}, ${entries.length} containers`,
		});
		findings.push(
			engine?.local === true
				? {area: 'host', what: 'files and /proc', state: 'ok', says: 'the engine runs on this host'}
				: {
						area: 'host',
						what: 'files and /proc',
						state: 'limited',
						says: 'the engine is not proven to run here: host checks and live processes stay unknown',
					},
		);
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
	const scanners = await detectScanners(env);
	return scanners.map(({name, found, says}) => ({area: 'scanner', what: name, state: found ? 'ok' : 'missing', says}));
}

function terminalFindings({env, stdout}: Run): Finding[] {
	return terminalFeatures(env, stdout).map(({what, works, says}) => ({
		area: 'terminal',
		what,
		state: works ? 'ok' : 'limited',
		says,
	}));
}
