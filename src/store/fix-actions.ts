import type {TrialReport} from '../hardening/rehearsal/session.js';
import {errorText} from '../terminal/error-text.js';
import {own, safely} from '../terminal/safe-text.js';
import type {Inspector} from './inspector.js';
import {shownFormats} from './pages/output.js';
import {selectedContainer} from './selection.js';
import type {FixState} from './state.js';
import {frame} from './view.js';

/** The Fix page: the plan of one container, whose changes can be switched off and on, and its rehearsal. */
export function fixActions({store, services, refreshPage, toast}: Inspector) {
	const {getState, setState} = store;
	let running: {readonly cancellation: AbortController; readonly ended: Promise<void>} | null = null;

	const update = (change: Partial<FixState>) => {
		const {fix} = getState();
		if (!fix) return;
		setState({fix: {...fix, ...change}});
		refreshPage();
	};
	const onTrial = (trial: TrialReport) => {
		const before = getState().fix?.rehearsal;
		if (!before) return;
		const others = before.trials.filter(({what}) => what !== trial.what);
		update({rehearsal: {...before, trials: [...others, trial]}});
	};

	const rehearse = async ({fix, enabled, data}: FixState, signal: AbortSignal) => {
		update({data: null, rehearsal: {running: true, trials: [], end: null}});
		try {
			const end = await fix.rehearse(enabled, data, signal, onTrial);
			const trials = getState().fix?.rehearsal?.trials ?? [];
			update({fix: end.fix, enabled: end.enabled, rehearsal: {running: false, trials, end}});
		} catch (error) {
			update({rehearsal: null});
			toast(safely`rehearsal ended: ${errorText(error)}`, true);
		}
	};

	const stepOutput = (by: number) => {
		const {fix, frames} = getState();
		const view = frames.at(-1)?.view;
		if (!fix) return;
		const shown = view?.kind === 'output' ? view.format : null;
		const count = shownFormats.length;
		const next = shown === null ? 0 : (shownFormats.indexOf(shown) + by + count) % count;
		const kept = shown === null ? frames : frames.slice(0, -1);
		setState({frames: [...kept, frame({kind: 'output', id: fix.id, format: shownFormats[next] ?? 'replace'})]});
		refreshPage();
	};

	return {
		async openFix() {
			const id = selectedContainer(getState());
			if (id === null) return toast(own('select a container first'));
			if (getState().frames.at(-1)?.view.kind === 'fix') return;
			setState({frames: [...getState().frames, frame({kind: 'fix', id})], fix: null});
			refreshPage();
			if (!services.loadHardener) return;
			try {
				const fix = await (await services.loadHardener()).open(id);
				const enabled = new Set(fix.changes.filter(change => change.enabled).map(({slug}) => slug));
				setState({fix: {id, fix, enabled, data: null, rehearsal: null}});
			} catch (error) {
				toast(safely`no plan: ${errorText(error)}`, true);
			}
			refreshPage();
		},
		/** Space on the Fix page. */
		toggleChange() {
			const {fix, frames} = getState();
			const change = fix?.fix.changes[frames.at(-1)?.cursor ?? 0];
			if (!fix || !change) return;
			const enabled = new Set(fix.enabled);
			if (!enabled.delete(change.slug)) enabled.add(change.slug);
			update({enabled});
			// The head of the page may be scrolled away.
			const {risk, paths} = fix.fix.view(enabled);
			if (risk) toast(safely`with these changes: ${own(risk.grade)} ${risk.score}, attack paths left: ${paths.length}`);
		},
		async copyUndo() {
			const {fix} = getState();
			if (!fix) return;
			const copied = await services.copy(fix.fix.view(fix.enabled).undo);
			toast(copied.how === 'clipboard' ? own("the undo sent to the terminal's clipboard") : safely`written to ${copied.path}`);
		},
		/** `o`: the plan in another form; again, in the next one. */
		openOutput: () => stepOutput(1),
		previousOutput: () => stepOutput(-1),
		/** `R` on the Fix page: says what it would create and asks; nothing happens before `y`. */
		askRehearsal() {
			const {fix} = getState();
			if (!fix) return;
			if (fix.fix.consent === null) toast(own('a rehearsal needs a live engine: this one is recorded'));
			else if (running) toast(own('a rehearsal is running: ^x cancels it'));
			else {
				setState({prompt: {kind: 'consent', text: '', cursor: 0, before: ''}});
				refreshPage();
			}
		},
		/** `d` in the question: reads the data first, and asks again with its size. */
		async copyData() {
			const {fix} = getState();
			const readData = fix?.fix.readData ?? null;
			if (!fix || readData === null) return toast(own('it has no volume or bind to copy'));
			setState({prompt: null});
			toast(own('its data is being read …'));
			try {
				const reading = await readData();
				if (getState().fix?.fix !== fix.fix) return;
				if (!reading.ok) return toast(reading.reason, true);
				setState({prompt: {kind: 'consent', text: '', cursor: 0, before: ''}});
				update({data: reading.copy});
			} catch (error) {
				toast(safely`its data cannot be read: ${errorText(error)}`, true);
			}
		},
		rehearse() {
			const {fix} = getState();
			setState({prompt: null});
			if (!fix || running) return;
			const cancellation = new AbortController();
			const ended = rehearse(fix, cancellation.signal).finally(() => {
				running = null;
			});
			running = {cancellation, ended};
		},
		/** Whether there was one. */
		cancelRehearsal(): boolean {
			running?.cancellation.abort();
			return running !== null;
		},
		/** Resolves once no twin is left: whoever quits must not leave one behind. */
		async endRehearsal() {
			if (!running) return;
			toast(own('the twins are being removed: ^c again leaves at once'), true);
			running.cancellation.abort();
			await running.ended;
		},
		refuseConsent() {
			setState({prompt: null});
			update({data: null});
			refreshPage();
		},
	};
}
