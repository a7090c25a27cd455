import type {Known} from '../../../base/index.js';
import type {WorkUnderWay} from './work-under-way.js';

/** Milliseconds for which a container is not asked about any more, once something of it did not answer. */
const LEFT_ALONE_FOR = 60_000;
/** Questions about one container that wait for the answer to its earlier ones. */
const MAX_WAITING = 1000;

type Waiting<Question, Answer> = {readonly question: Question; readonly resolve: (answer: Answer | null) => void};

/** Containers that are left alone, and since when. */
export type LeftAlone = Map<string, number>;

/**
 * Asks about containers, so that one of them cannot keep the answers about another: of each, only one portion of questions is under way,
 * and what comes meanwhile is the next. Once it was not answered, what else there is to ask about that container has no answer either
 * (`null`), for a minute.
 *
 * @param leftAlone  shared by those who ask about the same containers
 */
export function askInTurn<Question, Answer>(
	ask: (questions: readonly Question[]) => Promise<Known<readonly Answer[]>>,
	leftAlone: LeftAlone,
	work: Pick<WorkUnderWay, 'add'>,
) {
	/** By container: what waits while a portion of it is under way. */
	const turns = new Map<string, Waiting<Question, Answer>[]>();
	const underWay = new Set<Waiting<Question, Answer>>();
	let isClosed = false;
	let end: (answer: null) => void = () => undefined;
	const closed = new Promise<null>(resolve => {
		end = resolve;
	});

	const isLeftAlone = (container: string): boolean => {
		const since = leftAlone.get(container);
		if (since === undefined) return false;
		if (performance.now() - since < LEFT_ALONE_FOR) return true;
		leftAlone.delete(container);
		return false;
	};

	async function askAll(container: string, waiting: Waiting<Question, Answer>[]): Promise<void> {
		// What is asked in the same turn of the event loop is one portion.
		await new Promise(setImmediate);
		while (waiting.length > 0) {
			const portion = waiting.splice(0);
			for (const one of portion) underWay.add(one);
			try {
				const isAsked = !isClosed && !isLeftAlone(container);
				const answer = isAsked ? await Promise.race([ask(portion.map(({question}) => question)), closed]) : null;
				if (answer?.known === false) leftAlone.set(container, performance.now());
				for (const [index, {resolve}] of portion.entries()) resolve((answer?.known && answer.value[index]) || null);
			} finally {
				for (const one of portion) {
					underWay.delete(one);
					one.resolve(null);
				}
			}
		}
		turns.delete(container);
	}

	return {
		/** `null` where there is no answer. */
		about(container: string, question: Question): Promise<Answer | null> {
			return new Promise(resolve => {
				const waiting = turns.get(container) ?? [];
				if (isClosed || isLeftAlone(container) || waiting.length >= MAX_WAITING) {
					resolve(null);
					return;
				}
				waiting.push({question, resolve});
				if (turns.has(container)) return;
				turns.set(container, waiting);
				work.add(askAll(container, waiting));
			});
		},
		/** What has no answer yet gets none. */
		close(): void {
			isClosed = true;
			end(null);
			for (const {resolve} of [...underWay, ...[...turns.values()].flat()]) resolve(null);
		},
	};
}
