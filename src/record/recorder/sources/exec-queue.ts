import {EngineError, type EngineReader, type ExecInspect} from '../../../base/index.js';

/** Execs that wait for the engine's answer; more are counted as lost. */
const MAX_WAITING = 200;

/** Asks the engine about execs, one at a time: a busy engine must not be kept busier. */
export function queueExecs(
	reader: Pick<EngineReader, 'exec'>,
	signal: AbortSignal,
	taken: (containerId: string, exec: ExecInspect) => void,
	/** The engine says nothing about this exec. */
	unanswered: (id: string) => void,
) {
	const waiting: {readonly id: string; readonly container: string}[] = [];
	let working: Promise<void> | null = null;
	let lost = 0;

	async function work(): Promise<void> {
		for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
			try {
				taken(next.container, await reader.exec(next.id, signal));
			} catch (error) {
				if (!(error instanceof EngineError)) throw error;
				// It has ended and been forgotten, or a proxy refuses to say more: its command is in the event.
				if (error.kind !== 'not-found' && error.kind !== 'cancelled') lost += 1;
				unanswered(next.id);
			}
		}
		working = null;
	}

	return {
		add(container: string, id: string): void {
			if (waiting.length >= MAX_WAITING) {
				lost += 1;
				unanswered(id);
			} else waiting.push({id, container});
			working ??= work();
		},
		/** Those that were not asked about since the last call. */
		lost(): number {
			const now = lost;
			lost = 0;
			return now;
		},
		idle: async (): Promise<void> => void (await working),
	};
}
