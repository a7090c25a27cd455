import {cannotTell, defineRule, failAs, fromInspect, fromProc, notApplicable, pass} from '../rule.js';
import {whyUserUnknown} from '../shared/effective-user.js';
import {exampleLiveState} from '../shared/examples.js';
import {driftAdvice, judgeDrift} from '../shared/runtime-drift.js';

export default defineRule({
	slug: 'container-truth-user',
	title: 'First process is root despite a configured user',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The program or a runtime has become root: a container that is configured as unprivileged is not.',
	references: ['proc(5), /proc/PID/status', 'credentials(7)'],

	check: ({container, image}) => {
		const {configured, isRoot} = container.user;
		const unpromised =
			isRoot === null
				? cannotTell({source: 'inspect:Config.User', reason: whyUserUnknown(container.user, image)})
				: 'it is configured to run as root';
		return judgeDrift(container, isRoot === false ? null : unpromised, ({uids, uidMapIsIdentity}) => {
			const seen = fromProc('status Uid', uids.map(String));
			const promised = fromInspect('Config.User', configured);
			if (uidMapIsIdentity !== true) return notApplicable('a user namespace remaps its uids');
			return uids.includes(0)
				? failAs({detail: `configured as ${configured}, runs with uid 0`}, promised, seen)
				: pass(promised, seen);
		});
	},

	remedy: () => driftAdvice,

	examples: {
		bad: {Config: {User: '1000:1000'}, facts: {truth: exampleLiveState({uids: [0, 0, 0, 0]})}},
		good: {Config: {User: '1000:1000'}, facts: {truth: exampleLiveState({uids: [1000, 1000, 1000, 1000]})}},
	},
});
