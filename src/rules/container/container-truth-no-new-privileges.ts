import {defineRule, fail, pass} from '../rule.js';
import {engineSilent, inProc, inspected} from '../shared/evidence.js';
import {exampleTruth} from '../shared/examples.js';
import {judgeTruth, mismatchAdvice} from '../shared/truth.js';

export default defineRule({
	slug: 'container-truth-no-new-privileges',
	title: 'Process may gain privileges, though the configuration forbids it',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'A runtime that ignores the option leaves every setuid program of the image open.',
	references: ['proc(5), /proc/PID/status', 'prctl(2)'],

	check: ({container}) => {
		const {on} = container.noNewPrivileges;
		const unpromised = on === null ? engineSilent('SecurityOptions') : 'nothing forbids the gain of privileges';
		return judgeTruth(container, on === true ? null : unpromised, ({noNewPrivileges}) => {
			const seen = inProc('status NoNewPrivs', noNewPrivileges);
			const promised = inspected('HostConfig.SecurityOpt', 'no-new-privileges on');
			return noNewPrivileges ? pass(promised, seen) : fail(promised, seen);
		});
	},

	remedy: () => mismatchAdvice,

	examples: {
		bad: {HostConfig: {SecurityOpt: ['no-new-privileges:true']}, facts: {truth: exampleTruth({noNewPrivileges: false})}},
		good: {HostConfig: {SecurityOpt: ['no-new-privileges:true']}, facts: {truth: exampleTruth({noNewPrivileges: true})}},
	},
});
