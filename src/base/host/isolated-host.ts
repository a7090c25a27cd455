import {type Known, unknown} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import type {HostAccess} from './local-host.js';
import {NoAnswerError, nothingLearned, openLane} from './reader/lane.js';
import type {HostQuestion} from './reader/question.js';
import type {QuestionName} from './reader/wire.js';
import {unseenHost} from './unseen-host.js';

/** Questions that may take long. */
const ofSearches: ReadonlySet<QuestionName> = new Set(['privilegedFiles', 'privilegedPrograms', 'changedPaths']);
/** Those of the recorder, on which what follows in its trace may wait. */
const ofTrace: ReadonlySet<QuestionName> = new Set(['raisedBy', 'placesOf', 'socketsAt', 'executedNames']);

/** What an answer is, once it is there. */
type Answer<Name extends QuestionName> = Awaited<ReturnType<HostAccess[Name]>>;

/** `one-look`: all is asked at once, soon, and no single answer is waited for: one reader suffices, and it starts now. */
export type HostUse = 'questions' | 'one-look';

/**
 * This machine, read by another process: a file system that does not answer, or any other path that someone else controls, can hold that
 * one, and not this program with its keys and signals. Searches have a reader of their own, so that quick questions do not wait for them.
 * A question that gets no answer leaves what it asked for unknown, with the reason.
 */
export function isolatedHost(use: HostUse = 'questions'): HostAccess {
	const learned = nothingLearned();
	const quick = openLane(learned);
	const searches = use === 'one-look' ? quick : openLane(learned);
	if (use === 'one-look') quick.begin();
	// Whoever records leaves a container alone that does not answer: another try would only keep the others waiting.
	const traced = openLane(learned, 1);
	const laneOf = (name: QuestionName) => (ofSearches.has(name) ? searches : ofTrace.has(name) ? traced : quick);

	async function ask<Name extends QuestionName>(
		name: Name,
		args: readonly unknown[],
		without: (unseen: Known<never>) => Answer<Name>,
		signal?: AbortSignal,
		lane = laneOf(name),
	): Promise<Answer<Name>> {
		try {
			const answer = await lane.ask(name, args, signal);
			// It was made by the same method of the same program.
			return answer as Answer<Name>;
		} catch (error) {
			if (!(error instanceof NoAnswerError)) throw error;
			return without(unknown('host:reader', sanitise(error.message)));
		}
	}

	return {
		readHost: (...args) =>
			ask('readHost', args, ({known: _, ...unseen}) => unseenHost('reason' in unseen ? unseen.reason.reason : '')),
		readContainer: (...args) =>
			ask('readContainer', args, unseen => ({
				truth: unseen,
				sockets: {own: unseen, inNetwork: unseen},
				processes: unseen,
				begun: true,
			})),
		readProcesses: (...args) => ask('readProcesses', args, unseen => unseen),
		readOperatingSystem: (...args) => ask('readOperatingSystem', args, unseen => unseen),
		readTexts: (...args) => ask('readTexts', args, unseen => unseen),
		readAccounts: place => ask('readAccounts', [place], unseen => unseen),
		privilegedFiles: (place, signal) =>
			ask('privilegedFiles', [place], unseen => ({setuid: unseen, setgid: unseen, capable: unseen}), signal),
		privilegedPrograms: (pid, containerId, search, signal) =>
			ask('privilegedPrograms', [pid, containerId, search], unseen => unseen, signal),
		statInContainer: (...args) => ask('statInContainer', args, unseen => unseen),
		archiveOfContainer: (...args) => ask('archiveOfContainer', args, unseen => unseen),
		changedPaths: ({Id, State, GraphDriver}, signal) => ask('changedPaths', [{Id, State, GraphDriver}], unseen => unseen, signal),
		lookAtPaths: paths => ask('lookAtPaths', [paths], () => paths.map(path => ({path, real: null, source: null}))),
		async ask<Args extends readonly unknown[], Value>(
			{name, isSearch}: HostQuestion<Args, Value>,
			args: Args,
			signal?: AbortSignal,
		): Promise<Known<Value>> {
			const answer = await ask('ask', [name, args], unseen => unseen, signal, isSearch ? searches : quick);
			// It was made by this very question.
			return answer as Known<Value>;
		},
		raisedBy: programs => ask('raisedBy', [programs], unseen => unseen),
		placesOf: programs => ask('placesOf', [programs], unseen => unseen),
		socketsAt: paths => ask('socketsAt', [paths], unseen => unseen),
		executedNames: pids => ask('executedNames', [pids], unseen => unseen),
		startersOf: socketPath => ask('startersOf', [socketPath], unseen => unseen),
		runtimeSocketsOf: socketPath => ask('runtimeSocketsOf', [socketPath], unseen => unseen),
		close() {
			quick.close();
			searches.close();
			traced.close();
		},
	};
}
