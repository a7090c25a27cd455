import {cannotTell, defineRule, fail, fromInfo, fromProc, pass} from '../rule.js';
import {exampleLiveState} from '../shared/examples.js';
import {driftAdvice, judgeDrift} from '../shared/runtime-drift.js';

export default defineRule({
	slug: 'container-truth-userns',
	title: 'Process is not remapped despite userns-remap',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The mapping that should make an escape harmless is not in force: root in the container is root on the host.',
	references: ['proc(5), /proc/PID/status', 'user_namespaces(7)'],

	check: ({container, engine}) => {
		const expected = engine.userns === true && !container.optsOutOfUserns;
		return judgeDrift(container, expected ? null : "the engine does not remap this container's users", ({uidMapIsIdentity}) => {
			if (uidMapIsIdentity === null) return cannotTell({source: 'host:/proc/uid_map', reason: 'the uid map could not be read'});
			const seen = fromProc('uid_map', uidMapIsIdentity ? 'uid 0 is uid 0 of the host' : 'uid 0 is another uid of the host');
			const promised = fromInfo('SecurityOptions', 'name=userns');
			return uidMapIsIdentity ? fail(promised, seen) : pass(promised, seen);
		});
	},

	remedy: () => driftAdvice,

	examples: {
		bad: {engine: {userns: true}, facts: {truth: exampleLiveState({uidMapIsIdentity: true})}},
		good: {engine: {userns: true}, facts: {truth: exampleLiveState({uidMapIsIdentity: false})}},
	},
});
