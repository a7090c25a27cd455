import {type Known, known, unknown} from '../answers/known.js';
import {EngineError} from './engine-error.js';

/**
 * An answer, or, where the engine refuses or fails, its reason.
 *
 * @param source  of the blind spot: `engine:/archive`
 * @throws EngineError `cancelled`, and whatever else the question throws
 */
export async function knownAnswer<T>(source: string, question: Promise<T>): Promise<Known<T>> {
	try {
		return known(await question);
	} catch (error) {
		if (error instanceof EngineError && error.kind !== 'cancelled') return unknown(source, error.message);
		throw error;
	}
}

/** An answer without which the rest is still of use; `null` where the engine refuses or fails. @throws as `knownAnswer` */
export async function answerOrNull<T>(question: Promise<T>): Promise<T | null> {
	const answer = await knownAnswer('engine', question);
	return answer.known ? answer.value : null;
}
