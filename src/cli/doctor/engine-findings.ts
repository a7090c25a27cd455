import {counted, EngineError, engineName, type FoundEngine, trusted} from '../../base/index.js';
import {openFleet} from '../../judge/index.js';
import {engineIdentity} from '../../record/index.js';
import type {Run} from '../run.js';
import {type EngineSource, engineSource, openReplay} from '../source/connect.js';
import {findChosen} from '../source/engine-choice.js';
import {policyOf} from '../source/load-fleet.js';
import type {Advice, EngineFailure} from './advice.js';
import {findAlertEngines} from './alert-engines.js';
import {alertProgramsQuestion} from './alert-programs.js';
import {alertAdvice, alertFindings} from './alert-words.js';
import type {DoctorFinding} from './finding.js';
import {recorderAdvice, recorderFinding} from './recorder.js';

/** Adds what is known of the engine and of what watches it, with advice on the latter; gives why none answered, or `null`. */
export async function engineFindings(run: Run, findings: DoctorFinding[], advice: Advice[]): Promise<EngineFailure | null> {
	const replay = await openReplay(run);
	if (replay !== null) return lookAt(run, replay, {findings, advice}, {source: 'snapshot', socketPath: null});
	let found: FoundEngine;
	try {
		found = await findChosen(run);
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		findings.push({area: 'engine', what: 'none', state: 'missing', says: error.message});
		return {kind: error.kind, source: namedBy(run), socketPath: null};
	}
	for (const {address, why} of found.tried) findings.push({area: 'engine', what: address, state: 'missing', says: why});
	if (found.found) {
		const {address, source} = found;
		return lookAt(
			run,
			engineSource(run, address),
			{findings, advice},
			{
				source,
				socketPath: address.kind === 'unix' ? address.socketPath : null,
			},
		);
	}
	const {error, tried} = found;
	findings.push({area: 'engine', what: 'none', state: 'missing', says: error.message});
	const decisive = tried.find(({kind}) => kind === error.kind) ?? tried[0];
	return {kind: error.kind, source: 'the usual place', socketPath: decisive?.socketPath ?? null};
}

/** What names the engine, in the order of `findEngine`. */
function namedBy({line, env}: Run): string {
	if (line.value('host') !== null) return '--host';
	return line.list('context').length === 0 && env['DOCKER_HOST'] ? 'DOCKER_HOST' : 'context';
}

async function lookAt(
	run: Run,
	{reader, host, recordedHost, ownContainer}: EngineSource,
	{findings, advice}: {readonly findings: DoctorFinding[]; readonly advice: Advice[]},
	from: Pick<EngineFailure, 'source' | 'socketPath'>,
): Promise<EngineFailure | null> {
	const fleet = openFleet(reader, {
		policy: await policyOf(run),
		recordedHost,
		ownContainer,
		host,
		unwatched: true,
	});
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
		findings.push(hostFinding(engine?.local === true, ownContainer !== null));
		for (const {source, reason} of blindSpots) findings.push({area: 'blind spot', what: source, state: 'limited', says: reason});
		if (!reader.replayed) {
			const containers = entries.map(({id, name, image, state}) => ({id, name, image, isRunning: state === 'running'}));
			const identity = engine === null ? trusted('') : engineIdentity(engine);
			const ids = containers.map(({id}) => id);
			const programs = engine?.local === true ? await host.ask(alertProgramsQuestion, [ids], run.signal) : null;
			const found = findAlertEngines(containers, programs, run.env, identity);
			findings.push(recorderFinding(found), ...alertFindings(found));
			advice.push(...recorderAdvice(found), ...alertAdvice(found));
		}
		return null;
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		findings.push({area: 'engine', what: reader.endpoint, state: 'missing', says: error.message});
		return {kind: error.kind, ...from};
	} finally {
		fleet.close();
		reader.close();
	}
}

const hostFinding = (local: boolean, inImage: boolean): DoctorFinding =>
	local
		? {area: 'host', what: 'files and /proc', state: 'ok', says: 'the engine runs on this host'}
		: {
				area: 'host',
				what: 'files and /proc',
				state: 'limited',
				says: inImage
					? 'not visible from a container: host checks and live processes stay unknown; the executable on the host sees them'
					: 'cannot confirm that the engine runs on this host: host checks and live processes stay unknown',
			};
