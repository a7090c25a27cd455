import {errorText, safe, trusted} from '../../base/index.js';
import type {ActionContext} from './action-context.js';
import type {fleetActions} from './fleet-actions.js';
import {refusedAsReadonly} from './readonly.js';

/** Milliseconds after which what was recorded a day ago may be something else. */
const hour = 3_600_000;
/** Milliseconds after the last grade: reading a store must not delay the first key. */
const afterFirstFrames = 600;

/** `B`: saves how things are as the baseline; and the comparison of each container with it, and with yesterday. */
export function baselineActions(
	{store, services, toast}: ActionContext,
	{compareWith}: Pick<ReturnType<typeof fleetActions>, 'compareWith'>,
) {
	const {getState, setState} = store;
	let isSaving = false;

	async function load(): Promise<void> {
		const {baseline} = services;
		if (baseline === null) return compareWith(null);
		try {
			compareWith(await baseline.load(getState().model.engine));
		} catch (error) {
			toast(safe`not compared with the baseline: ${errorText(error)}`, true);
		}
	}

	return {
		/** Begins once everything is judged. Returns a function that stops it. */
		compareAsLoaded(): () => void {
			let soon: NodeJS.Timeout | undefined;
			const stop = store.subscribe(({model}) => {
				if (!model.settled) return;
				stop();
				soon = setTimeout(() => void load(), afterFirstFrames).unref();
			});
			const again = setInterval(() => void load(), hour).unref();
			return () => {
				stop();
				clearTimeout(soon);
				clearInterval(again);
			};
		},
		askBaseline() {
			if (refusedAsReadonly({store, toast})) return;
			if (services.baseline === null) return toast(trusted('a recorded fleet is not saved as a baseline'));
			if (!getState().model.settled)
				return toast(safe`not everything is judged yet: ${getState().keyNames.askBaseline} again in a moment`);
			setState({prompt: {kind: 'baseline', text: '', cursor: 0, before: ''}});
		},
		async saveBaseline() {
			setState({prompt: null});
			if (services.baseline === null || isSaving) return;
			isSaving = true;
			try {
				toast(await services.baseline.save());
				await load();
			} catch (error) {
				toast(safe`no baseline saved: ${errorText(error)}`, true);
			} finally {
				isSaving = false;
			}
		},
	};
}
