import {safe} from '../../base/index.js';
import type {ActionContext} from './action-context.js';

/** Whether the configuration forbids what creates or writes something; then it says so. */
export function refusedAsReadonly({store, toast}: Pick<ActionContext, 'store' | 'toast'>): boolean {
	const {readonly} = store.getState().preferences;
	if (readonly !== null) toast(safe`not allowed: ${readonly} says readonly: true`);
	return readonly !== null;
}
