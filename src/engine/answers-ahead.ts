import type {WholeAnswer, WholeQuestion} from './kept-connection.js';
import type {Ask, ReadMethod} from './read-only-client.js';
import type {Transport} from './transport.js';
import {unlessAborted} from './unless-aborted.js';

/** A transport whose answers can be asked for before whoever wants them is there: each answers the first question for the same path. */
export function answeringAhead(transport: Transport<ReadMethod>) {
	/** `null`: it did not come, and can be asked again. */
	const ahead = new Map<string, Promise<WholeAnswer | null>>();
	function ask(path: string, {timeoutMs}: Ask): void {
		const asked = transport.read({path, timeoutMs});
		forgive(asked);
		ahead.set(path, asked);
	}
	return {
		ask,
		/** Asks for inspects. @param byThemselves  how, where they cannot be asked for together */
		askTogether(containers: readonly {readonly id: string; readonly path: string}[], byThemselves: Ask): void {
			const asked = transport.readTogether(containers.map(({path}) => path));
			if (asked === null) {
				for (const {path} of containers.slice(0, transport.atOnce)) ask(path, byThemselves);
				return;
			}
			for (const [index, {id, path}] of containers.entries()) {
				// Between us and the engine may be something that loses an answer: then those behind it are another container's.
				const own = asked[index]?.then(answer => (answer?.text.includes(id) ? answer : null));
				if (own !== undefined) ahead.set(path, own);
			}
		},
		transport: {
			...transport,
			read(question: WholeQuestion): Promise<WholeAnswer> {
				const asked = ahead.get(question.path);
				if (asked === undefined) return transport.read(question);
				ahead.delete(question.path);
				const orAgain = asked.then(answer => answer ?? transport.read(question));
				return unlessAborted(orAgain, question.signal);
			},
		},
	};
}

/** Whoever asks the reader gets the failures; when nobody does, they must not end the program. */
export function forgive(asked: Promise<unknown> | null): void {
	asked?.catch(() => undefined);
}
