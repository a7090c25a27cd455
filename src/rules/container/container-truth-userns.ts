import {cannotTell, defineRule, fail, pass} from '../rule.js';
import {fromInfo, fromProc} from '../shared/evidence.js';
import {exampleLiveState} from '../shared/examples.js';
import {driftAdvice, judgeDrift} from '../shared/runtime-drift.js';

export default defineRule({
	slug: 'container-truth-userns',
	title: 'Root of the container is root of the host, though the engine remaps users',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The mapping that should make an escape harmless is not in force for this process.',
	references: ['proc(5), /proc/PID/status', 'user_namespaces(7)'],

	check: ({container, engine}) => {
		const expected = engine.userns === true && !container.optsOutOfUserns;
		return judgeDrift(
			container,
			expected ? null : 'the engine does not remap the users of this container',
			({uidMapIsIdentity}) => {
				if (uidMapIsIdentity === null)
					return cannotTell({source: 'host:/proc/uid_map', reason: 'the map of uids could not be read'});
				const seen = fromProc('uid_map', uidMapIsIdentity ? 'uid 0 is uid 0 of the host' : 'uid 0 is another uid of the host');
				const promised = fromInfo('SecurityOptions', 'name=userns');
				return uidMapIsIdentity ? fail(promised, seen) : pass(promised, seen);
			},
		);
	},

	remedy: () => driftAdvice,

	examples: {
		bad: {engine: {userns: true}, facts: {truth: exampleLiveState({uidMapIsIdentity: true})}},
		good: {engine: {userns: true}, facts: {truth: exampleLiveState({uidMapIsIdentity: false})}},
	},
});
