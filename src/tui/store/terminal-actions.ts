import {safe, trusted} from '../../base/index.js';
import type {ActionContext} from './action-context.js';

/** What concerns the terminal and the program, not what is shown. */
export function terminalActions({store, services, toast}: ActionContext) {
	const {getState, setState} = store;
	return {
		toggleMouse() {
			const mouse = !getState().mouse;
			services.setMouse(mouse);
			setState({mouse});
			const key = getState().keyNames.toggleMouse;
			toast(mouse ? safe`mouse on: ${key} turns it off; Shift selects text in most terminals` : trusted('mouse off'));
		},
		openDemo() {
			if (services.demo) services.demo();
			else toast(trusted('there is no demo fleet in this run'));
		},
		quit: () => services.quit(0),
		interrupt: () => services.quit(130),
		redraw: () => services.redraw(),
		suspend: () => services.suspend(),
	};
}
