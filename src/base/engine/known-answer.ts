import {type BlindSpot, type Known, known, unknown} from '../answers/value.js';
import {noteUnforeseen} from '../lib/unforeseen.js';
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

/** The same as `knownAnswer` where nothing may fail because of one answer: it never throws. */
export async function answerOrReason<T>(source: string, question: Promise<T>): Promise<Known<T>> {
	try {
		return known(await question);
	} catch (error) {
		return {known: false, reason: blindSpotOf(source, error)};
	}
}

/** Why an answer is missing: the engine refused or failed, or reading it failed, which is recorded as unexpected. */
export function blindSpotOf(source: string, error: unknown): BlindSpot {
	if (error instanceof EngineError) return {source, reason: error.message};
	// The fleet was closed, so its answers are no longer awaited.
	if (error instanceof Error && error.name === 'AbortError') return {source, reason: 'it was cancelled'};
	return {source, reason: noteUnforeseen(`reading ${source}`, error)};
}
