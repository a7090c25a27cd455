import {type SafeText, safe} from '../../base/index.js';
import type {KeyNames} from './key-names.js';
import {type Line, line, prose, say} from './layout/page.js';

/** How far the observation of the original has come. */
export type FixObservation =
	| {readonly state: 'asked'; readonly question: readonly SafeText[]}
	| {readonly state: 'running'; readonly progress: SafeText | null; readonly news: readonly SafeText[]}
	| {readonly state: 'ended'; readonly summary: readonly SafeText[]};

export function observationLines(observation: FixObservation, {cancelScans}: KeyNames, width: number): readonly Line[] {
	if (observation.state === 'asked') return observation.question.flatMap(text => prose(text, width));
	if (observation.state === 'ended')
		return observation.summary.flatMap(text =>
			prose(text, width, {indent: 3, tone: text.startsWith('not watched') ? 'medium' : undefined}),
		);
	const {progress, news} = observation;
	return [
		line(say(progress === null ? '   observing …' : safe`   observing: ${progress}`)),
		...news.flatMap(text => prose(safe`new: ${text}`, width, {indent: 3})),
		line(say(safe`   ${cancelScans} ends it and keeps what was seen`, 'muted')),
	];
}
