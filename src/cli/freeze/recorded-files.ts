import {type ContainerFacts, jsonText, type SafeText, sanitise, timeSlice, yieldToEventLoop} from '../../base/index.js';
import {
	type Collected,
	eventLineOf,
	isOfEngine,
	openStoreReader,
	readWorkload,
	StoreError,
	storePath,
	workloadOf,
} from '../../record/index.js';
import {lineJson} from '../events/event-line.js';
import {generationJson} from '../record/status.js';
import type {Run} from '../run.js';

/** The newest are kept. */
const MAX_LINES = 10_000;

const events = {
	name: 'recorded-events.jsonl',
	about: `alerts and events of its workload, as dockscope record wrote them: the newest ${MAX_LINES}`,
};
const activity = {
	name: 'recorded-activity.json',
	about: 'what its workload did while it was recorded: programs, capabilities, ports, destinations, with first and last time',
};

/**
 * What the recorder of this user knows of a container and its workload, its earlier containers included. Secrets were masked when it was written.
 *
 * @param engine  by `engineIdentity`
 */
export async function recordedFiles(env: Run['env'], facts: ContainerFacts, engine: SafeText): Promise<Collected> {
	try {
		const folder = storePath(env);
		if (folder === null) return {files: [], empty: [events, activity], missing: []};
		const workload = workloadOf(facts);
		const lines = await linesOf(folder, engine, ({id, name}) => id === facts.id || name === workload);
		const {generations} = readWorkload(folder, workload);
		const found = generations.filter(one => isOfEngine(one, engine)).map(generationJson);
		const texts = [
			{...events, text: lines.map(line => `${line}\n`).join('')},
			{...activity, text: found.length === 0 ? '' : jsonText({workload, generations: found})},
		];
		return {files: texts.filter(({text}) => text !== ''), empty: texts.filter(({text}) => text === ''), missing: []};
	} catch (error) {
		if (!(error instanceof StoreError)) throw error;
		return {files: [], empty: [], missing: [{what: 'what was recorded', why: sanitise(error.message)}]};
	}
}

type Named = {readonly id: string; readonly name: string};

/** In slices: the store may have 64 MB, and the keys must not wait for it. */
async function linesOf(folder: string, engine: SafeText, isAbout: (line: Named) => boolean): Promise<readonly string[]> {
	const slice = timeSlice();
	const found: string[] = [];
	for (const entry of openStoreReader(folder, {engine}).read()) {
		if (slice.due()) await yieldToEventLoop();
		const line = eventLineOf(entry);
		if (line === null || !isAbout(line)) continue;
		found.push(lineJson(line));
		if (found.length >= 2 * MAX_LINES) found.splice(0, MAX_LINES);
	}
	return found.slice(-MAX_LINES);
}
