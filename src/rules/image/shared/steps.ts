import type {HistoryStep, ImageFacts} from '../../../facts/index.js';
import {cannotTell, fail, pass} from '../../rule.js';
import type {Evidence, Judgement} from '../../verdict.js';

/** A step of an image's history, with its place in the engine's answer (newest first). */
export type Step = HistoryStep & {readonly index: number};

/** Judges the steps of the history: those that match fail. Without a history nothing is said. */
export function judgeSteps(image: ImageFacts, isWrong: (step: Step) => boolean): Judgement {
	if (!image.history.known) return cannotTell(image.history.reason);
	const wrong = stepsOf(image).filter(isWrong);
	return wrong.length === 0 ? pass(counted(image)) : fail(...wrong.map(inHistory));
}

export const stepsOf = ({history}: ImageFacts): Step[] =>
	history.known ? history.value.map((step, index) => ({...step, index})) : [];

export const inHistory = ({index, instruction}: Step): Evidence => ({source: 'history', path: `[${index}]`, value: instruction});

export const counted = ({history}: ImageFacts): Evidence => ({
	source: 'history',
	path: 'steps',
	value: history.known ? history.value.length : null,
});
