import type {Buffer} from 'node:buffer';
import {
	type ContainerFacts,
	cancelled,
	EngineError,
	type EngineReader,
	hasProcesses,
	readLogEnd,
	safeJson,
	trusted,
} from '../../base/index.js';
import {
	type AssessedContainer,
	containerJson,
	containerTable,
	engineVersion,
	type Fleet,
	type FleetModel,
	type OnDemand,
	type PolicySummary,
} from '../../judge/index.js';
import {
	bundleTar,
	type Collected,
	collectIncident,
	contentsOf,
	engineIdentity,
	fileName,
	type LogLines,
} from '../../record/index.js';
import type {Run} from '../run.js';
import {version} from '../version.js';
import {recordedFiles} from './recorded-files.js';

export type FrozenBundle = {
	/** The name of the folder in the tar, and of the tar without its ending. */
	readonly name: string;
	readonly tar: Buffer;
	readonly missing: Collected['missing'];
};

export type FreezeParts = {
	readonly fleet: Pick<Fleet, 'model' | 'ask'>;
	readonly reader: EngineReader;
	readonly env: Run['env'];
	readonly signal: AbortSignal;
	/** Named in its reports. */
	readonly policy: PolicySummary;
	/** Called with what is read next: the name of a file of the bundle. */
	readonly onStep?: (what: string) => void;
};

/** What may be gone in a moment, and what needs files of the container: the engine notes each that is read, and keeps few events. */
const evidence = {first: ['processes', 'execs'], last: ['image', 'history', 'os', 'changes']} as const;

/**
 * One tar of what is known of a container after an incident, masked and hashed. Only reads: the container runs on as it is.
 *
 * @param id  of a container of the fleet
 * @throws EngineError when it is aborted, or the container is gone
 */
export async function freezeBundle(id: string, {fleet, reader, env, signal, policy, onStep}: FreezeParts): Promise<FrozenBundle> {
	const ask = async (parts: readonly OnDemand[]): Promise<AssessedContainer | null> => {
		for (const what of parts) {
			onStep?.(what);
			await fleet.ask(id, what, signal);
		}
		return fleet.model().entries.find(entry => entry.id === id)?.assessed ?? null;
	};
	const begun = await ask(evidence.first);
	if (begun === null) throw new EngineError('not-found', trusted('the container is gone'));
	const {facts} = begun;
	const now = new Date();
	const collected = await collectIncident(reader, facts, {
		now: now.getTime(),
		logs: logsOf(reader, facts),
		signal,
		...(onStep === undefined ? {} : {onStep}),
	});
	onStep?.('what was recorded');
	const {engine} = fleet.model();
	const recorded = await recordedFiles(env, facts, engine === null ? trusted('') : engineIdentity(engine));
	// What was read is kept, even if the container was removed meanwhile.
	const container = (await ask(evidence.last)) ?? begun;
	if (signal.aborted) throw cancelled(signal.reason);
	const model = fleet.model();
	const files = [
		{
			name: 'report.txt',
			about: 'what dockscope says of it: grade, attack paths, findings',
			text: containerTable(container, true, {width: 160, color: false, ascii: false}, policy),
		},
		{
			name: 'report.json',
			about: 'the same with all evidence: effective rights, processes, sockets, who can reach it',
			text: containerJson(container, model, {version, now: now.toISOString(), policy}),
		},
		...collected.files,
		...recorded.files,
	];
	const missing = [...collected.missing, ...recorded.missing];
	const contents = contentsOf(
		{
			container,
			engine: engineVersion(model.engine) ?? 'unknown',
			neighbours: neighboursOf(container, model),
			at: now.toISOString(),
			version,
		},
		{files, empty: [...collected.empty, ...recorded.empty], missing},
	);
	const name = `dockscope-${fileName(container.facts.name)}-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
	const all = [{name: 'CONTENTS.txt', about: '', text: safeJson(contents)}, ...files];
	return {name, tar: await bundleTar(name, all, now.getTime()), missing};
}

const logsOf =
	(reader: EngineReader, facts: ContainerFacts): LogLines =>
	async (id, tail, signal) => {
		const lines = await readLogEnd(reader, {id, tty: facts.raw.Config?.Tty === true, tail}, signal);
		return lines.map(({at, isError, text}) => `${at ?? ''} ${isError ? 'stderr' : 'stdout'} ${text}`);
	};

/** Containers on its networks, by their names. */
function neighboursOf({facts}: AssessedContainer, {entries}: FleetModel): string[] {
	const known = new Map(entries.map(entry => [entry.id, entry]));
	return facts.networks.flatMap(({name, peers}) =>
		peers.map(peer => {
			const {name: peerName = peer.slice(0, 12), assessed = null} = known.get(peer) ?? {};
			const state = assessed === null || hasProcesses(assessed.facts) ? '' : `, ${assessed.facts.status}`;
			return `${peerName} (network ${name}${state})`;
		}),
	);
}
