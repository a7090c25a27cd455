import {safe, troubleText, trusted} from '../../base/index.js';
import {type Fix, type ObservationProgress, observationSeconds, progressWords} from '../../fix/index.js';
import {type FixState, rungOf} from '../pages/fix-state.js';
import type {ActionContext} from './action-context.js';
import {refusedAsReadonly} from './readonly.js';

/** News shown at a time. */
const MAX_NEWS = 12;

/** Watching the original of the Fix page: the question before it, its progress, its end. One at a time. */
export function observationActions({store, toast}: ActionContext) {
	const {getState, setState} = store;
	let running: {readonly end: AbortController; readonly ended: Promise<void>} | null = null;

	const {update, watch} = watching({store, toast});

	const begin = () => {
		const {fix} = getState();
		setState({prompt: null});
		if (!fix || running) return;
		const end = new AbortController();
		const ended = watch(fix, end.signal).finally(() => {
			running = null;
		});
		running = {end, ended};
	};

	return {
		/** `O` on the Fix page: asks where something would be created, else begins. */
		async askObservation() {
			const {fix} = getState();
			if (!fix || refusedAsReadonly({store, toast})) return;
			if (fix.fix.observer === null) return toast(trusted('an observation needs a live engine: this one is recorded'));
			if (running)
				return toast(safe`an observation is running: ${getState().keyNames.cancelScans} ends it and keeps what was seen`);
			if (fix.rehearsal?.running) return toast(safe`a rehearsal is running: ${getState().keyNames.cancelScans} cancels it`);
			try {
				const question = await fix.fix.observer.question();
				if (getState().fix?.fix !== fix.fix) return;
				if (!question.ok) return toast(safe`it cannot be observed: ${question.reason}`);
				if (!question.creates) return begin();
				update(fix.id, {observation: {state: 'asked', question: question.lines}});
				setState({prompt: {kind: 'observation', text: '', cursor: 0, before: ''}});
			} catch (error) {
				toast(safe`it cannot be observed: ${troubleText('observing', error)}`, true);
			}
		},
		/** `y` at the question. */
		observe: begin,
		refuseObservation() {
			const {fix} = getState();
			setState({prompt: null});
			if (fix) update(fix.id, {observation: null});
		},
		isObserving: (): boolean => running !== null,
		/** `^x`: what was seen is kept. Returns whether one was running. */
		endObservation(): boolean {
			running?.end.abort();
			return running !== null;
		},
		/** Resolves once its trace is removed. */
		async leaveObservation() {
			running?.end.abort();
			await running?.ended;
		},
	};
}

/** What is shown of a container while it is watched, and after. */
function watching({store: {getState, setState}, toast}: Pick<ActionContext, 'store' | 'toast'>) {
	/** The page may show another container by now. */
	const update = (id: string, change: Partial<FixState>): void => {
		const {fix} = getState();
		if (fix?.id === id) setState({fix: {...fix, ...change}});
	};

	const watch = async ({id, fix}: FixState, signal: AbortSignal) => {
		let news: ObservationProgress['news'] = [];
		const onProgress = (progress: ObservationProgress): void => {
			news = [...news, ...progress.news].slice(-MAX_NEWS);
			update(id, {observation: {state: 'running', progress: progressWords(progress, observationSeconds), news}});
		};
		update(id, {observation: {state: 'running', progress: null, news: []}});
		try {
			const end = await fix.observer?.observe(signal, onProgress);
			const now = getState().fix;
			if (end === undefined || now?.id !== id) return;
			update(id, {
				fix: end.fix,
				enabled: enabledAfter(now, end.fix),
				// What twins showed was another plan.
				rehearsal: null,
				observation: {state: 'ended', summary: end.summary},
			});
		} catch (error) {
			update(id, {observation: null});
			toast(safe`observation ended: ${troubleText('observing', error)}`, true);
		}
	};
	return {update, watch};
}

/** The same rung as before; of a selection, the changes that are still there. */
function enabledAfter(before: FixState, after: Fix): ReadonlySet<string> {
	const rung = rungOf(before);
	if (rung !== null) return after[rung].enabled;
	return new Set(after.changes.flatMap(({slug}) => (before.enabled.has(slug) ? [slug] : [])));
}
