import type {ContainerFacts, EngineReader, SafeText} from '../../base/index.js';
import {type ObservationConsent, observationConsent, whyNotObserved} from './consent.js';
import {durationWords} from './watched-words.js';

/** Seconds of an observation from the terminal UI, unless it is ended before. */
export const observationSeconds = 600;

export type ObservationQuestion = (ObservationConsent & {readonly ok: true}) | {readonly ok: false; readonly reason: SafeText};

/** What to ask before an observation from the terminal UI, or why there is none. @throws EngineError */
export async function observationQuestion(
	reader: Pick<EngineReader, 'isLocal'>,
	facts: Pick<ContainerFacts, 'name' | 'status'>,
): Promise<ObservationQuestion> {
	const reason = whyNotObserved(facts);
	if (reason !== null) return {ok: false, reason};
	return {ok: true, ...observationConsent(facts, durationWords(observationSeconds), await reader.isLocal())};
}
