import {cannotTell, defineRule, failAs, notApplicable, pass} from '../rule.js';
import {inProc, inspected} from '../shared/evidence.js';
import {exampleTruth} from '../shared/examples.js';
import {judgeTruth, mismatchAdvice} from '../shared/truth.js';
import {whyNameless} from '../shared/who-runs.js';

export default defineRule({
	slug: 'container-truth-user',
	title: 'First process is root, though the configuration names another user',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The program, or a runtime, has become root: what is written as unprivileged is not.',
	references: ['proc(5), /proc/PID/status', 'credentials(7)'],

	check: ({container, image}) => {
		const {configured, isRoot} = container.user;
		const unpromised =
			isRoot === null
				? cannotTell({source: 'inspect:Config.User', reason: whyNameless(container.user, image)})
				: 'no uid but that of root is promised';
		return judgeTruth(container, isRoot === false ? null : unpromised, ({uids, uidMapIsIdentity}) => {
			const seen = inProc('status Uid', uids.map(String));
			const promised = inspected('Config.User', configured);
			if (uidMapIsIdentity !== true) return notApplicable('a user namespace shifts its uids');
			return uids.includes(0)
				? failAs({detail: `configured as ${configured}, runs with uid 0`}, promised, seen)
				: pass(promised, seen);
		});
	},

	remedy: () => mismatchAdvice,

	examples: {
		bad: {Config: {User: '1000:1000'}, facts: {truth: exampleTruth({uids: [0, 0, 0, 0]})}},
		good: {Config: {User: '1000:1000'}, facts: {truth: exampleTruth({uids: [1000, 1000, 1000, 1000]})}},
	},
});
