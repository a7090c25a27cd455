import {type SafeText, trusted} from '../../../base/index.js';
import type {Reply, ReplyKind} from '../probes/reply.js';
import type {Reference} from '../verdict.js';

/** What the control was made to do beyond one request, and therefore every twin that passed; and what none was. */
export type ExercisedReport = {
	readonly did: readonly SafeText[];
	readonly not: readonly SafeText[];
	/** Ports that did their work for a step: a write that was accepted, recorded requests. */
	readonly served: ReadonlySet<string>;
	/** The beginning of a minute was waited for: a scheduler had time to start jobs. */
	readonly waited: boolean;
};

export function exercisedBy({exercised}: Pick<Reference, 'exercised'>): ExercisedReport {
	if (exercised === null) return {did: [], not: [trusted('reload')], served: new Set(), waited: false};
	const {steps, not} = exercised;
	return {
		did: steps.filter(step => step.isNoWork !== true).map(step => step.says),
		not,
		served: new Set(steps.flatMap(step => step.serves ?? [])),
		waited: steps.some(({name, says}) => name === 'wait' && /minute bound/.test(says)),
	};
}

const without: Readonly<Record<Exclude<ReplyKind, 'served'>, string>> = {
	login: 'asks for a login',
	greeted: 'was asked for no work',
	'client-error': 'has no such thing',
	'server-error': 'fails',
	elsewhere: 'sends elsewhere',
	silent: 'is silent',
	closed: 'closes the connection',
	refused: 'refuses the connection',
};

/**
 * Why a port did not do its work, with its exact reply: `fails (GET / → 502)`.
 *
 * @param behindLogin  its clients log in, and root does something for them
 */
export function whyUnserved({kind, text}: Reply, behindLogin: boolean): string {
	const why = kind === 'served' || (kind === 'greeted' && behindLogin) ? 'serves clients that log in' : without[kind];
	return text === '' ? why : `${why} (${text})`;
}
