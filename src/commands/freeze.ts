import type {EngineReader} from '../engine/engine-reader.js';
import {readLogEnd} from '../engine/read-log.js';
import type {FleetModel} from '../fleet/fleet-model.js';
import {bundleTar} from '../incident/bundle.js';
import {collectIncident, fileName, type LogLines} from '../incident/collect.js';
import {contentsOf} from '../incident/contents.js';
import {containerJson, containerTable} from '../reports/container-report.js';
import {engineVersion} from '../reports/report-text.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {safeJson} from '../terminal/safe-json.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {containerName, findContainer, loadFleet} from './source/load-fleet.js';
import {version} from './version.js';
import {writeResult} from './write-result.js';

/**
 * `dockscope freeze CONTAINER`: one tar of what is known of a container after an incident, masked and hashed. Only reads: the container
 * runs on as it is.
 */
export async function freeze(run: Run): Promise<number> {
	const {line, stderr, signal} = run;
	const name = containerName(run);
	const {fleet, reader} = await loadFleet(run);
	try {
		const {id} = findContainer(fleet, name).facts;
		for (const what of ['processes', 'execs', 'image', 'history', 'os', 'changes'] as const) await fleet.ask(id, what);
		const container = findContainer(fleet, id);
		const model = fleet.model();
		const now = new Date();
		const collected = await collectIncident(reader, container.facts, {
			now: now.getTime(),
			logs: logsOf(reader, container),
			signal,
		});
		const files = [
			{
				name: 'report.txt',
				about: 'what dockscope says of it: grade, attack paths, findings',
				text: containerTable(container, true, {width: 160, color: false, ascii: false}),
			},
			{
				name: 'report.json',
				about: 'the same with all evidence: effective rights, processes, sockets, who can reach it',
				text: containerJson(container, model, {version, now: now.toISOString()}),
			},
			...collected.files,
		];
		const contents = contentsOf(
			{
				container,
				engine: engineVersion(model.engine) ?? 'unknown',
				neighbours: neighboursOf(container, model),
				at: now.toISOString(),
				version,
			},
			{...collected, files},
		);
		const folder = `dockscope-${fileName(container.facts.name)}-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
		const all = [{name: 'CONTENTS.txt', about: '', text: safeJson(contents)}, ...files];
		const tar = await bundleTar(folder, all, now.getTime());
		const path = line.value('output') ?? `${folder}.tar`;
		// Everything in it is text, so that it is UTF-8 as a whole.
		await writeResult(
			{...run, line: {...line, value: option => (option === 'output' ? path : line.value(option))}},
			tar.toString('utf8'),
		);
		for (const {what, why} of collected.missing) stderr.write(`dockscope: not collected: ${what}: ${why}\n`);
		if (path !== '-') run.stdout.write(`${path}\n`);
		return exitStatus.done;
	} finally {
		fleet.close();
		reader.close();
	}
}

const logsOf =
	(reader: EngineReader, {facts}: AssessedContainer): LogLines =>
	async (id, tail, signal) => {
		const lines = await readLogEnd(reader, {id, tty: facts.raw.Config?.Tty === true, tail}, signal);
		return lines.map(({at, isError, text}) => `${at ?? ''} ${isError ? 'stderr' : 'stdout'} ${text}`);
	};

/** Containers on its networks, by their names. */
function neighboursOf({facts}: AssessedContainer, {entries}: FleetModel): string[] {
	const names = new Map(entries.map(({id, name}) => [id, name]));
	return facts.networks.flatMap(({name, peers}) =>
		peers.map(peer => `${names.get(peer) ?? peer.slice(0, 12)} (network ${name})`),
	);
}
