import {errorText, type SafeText, safe, trusted} from '../../base/index.js';
import {entryOf} from '../pages/entries.js';
import type {ActionContext} from './action-context.js';
import {refusedAsReadonly} from './readonly.js';
import {selectedItem} from './selection.js';

/** `W`: accepts a finding, with a reason and an expiry date. */
export function waiverActions({store, services, toast}: ActionContext) {
	const {getState, setState} = store;
	const question = (kind: 'waiver-reason' | 'waiver-expiry') => ({kind, text: '', cursor: 0, before: ''});

	const write = async (expires: string | null) => {
		const {waiver} = getState();
		const container = waiver && entryOf(getState(), waiver.container)?.name;
		if (!waiver || !container || !services.writeWaiver) return;
		setState({prompt: null, waiver: null});
		try {
			const {policy, where} = await services.writeWaiver({rule: waiver.rule, container, reason: waiver.reason, expires});
			setState({policy});
			// biome-ignore lint/correctness/useHookAtTopLevel: a method of the fleet, no hook
			services.fleet.usePolicy(policy);
			toast(safe`waived in ${where}`);
		} catch (error) {
			toast(safe`no waiver written: ${errorText(error)}`, true);
		}
	};

	return {
		beginWaiver() {
			const waive = selectedItem(getState())?.waive;
			if (!waive) return toast(trusted('select a finding first: a waiver accepts one finding of one container'));
			if (refusedAsReadonly({store, toast})) return;
			if (!services.writeWaiver) return toast(trusted('waivers are written to a policy file; this run has none'));
			setState({waiver: {...waive, reason: ''}, prompt: question('waiver-reason')});
		},
		answerWaiver() {
			const {prompt, waiver} = getState();
			if (!prompt || !waiver) return;
			const answer = prompt.text.trim();
			const complain = (complaint: SafeText) => setState({prompt: {...prompt, complaint}});
			if (prompt.kind === 'waiver-reason') {
				if (answer === '') complain(trusted('a waiver needs a reason'));
				else setState({waiver: {...waiver, reason: answer}, prompt: question('waiver-expiry')});
			} else if (answer === '') void write(null);
			else if (!isDate(answer)) complain(trusted('enter a date as YYYY-MM-DD, or nothing for no expiry'));
			else if (answer < new Date(services.now()).toISOString().slice(0, 10)) complain(trusted('that date is in the past'));
			else void write(answer);
		},
	};
}

function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
