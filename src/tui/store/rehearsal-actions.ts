import {setMaxListeners} from 'node:events';
import {safe, troubleText, trusted} from '../../base/index.js';
import type {TrialReport} from '../../fix/index.js';
import type {FixState} from '../pages/fix-state.js';
import type {ActionContext} from './action-context.js';
import {fixUpdater} from './fix-updater.js';
import {refusedAsReadonly} from './readonly.js';

/**
 * The rehearsal of the plan on the Fix page: the question before it, its trials, its end. One at a time.
 *
 * @param isObserving  whether an observation is running, also of another container: both trace the kernel, and both end on `^x`
 */
export function rehearsalActions(context: ActionContext, isObserving: () => boolean) {
	const {store, toast} = context;
	const {getState, setState} = store;
	const update = fixUpdater(context);
	const observing = () => safe`an observation is running: ${getState().keyNames.cancelScans} ends it and keeps what was seen`;
	let running: {readonly cancellation: AbortController; readonly ended: Promise<void>} | null = null;

	const {ask, rehearse} = rehearsing(context, update);

	return {
		/** `R` on the Fix page: shows what would be created and asks; nothing happens before `y`. */
		async askRehearsal() {
			const {fix} = getState();
			if (!fix || refusedAsReadonly(context)) return;
			if (fix.fix.consent === null) toast(trusted('a rehearsal needs a live engine: this one is recorded'));
			else if (running) toast(safe`a rehearsal is running: ${getState().keyNames.cancelScans} cancels it`);
			else if (isObserving()) toast(observing());
			else await ask(fix.fix, false);
		},
		/** `d` in the question: includes the data, and asks again with its size. */
		async copyData() {
			const {fix} = getState();
			if (!fix?.fix.hasData) return toast(trusted('it has no volume or bind to copy'));
			setState({prompt: null});
			toast(trusted('its data is being read …'));
			await ask(fix.fix, true);
		},
		rehearse() {
			const {fix} = getState();
			setState({prompt: null});
			if (!fix || running) return;
			// It may have begun while the mounts were read.
			if (isObserving()) {
				update({copies: null});
				return toast(observing());
			}
			const cancellation = new AbortController();
			// Each twin and each request about one adds a listener.
			setMaxListeners(0, cancellation.signal);
			const ended = rehearse(fix, cancellation.signal).finally(() => {
				running = null;
			});
			running = {cancellation, ended};
		},
		/** Returns whether one was running. */
		cancelRehearsal(): boolean {
			running?.cancellation.abort();
			return running !== null;
		},
		/** Resolves once no twin is left, so that quitting leaves none behind. */
		async endRehearsal() {
			if (!running) return;
			toast(trusted('the twins are being removed: ^c again leaves at once'), true);
			running.cancellation.abort();
			await running.ended;
		},
		refuseConsent() {
			setState({prompt: null});
			update({copies: null});
		},
	};
}

/** The question with what the twins will get, and the trials. */
function rehearsing({store: {getState, setState}, toast}: ActionContext, update: ReturnType<typeof fixUpdater>) {
	const onTrial = (trial: TrialReport) => {
		const before = getState().fix?.rehearsal;
		if (!before) return;
		const others = before.trials.filter(({what}) => what !== trial.what);
		update({rehearsal: {...before, trials: [...others, trial]}});
	};

	const rehearse = async ({fix, enabled, copies}: FixState, signal: AbortSignal) => {
		if (copies === null) return;
		update({copies: null, rehearsal: {running: true, trials: [], end: null}});
		try {
			const end = await fix.rehearse(enabled, copies, signal, onTrial);
			const trials = getState().fix?.rehearsal?.trials ?? [];
			update({fix: end.fix, enabled: end.enabled, rehearsal: {running: false, trials, end}});
		} catch (error) {
			update({rehearsal: null});
			toast(safe`rehearsal ended: ${troubleText('rehearsing', error)}`, true);
		}
	};

	/** Determines what the twins will get, and asks for consent, showing its size. */
	const ask = async (fix: FixState['fix'], withData: boolean) => {
		try {
			const reading = await fix.readCopies(withData);
			if (getState().fix?.fix !== fix) return;
			if (!reading.ok) return toast(reading.reason, true);
			// The question is at the top of the page.
			const {frames} = getState();
			const shown = frames.at(-1);
			setState({
				prompt: {kind: 'consent', text: '', cursor: 0, before: ''},
				...(shown === undefined ? {} : {frames: [...frames.slice(0, -1), {...shown, cursor: 0, top: 0}]}),
			});
			update({copies: reading.copies});
		} catch (error) {
			toast(safe`its mounts cannot be read: ${troubleText('rehearsing', error)}`, true);
		}
	};
	return {ask, rehearse};
}
