import {defineRule, fail, fromInspect, fromProc, infoMissing, pass} from '../rule.js';
import {exampleLiveState} from '../shared/examples.js';
import {driftAdvice, judgeDrift} from '../shared/runtime-drift.js';

export default defineRule({
	slug: 'container-truth-no-new-privileges',
	title: 'no-new-privileges is configured but not in force',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'A runtime that ignores the option leaves every setuid program in the image usable.',
	references: ['proc(5), /proc/PID/status', 'prctl(2)'],

	check: ({container}) => {
		const {on} = container.noNewPrivileges;
		const unpromised = on === null ? infoMissing('SecurityOptions') : 'no-new-privileges is not set';
		return judgeDrift(container, on === true ? null : unpromised, ({noNewPrivileges}) => {
			const seen = fromProc('status NoNewPrivs', noNewPrivileges);
			const promised = fromInspect('HostConfig.SecurityOpt', 'no-new-privileges on');
			return noNewPrivileges ? pass(promised, seen) : fail(promised, seen);
		});
	},

	remedy: () => driftAdvice,

	examples: {
		bad: {HostConfig: {SecurityOpt: ['no-new-privileges:true']}, facts: {truth: exampleLiveState({noNewPrivileges: false})}},
		good: {HostConfig: {SecurityOpt: ['no-new-privileges:true']}, facts: {truth: exampleLiveState({noNewPrivileges: true})}},
	},
});
