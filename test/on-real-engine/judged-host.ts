import {expect} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import type {ContainerFacts, LiveState} from '../../src/base/facts/index.js';
import {localHost} from '../../src/base/host/local-host.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {FleetModel} from '../../src/judge/inventory/fleet-model.js';
import {reportedVerdicts} from '../../src/judge/risk/assessment.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {writeSnapshot} from '../../src/judge/snapshot/write-snapshot.js';
import {type PrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';

export const RUN = ['run', '--detach', '--stop-signal', 'KILL'];

/** The judged fleet, once its host has been read. */
export async function judged(engine: PrivateEngine): Promise<FleetModel> {
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	const fleet = openFleet(reader, {host: localHost()});
	try {
		await fleet.start();
		return await until('the host is read and every container judged', async () => {
			const model = fleet.model();
			const seen = model.entries.every(({assessed}) => assessed?.facts.truth.known === true);
			return model.host !== null && seen && model.verdicts.some(({target}) => target.kind === 'host') ? model : null;
		});
	} finally {
		fleet.close();
	}
}

export const verdictsOf = (model: FleetModel, ...slugs: string[]) =>
	Object.fromEntries(slugs.map(slug => [slug, model.verdicts.find(({rule}) => rule === slug)?.verdict]));

export function factsOf(model: FleetModel, name: string): ContainerFacts {
	const facts = model.entries.find(entry => entry.name === name)?.assessed?.facts;
	if (facts === undefined) throw new Error(`no container ${name}`);
	return facts;
}

export function truthOf(model: FleetModel, name: string): LiveState {
	const {truth} = factsOf(model, name);
	if (!truth.known) throw new Error(truth.reason.reason);
	return truth.value;
}

/** What can be seen only on a live engine: processes, sockets, links, the files of images, the connection, the disk. */
const ofLiveOnes =
	/^(container-(truth-.*|process-user|suspicious-process|secret-in-process|ssh-server|engine-inside|undeclared-listener|host-loopback|published-unused|direct-routing|symlink-mount|root-user|root-group|no-new-privileges)|image-(end-of-life|setuid-files)|engine-(plain-connection|build-cache))$/;

/** Verdicts that a snapshot of the engine and of its host does not share. */
export async function changedBySnapshot(engine: PrivateEngine, live: FleetModel): Promise<string[]> {
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	const text = await writeSnapshot(reader, {host: live.host});
	reader.close();
	const {reader: recorded, host} = openSnapshot(text, 'strict.json');
	const replay = openFleet(recorded, {recordedHost: host});
	await replay.start();
	const lines = ({entries, verdicts}: FleetModel) =>
		[...verdicts, ...entries.flatMap(({assessed}) => (assessed === null ? [] : reportedVerdicts(assessed, () => true)))]
			.filter(({rule}) => !ofLiveOnes.test(rule))
			.map(({rule, target, verdict, severity}) => `${target.kind} ${target.name} ${rule} ${verdict} ${severity}`);
	const again = new Set(lines(replay.model()));
	replay.close();
	expect(again.size).toBeGreaterThan(100);
	return lines(live).filter(line => !again.has(line));
}

const asRoot = process.getuid?.() === 0;
if (!asRoot) console.error('SKIPPING what only root sees of a daemon');

/** Whether there is no engine here, or no permission to look behind it. */
export const cannotLook = (await whyNoEngine()) !== null || !asRoot;
