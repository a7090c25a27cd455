import type {EngineEvent} from '../answers/index.js';
import {execFacts, healthcheckWords} from '../facts/execs.js';
import {number, pairs, string} from '../facts/read.js';
import {maskSecrets} from '../facts/secrets.js';
import {type SafeText, safe, trusted} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {noteUnforeseen} from '../terminal/unforeseen.js';
import {type ContainerRecord, entryOf} from './container-record.js';
import {answerOf} from './engine-answers.js';
import type {EvidenceSource} from './evidence-source.js';

/** Kept, newest last. */
const mostKept = 200;
/** Execs that are looked up at a time; of more, only the command is known. */
const atOnce = 8;

export type ActivityWatch = {
	/** Reads one event of the engine. */
	readonly take: (event: EngineEvent) => void;
};

/** What people and programs do to running containers, from events: commands by `docker exec`, networks that are joined and left. */
export function createActivityWatch({reader, state, signal}: EvidenceSource, changed: () => void): ActivityWatch {
	let asking = 0;

	const note = (record: ContainerRecord, at: number, text: SafeText) => {
		state.activities = [...state.activities, {at, id: record.id, text: safe`${entryOf(record).name}: ${text}`}].slice(-mostKept);
		changed();
	};

	async function noteExec(record: ContainerRecord, execId: string, command: string, at: number): Promise<void> {
		const {inspect} = record;
		// Every health check is an exec.
		if (inspect === null || command === healthcheckWords(inspect).join(' ')) return;
		const words = maskSecrets(command);
		if (execId === '' || asking >= atOnce) return note(record, at, safe`docker exec: ${words}`);
		asking += 1;
		const answer = await answerOf('engine:/exec', reader.exec(execId, signal));
		asking -= 1;
		const [exec] = answer.known ? execFacts([answer.value], inspect) : [];
		if (exec?.isHealthcheck || signal.aborted) return;
		const who = exec ? safe` as ${exec.user}${trusted(exec.privileged ? ', privileged' : '')}` : trusted(', user unknown');
		note(record, at, safe`docker exec${who}: ${words}`);
	}

	return {
		take(event) {
			const {Type: type, Actor: actor} = event;
			const action = string(event.Action);
			const attributes = Object.fromEntries(pairs(actor?.Attributes));
			const id = type === 'network' ? attributes['container'] : string(actor?.ID);
			const record = state.records.get(id ?? '');
			// A start joins the networks of its container: that is no news.
			if (record === undefined || record.inspect?.State?.Status !== 'running') return;
			const at = (number(event.time) ?? 0) * 1_000;
			const [word = ''] = action.split(':', 1);
			if (type === 'container' && word === 'exec_start')
				noteExec(record, attributes['execID'] ?? '', action.slice('exec_start: '.length).trim(), at).catch((error: unknown) =>
					noteUnforeseen('looking at a docker exec', error),
				);
			if (type === 'network' && (word === 'connect' || word === 'disconnect')) {
				const did = trusted(word === 'connect' ? 'joined' : 'left');
				note(record, at, safe`${did} the network ${sanitise(attributes['name'] ?? '')}`);
			}
		},
	};
}
