import {own, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {Inspector} from './inspector.js';
import type {View} from './view.js';

/** From one engine to another: the contexts of the command line, or of the Docker configuration. */
export function engineActions({store, services, refreshPage, toast}: Inspector, open: (view: View) => void) {
	const {getState, setState} = store;
	return {
		async openEngines() {
			if (getState().frames.at(-1)?.view.kind === 'engines') return;
			if (!services.listEngines) return toast(own('a recorded fleet has no other engines'));
			open({kind: 'engines'});
			try {
				setState({engines: await services.listEngines()});
			} catch (error) {
				toast(safely`no contexts: ${sanitise(error instanceof Error ? error.message : String(error))}`, true);
			}
			refreshPage();
		},
	};
}
