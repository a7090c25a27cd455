import type {MandatoryAccess} from '../../../base/index.js';
import {cannotTell, failAs, fromInspect, notApplicable, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';

const how = {
	privileged: '--privileged',
	'host-namespace': 'the engine disables it with a host namespace',
	option: 'an option disables it',
	empty: 'no profile is set',
} as const;

/** Judges whether a security module of the kernel confines the container. */
export function judgeModule(state: MandatoryAccess, module: 'AppArmor' | 'SELinux', field: string): Judgement {
	switch (state.kind) {
		case 'absent':
			return notApplicable(`the engine's host does not run ${module}`);
		case 'unreported':
			return cannotTell({
				source: `inspect:${field}`,
				reason: `the engine did not report whether ${module} confines the container`,
			});
		case 'confined':
			return pass(fromInspect(field, state.profile));
		case 'unconfined':
			return failAs({detail: `not confined by ${module}: ${how[state.by]}`}, fromInspect(field, 'unconfined'));
	}
}
