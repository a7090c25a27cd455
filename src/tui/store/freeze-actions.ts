import {counted, type SafeText, safe, sanitise, troubleText, trusted} from '../../base/index.js';
import {containerName} from '../pages/entries.js';
import type {ActionContext} from './action-context.js';
import {refusedAsReadonly} from './readonly.js';
import {selectedContainer} from './selection.js';

/** Milliseconds after which the progress is shown again: a message vanishes. */
const again = 2_000;

/** `F`: writes the bundle of a container in the background. One at a time. */
export function freezeActions({store, services, toast}: ActionContext) {
	const {getState} = store;
	let running: {readonly name: SafeText; readonly cancellation: AbortController; step: SafeText} | null = null;

	return {
		async freeze() {
			if (running !== null) return toast(safe`${running.name} is being frozen: ${getState().keyNames.cancelScans} cancels it`);
			const id = selectedContainer(getState());
			if (id === null) return toast(trusted('select a container first'));
			if (services.freeze === null) return toast(trusted('a recorded fleet cannot be frozen: freeze reads a live engine'));
			if (refusedAsReadonly({store, toast})) return;
			const name = containerName(getState(), id);
			const now = {name, cancellation: new AbortController(), step: trusted('asking the engine')};
			running = now;
			const show = () => toast(safe`freezing ${name}: ${now.step} …`);
			const timer = setInterval(show, again);
			show();
			try {
				const {path, missing} = await services.freeze(id, {
					// A waiver that was written meanwhile has changed it.
					policy: getState().policy,
					signal: now.cancellation.signal,
					onStep(step) {
						now.step = step;
						show();
					},
				});
				const lacking =
					missing === 0 ? trusted('') : safe`, without ${sanitise(counted(missing, 'part'))} that could not be read`;
				toast(safe`bundle of ${name}: ${path}${lacking}`, true);
			} catch (error) {
				if (now.cancellation.signal.aborted) toast(safe`${name} was not frozen: cancelled`);
				else toast(safe`${name} was not frozen: ${troubleText('freezing', error)}`, true);
			} finally {
				clearInterval(timer);
				running = null;
			}
		},
		/** Returns whether one was being frozen. Nothing is written then. */
		cancelFreeze(): boolean {
			running?.cancellation.abort();
			return running !== null;
		},
	};
}
