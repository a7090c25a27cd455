import type {StoreApi} from 'zustand/vanilla';
import type {SafeText} from '../../base/index.js';
import type {State} from './state.js';

const shownFor = 3_000;

/** Shows a message for three seconds; an error stays until Esc. */
export function toaster({getState, setState}: StoreApi<State>) {
	let lastId = 0;
	return (text: SafeText, error = false): void => {
		lastId += 1;
		const id = lastId;
		setState({toasts: [...getState().toasts.filter(toast => toast.error), {id, text, error}]});
		if (error) return;
		setTimeout(() => {
			// Already replaced by another: nothing to repaint.
			if (getState().toasts.some(toast => toast.id === id))
				setState({toasts: getState().toasts.filter(toast => toast.id !== id)});
		}, shownFor).unref();
	};
}
